//! Codes that a policy may use, which the policy's own crate must list without knowing the contract.

use proto::claims::ClaimKind;
use proto::document::DocumentKind;
use proto::order::{OrderSubtype, OrderType};
use serde::Serialize;
use sla::policy::{CLAIM_KINDS, DOCUMENT_KINDS, ORDER_SUBTYPES, ORDER_TYPES};

/// The codes as events and JSON write them.
fn written<T: Serialize>(all: &[T]) -> Vec<String> {
    let written = |kind: &T| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    all.iter().map(written).collect()
}

#[test]
fn a_policy_may_use_every_kind_of_the_contract_and_no_other() {
    assert_eq!(written(&ClaimKind::ALL), CLAIM_KINDS);
    assert_eq!(written(&DocumentKind::ALL), DOCUMENT_KINDS);
    assert_eq!(written(&OrderType::ALL), ORDER_TYPES);
    let subtypes = OrderSubtype::ALL.map(|subtype| {
        let types = OrderType::ALL.into_iter().filter(|kind| subtype.fits(*kind));
        let types: Vec<&str> = types.map(OrderType::as_str).collect();
        (types.concat(), subtype.as_str())
    });
    let listed = ORDER_SUBTYPES.map(|(of, subtype)| (of.to_owned(), subtype));
    assert_eq!(subtypes, listed);
}

#[test]
fn a_kind_is_called_the_same_in_policies_and_in_events() {
    assert_eq!(ClaimKind::ALL.map(ClaimKind::as_str), *written(&ClaimKind::ALL));
    assert_eq!(
        DocumentKind::ALL.map(DocumentKind::as_str),
        *written(&DocumentKind::ALL)
    );
    assert_eq!(OrderType::ALL.map(OrderType::as_str), *written(&OrderType::ALL));
    assert_eq!(
        OrderSubtype::ALL.map(OrderSubtype::as_str),
        *written(&OrderSubtype::ALL)
    );
}
