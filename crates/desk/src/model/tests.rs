//! A model that is saved and taken up again goes on as if it never had been.

use decider::Reader;
use proptest::prelude::*;
use proptest::sample::Index;

use super::Model;
use crate::Desk;
use crate::testing::history;

fn steps() -> impl Strategy<Value = Vec<(u8, u8, u8, u8)>> {
    prop::collection::vec(any::<(u8, u8, u8, u8)>(), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_desk_that_was_saved_midway_reads_on_as_if_it_never_had_been(steps in steps(), midway in any::<Index>()) {
        let logs = history(&steps);
        let (before, after) = logs.records.split_at(midway.index(logs.records.len()));
        let mut model = Model::default();
        for (record, depth) in before {
            Desk::fold(&mut model, record, *depth);
        }
        let saved = postcard::to_stdvec(&model).expect("a model that can be written");
        let mut taken_up: Model = postcard::from_bytes(&saved).expect("a model that can be read");
        for (record, depth) in after {
            Desk::fold(&mut model, record, *depth);
            Desk::fold(&mut taken_up, record, *depth);
        }
        prop_assert_eq!(format!("{taken_up:?}"), format!("{model:?}"));
    }
}
