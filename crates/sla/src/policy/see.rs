//! Who sees what not everybody needs.

use super::read::Section;
use super::{Role, clocks};

/// The roles that see phone numbers in full, and whole logs. Administrators see everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeePolicy {
    phones: Vec<Role>,
    logs: Vec<Role>,
}

impl SeePolicy {
    /// Whether somebody with these roles sees phone numbers in full; others see them masked.
    #[must_use]
    pub fn phones(&self, roles: &[Role]) -> bool {
        sees(&self.phones, roles)
    }

    /// Whether somebody with these roles reads and exports whole logs, with everything that stands in them.
    #[must_use]
    pub fn logs(&self, roles: &[Role]) -> bool {
        sees(&self.logs, roles)
    }
}

fn sees(allowed: &[Role], roles: &[Role]) -> bool {
    roles
        .iter()
        .any(|role| *role == Role::Administrator || allowed.contains(role))
}

pub(super) fn see(root: &Section<'_>) -> SeePolicy {
    let Some(section) = root.required("see").and_then(|entry| entry.section()) else {
        return SeePolicy::default();
    };
    let roles = |key| {
        section
            .required(key)
            .map(|entry| clocks::roles(&entry))
            .unwrap_or_default()
    };
    let see = SeePolicy {
        phones: roles("phones"),
        logs: roles("logs"),
    };
    section.refuse_unasked();
    see
}

#[cfg(test)]
mod tests {
    use crate::policy::{DEFAULT_POLICY, Policy, Role};

    #[test]
    fn a_policy_says_who_sees_phones_and_logs_and_administrators_always_do() {
        let policy = Policy::parse(DEFAULT_POLICY).unwrap();
        assert!(policy.see().phones(&[Role::WarehouseKeeper, Role::Operator]));
        assert!(!policy.see().phones(&[Role::WarehouseKeeper, Role::Finance]));
        assert!(!policy.see().phones(&[]));
        assert!(policy.see().logs(&[Role::Auditor]) && !policy.see().logs(&[Role::Operator]));
        assert!(policy.see().phones(&[Role::Administrator]) && policy.see().logs(&[Role::Administrator]));
    }

    #[test]
    fn a_policy_of_before_sees_as_this_version_was_shipped() {
        let (before, from) = DEFAULT_POLICY.split_once("\n[see]").unwrap();
        let (_, after) = from.split_once("\n[allow]").unwrap();
        let older = Policy::parse(&format!("{before}\n[allow]{after}")).unwrap();
        assert_eq!(older.see(), Policy::parse(DEFAULT_POLICY).unwrap().see());
    }
}
