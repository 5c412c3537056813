//! What the tests of directory's decisions begin with: two stations with a manager and an engineer each.

use decider::harness::Scenario;
use proto::directory::{ApplyImport, DirectoryEvent, ListKind, RecordLeaving, Row, StageImport};

use crate::Directory;

pub(crate) type Directories = Scenario<Directory>;

const STATIONS: &str =
    "服务站编号,服务站,区域,时区\nHZ,杭州站,华东,\nUQ,乌鲁木齐站,西北,Asia/Urumqi\nNB,宁波站,华东,";
const PEOPLE: &str = "工号,姓名,角色,服务站\n\
    M-HZ,站长HZ,站长,HZ\nM-NB,站长NB,站长,NB\nE-HZ,工程师HZ,服务工程师,杭州站\nE-NB,工程师NB,服务工程师,宁波站";

pub(crate) fn directory() -> Directories {
    let mut directory = Scenario::at("2026-01-05T08:00:00+08:00");
    import(&mut directory, ListKind::Stations, STATIONS);
    import(&mut directory, ListKind::People, PEOPLE);
    directory
}

/// One piece of a file without quotes.
pub(crate) fn piece(list: ListKind, text: &str) -> StageImport {
    let mut lines = text.lines();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let heads = cells(lines.next().unwrap());
    let rows = (2..)
        .zip(lines)
        .map(|(line, text)| Row {
            line,
            cells: cells(text),
        })
        .collect();
    let import = types::Hash::of(&[text.as_bytes()]).id().parse().unwrap();
    StageImport {
        import,
        list,
        file: "list.csv".to_owned(),
        heads,
        piece: 0,
        rows,
    }
}

pub(crate) fn apply(staged: &StageImport) -> ApplyImport {
    ApplyImport {
        import: staged.import.clone(),
        pieces: staged.piece + 1,
    }
}

/// Stages and applies a file in one piece and gives what applying it led to.
pub(crate) fn import(directory: &mut Directories, list: ListKind, text: &str) -> DirectoryEvent {
    let staged = piece(list, text);
    assert_eq!(directory.when(staged.clone()).kinds(), ["ImportStaged"]);
    let mut events = directory.when(apply(&staged)).events();
    events.pop().unwrap()
}

pub(crate) fn leaves(directory: &mut Directories, person: &str) {
    let leaving = RecordLeaving {
        person: person.parse().unwrap(),
        at: None,
    };
    assert_eq!(directory.when(leaving).kinds(), ["PersonLeft"]);
}
