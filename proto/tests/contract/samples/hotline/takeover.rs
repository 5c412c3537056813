//! Open orders taken over from a list.

use proto::hotline::{
    HotlineEvent, OpenOrder, OrdersImported, OrdersRefused, OrdersStaged, StagedOrder, TakenOver,
};

use super::super::{at, commands, directory, import};

pub(super) fn taken_over() -> TakenOver {
    TakenOver {
        number: "WX-2603-017".to_owned(),
        import: import(),
        line: 4,
        dispatched_at: Some(at("08:40:00")),
        arrived_at: Some(at("11:10:00")),
    }
}

fn staged(opening: OpenOrder) -> StagedOrder {
    StagedOrder {
        line: 4,
        number: "WX-2603-017".to_owned(),
        opening,
        dispatched_at: Some(at("08:40:00")),
        arrived_at: Some(at("11:10:00")),
        note: "原单备注：等件".to_owned(),
    }
}

pub(super) fn events() -> Vec<HotlineEvent> {
    let [opening, bare] = commands::hotline::openings();
    let bare = StagedOrder {
        dispatched_at: None,
        arrived_at: None,
        note: String::new(),
        ..staged(bare)
    };
    let pieces = OrdersStaged {
        import: import(),
        file: "open-orders.xlsx".to_owned(),
        piece: 1,
        orders: vec![staged(opening)],
        bad: directory::bad(),
    };
    vec![
        OrdersStaged {
            orders: vec![bare],
            bad: Vec::new(),
            ..pieces.clone()
        }
        .into(),
        pieces.into(),
        OrdersImported {
            import: import(),
            file: "open-orders.xlsx".to_owned(),
            opened: 31,
            unchanged: 2,
        }
        .into(),
        OrdersRefused {
            import: import(),
            file: "open-orders.xlsx".to_owned(),
            bad: directory::bad(),
        }
        .into(),
    ]
}
