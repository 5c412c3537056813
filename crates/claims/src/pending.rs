//! Effects that are due: packages to build.

use decider::Effect;
use proto::claims::PackageContent;

use crate::claim::{Claim, Package};
use crate::state::State;

/// One building of a ready claim's package (CLM-6). It is answered by `ReportPackage` with the content's hash.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildPackage {
    pub content: Box<PackageContent>,
    /// How often this claim's package was asked for, counted from 1.
    pub attempt: u32,
}

impl Effect for BuildPackage {
    fn id(&self) -> String {
        format!("{}#{}", self.content.claim, self.attempt)
    }
}

/// Every package that was asked for and not reported yet.
pub(crate) fn pending(state: &State) -> Vec<BuildPackage> {
    state.building().filter_map(|claim| building(&claim)).collect()
}

fn building(claim: &Claim) -> Option<BuildPackage> {
    let Package::Asked(content) = &claim.package else {
        return None;
    };
    Some(BuildPackage {
        content: content.clone(),
        attempt: claim.packages,
    })
}
