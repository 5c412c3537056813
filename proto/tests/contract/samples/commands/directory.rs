//! What is asked of directory.

use proto::directory::{
    ApplyImport, AppointDeputy, DirectoryCommand, EndDeputy, GivePhone, ListKind, LoadPolicy, RecordLeaving,
    Row, StageImport,
};

use super::super::{at, import, person, phone};

pub(crate) fn commands() -> Vec<DirectoryCommand> {
    vec![
        StageImport {
            import: import(),
            list: ListKind::Stations,
            file: "stations.csv".to_owned(),
            heads: vec!["编号".to_owned(), "名称".to_owned()],
            piece: 1,
            rows: vec![Row {
                line: 2,
                cells: vec!["wuhu".to_owned(), "芜湖站".to_owned()],
            }],
        }
        .into(),
        ApplyImport {
            import: import(),
            pieces: 2,
        }
        .into(),
        AppointDeputy {
            person: person("m-03"),
            deputy: person("m-04"),
            from: at("08:00:00"),
            until: at("18:00:00"),
        }
        .into(),
        EndDeputy {
            person: person("m-03"),
        }
        .into(),
        GivePhone {
            person: person("e-017"),
            phone: phone(),
            from: Some(at("09:15:00")),
        }
        .into(),
        GivePhone {
            person: person("e-017"),
            phone: phone(),
            from: None,
        }
        .into(),
        RecordLeaving {
            person: person("e-017"),
            at: Some(at("18:00:00")),
        }
        .into(),
        RecordLeaving {
            person: person("e-017"),
            at: None,
        }
        .into(),
        LoadPolicy {
            text: "name = \"2026-03\"\n".to_owned(),
        }
        .into(),
    ]
}
