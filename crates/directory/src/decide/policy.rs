//! Loading a policy (SLA-20).

use decider::{Context, Draft};
use proto::command::named_in_rights;
use proto::directory::{DirectoryEvent, LoadPolicy, PolicyLoaded};
use sla::policy::Policy;
use types::Hash;

use super::Decided;
use crate::DirectoryRejection;

/// The shipped policy, put on record before the first list comes into force: from then on a program that ships another
/// one judges what was done here as it was judged (SLA-20).
pub(super) fn first(context: &Context<'_>) -> Option<Draft<DirectoryEvent>> {
    let shipped = Policy::shipped_ref();
    let first = PolicyLoaded {
        hash: shipped.hash(),
        text: shipped.text().to_owned(),
    };
    (!context.common.policies.has_adopted()).then(|| Draft::of(first))
}

/// Loads a policy once the whole file was found sound. The one in force again is no event.
///
/// # Errors
/// Every problem of the file, with its line.
pub(super) fn load_policy(command: &LoadPolicy, context: &Context<'_>) -> Decided {
    let hash = Hash::of(&[command.text.as_bytes()]);
    if hash == context.policy_hash() && context.common.policies.has_adopted() {
        return Ok(Vec::new());
    }
    // rule: SLA-20
    Policy::check(&command.text, &named_in_rights()).map_err(DirectoryRejection::PolicyInvalid)?;
    Ok(vec![Draft::of(PolicyLoaded {
        hash,
        text: command.text.clone(),
    })])
}

#[cfg(test)]
mod tests {
    use proto::directory::ListKind;

    use super::super::given;
    use super::*;

    // rule: SLA-20
    #[test]
    fn a_sound_policy_is_loaded_once_and_a_broken_one_is_refused_with_its_lines() {
        let mut directory = given::directory();
        let shipped = sla::policy::DEFAULT_POLICY.to_owned();
        directory
            .when(LoadPolicy {
                text: shipped.clone(),
            })
            .then_nothing();
        let stricter = shipped.replacen("limit = \"2h\"", "limit = \"1h\"", 1);
        assert_eq!(
            directory
                .when(LoadPolicy {
                    text: stricter.clone()
                })
                .kinds(),
            ["PolicyLoaded"]
        );
        directory.when(LoadPolicy { text: stricter }).then_nothing();
        assert_eq!(
            directory
                .when(LoadPolicy {
                    text: shipped.clone()
                })
                .kinds(),
            ["PolicyLoaded"]
        );

        let broken = shipped.replacen("limit = \"36h\"", "limit = \"soon\"", 1);
        let no = directory
            .when(LoadPolicy { text: broken.clone() })
            .rejected("policy.invalid");
        let line = broken.lines().position(|line| line.contains("soon")).unwrap() + 1;
        assert_eq!(no.facts["problems"][0]["line"], line);
    }

    // rule: SLA-20
    #[test]
    fn the_shipped_policy_is_put_on_record_once_before_the_first_list_comes_into_force() {
        let mut directory = given::Directories::at("2026-01-05T08:00:00+08:00");
        let applied = |directory: &mut given::Directories, list| {
            let staged = given::piece(ListKind::Stations, list);
            directory.when(staged.clone());
            directory.when(given::apply(&staged)).kinds()
        };
        let stations = "服务站编号,服务站,区域\nHZ,杭州站,华东";
        assert_eq!(
            applied(&mut directory, stations),
            ["PolicyLoaded", "ImportApplied"]
        );
        assert!(directory.common.policies.has_adopted());
        let more = "服务站编号,服务站,区域\nNB,宁波站,华东";
        assert_eq!(applied(&mut directory, more), ["ImportApplied"]);

        let mut directory = given::Directories::at("2026-01-05T08:00:00+08:00");
        let text = sla::policy::DEFAULT_POLICY.to_owned();
        assert_eq!(directory.when(LoadPolicy { text }).kinds(), ["PolicyLoaded"]);
        assert_eq!(applied(&mut directory, stations), ["ImportApplied"]);
    }

    // rule: SLA-20
    #[test]
    fn rights_for_a_command_that_does_not_exist_are_refused_with_the_one_that_was_meant() {
        let mut directory = given::directory();
        let text = sla::policy::DEFAULT_POLICY.replacen("\"hotline.open-order\"", "\"hotline.open-ordr\"", 1);
        let rejection = directory.when(LoadPolicy { text }).rejected("policy.invalid");
        let problems = rejection.facts["problems"].to_string();
        assert!(problems.contains("allow.hotline.open-ordr"), "{problems}");
        assert!(
            problems.contains("did you mean hotline.open-order?"),
            "{problems}"
        );
    }
}
