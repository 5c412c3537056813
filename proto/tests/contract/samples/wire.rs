//! What services and clients say to each other beside commands.

use std::collections::BTreeMap;

use proto::wire::{
    Accepted, Advance, AnsweredEvent, Await, BadDocument, DocumentProblem, FeedFrame, FeedPage, FeedRead,
    FeedRelease, FeedStatus, Feeds, LogFrames, LogTail, LogVerified, Probe, Probed, Reach, Status,
    StatusQuery, TimeShown,
};
use proto::{Class, Rejection};
use types::{ServiceName, Span};

use super::{at, common, hash, order, sentence};
use proto::common::CommonEvent;

fn reach() -> Reach {
    BTreeMap::from([(ServiceName::Hotline, 12), (ServiceName::Field, 400)])
}

pub(crate) fn feed_reads() -> [FeedRead; 2] {
    let read = FeedRead {
        after: 300,
        after_hash: Some(hash()),
        kinds: vec![200, 207],
        max_bytes: 524_288,
        until_stamp: Some(at("12:00:00")),
        until_frame: Some(812),
    };
    let bare = FeedRead {
        after: 0,
        after_hash: None,
        kinds: Vec::new(),
        until_stamp: None,
        until_frame: None,
        ..read.clone()
    };
    [read, bare]
}

pub(crate) fn feed_pages() -> [FeedPage; 2] {
    let record = common::envelopes().remove(0).to_bytes().unwrap();
    let frame = FeedFrame {
        frame: 301,
        hash: hash(),
        stamp: at("08:59:31"),
        vector: reach(),
        records: vec![(907, record)],
    };
    let page = FeedPage {
        log: ServiceName::Hotline,
        log_id: "8a550f19f07dd01b42db6322199976ea".to_owned(),
        frames: vec![frame],
        upto: 310,
        upto_hash: hash(),
        head: 310,
        promise: at("09:00:00"),
    };
    let bare = FeedPage {
        frames: Vec::new(),
        ..page.clone()
    };
    [page, bare]
}

pub(crate) fn probes() -> [Probe; 2] {
    [
        Probe {
            now: at("12:00:00"),
            fire: true,
            heads: reach(),
        },
        Probe {
            now: at("12:00:00"),
            fire: false,
            heads: Reach::new(),
        },
    ]
}

pub(crate) fn probed() -> [Probed; 2] {
    let probed = Probed {
        service: "dispatch".to_owned(),
        stopped: vec![ServiceName::Field],
        last_with_records: 512,
        reach: reach(),
        due: Some(at("13:00:00")),
    };
    let bare = Probed {
        stopped: Vec::new(),
        reach: Reach::new(),
        due: None,
        ..probed.clone()
    };
    [probed, bare]
}

pub(crate) fn statuses() -> [Status; 2] {
    let status = Status {
        service: "dispatch".to_owned(),
        log_id: "8a550f19f07dd01b42db6322199976ea".to_owned(),
        head: 520,
        head_hash: hash(),
        position: 1_407,
        stamp: at("11:59:00"),
        now: at("12:00:00"),
        reach: reach(),
        stopped: BTreeMap::from([(
            ServiceName::Field,
            "frame 401 of field: schema 999 is unknown".to_owned(),
        )]),
        set_aside: 2,
        digest: Some(hash()),
    };
    let bare = Status {
        reach: Reach::new(),
        stopped: BTreeMap::new(),
        digest: None,
        ..status.clone()
    };
    [status, bare]
}

pub(crate) fn awaits() -> [Await; 2] {
    [Await { seen: reach() }, Await::default()]
}

pub(crate) fn status_queries() -> [StatusQuery; 2] {
    [StatusQuery { digest: true }, StatusQuery::default()]
}

pub(crate) fn feeds() -> [Feeds; 2] {
    let set_aside = common::events().into_iter().filter_map(|event| match event {
        CommonEvent::SetAside(set_aside) => Some(set_aside),
        _ => None,
    });
    let stopped = FeedStatus {
        log: ServiceName::Field,
        read_to: 400,
        stopped: Some("frame 401".to_owned()),
    };
    let running = FeedStatus {
        log: ServiceName::Hotline,
        read_to: 12,
        stopped: None,
    };
    [
        Feeds {
            feeds: vec![stopped],
            set_aside: set_aside.collect(),
        },
        Feeds {
            feeds: vec![running],
            set_aside: Vec::new(),
        },
    ]
}

pub(crate) fn feed_releases() -> [FeedRelease; 2] {
    [
        FeedRelease {
            log: ServiceName::Field,
            set_aside: true,
            reason: "已核实".to_owned(),
        },
        FeedRelease {
            log: ServiceName::Field,
            set_aside: false,
            reason: String::new(),
        },
    ]
}

pub(crate) fn log_tails() -> [LogTail; 2] {
    [
        LogTail {
            after: Some(300),
            limit: Some(20),
        },
        LogTail::default(),
    ]
}

pub(crate) fn log_frames() -> [LogFrames; 2] {
    [
        LogFrames {
            after: 300,
            upto: Some(420),
        },
        LogFrames::default(),
    ]
}

pub(crate) fn logs_verified() -> [LogVerified; 2] {
    let sound = LogVerified {
        log: ServiceName::Field,
        frames: 400,
        records: 1_211,
        signed_days: 40,
        head_hash: hash(),
        finding: None,
        documents: 12,
        bad_documents: 0,
        bad: Vec::new(),
    };
    let missing = BadDocument {
        hash: hash(),
        name: "IMG_2031.jpg".to_owned(),
        order: Some(order()),
        position: 7,
        problem: DocumentProblem::WrongSize {
            expected: 181_000,
            found: 4_096,
        },
    };
    [
        LogVerified {
            finding: Some(sentence()),
            bad_documents: 1,
            bad: vec![missing],
            ..sound.clone()
        },
        sound,
    ]
}

pub(crate) fn accepted() -> [Accepted; 2] {
    let event = AnsweredEvent {
        stream: format!("order/{}", order()),
        version: 4,
        kind: "OrderDropped".to_owned(),
        event: serde_json::json!({ "order": order(), "at": at("12:00:00"), "reason": "duplicate" }),
    };
    [
        Accepted {
            log: ServiceName::Dispatch,
            frame: 521,
            events: vec![event],
        },
        Accepted {
            log: ServiceName::Dispatch,
            frame: 521,
            events: Vec::new(),
        },
    ]
}

pub(crate) fn rejections() -> [Rejection; 2] {
    [
        Rejection::new(
            Class::Refused,
            "ORD-8.departure_required",
            "请填写预计派工时间",
            "say when they are to depart",
        )
        .with("order", order().as_str()),
        Rejection::new(Class::Busy, "service.busy", "系统繁忙", "too much at once"),
    ]
}

pub(crate) fn advances() -> [Advance; 2] {
    [
        Advance {
            by: Some(Span::hours(37)),
            to: Some(at("12:00:00")),
            without: vec![ServiceName::Notify],
        },
        Advance::default(),
    ]
}

pub(crate) fn times_shown() -> [TimeShown; 2] {
    [
        TimeShown {
            now: at("12:00:00"),
            is_virtual: true,
            heads: reach(),
        },
        TimeShown {
            now: at("12:00:00"),
            is_virtual: false,
            heads: Reach::new(),
        },
    ]
}
