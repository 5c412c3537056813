use std::collections::BTreeMap;

use proto::desk::Urgency;
use proto::order::Step;
use sla::policy::Role;
use types::{Lang, StationId};

use super::*;
use crate::testing::{escaped, frame, naughty, order, visitor};

fn board(words: &[String]) -> Board {
    Board {
        rows: words.iter().map(|words| order(words)).collect(),
        total: 120,
        steps: BTreeMap::from([(Step::Opened, 120)]),
        urgencies: BTreeMap::from([(Urgency::Breached, 120)]),
    }
}

fn page(board: &Board, filter: &BoardQuery, language: Lang, roles: &[Role]) -> String {
    let visitor = visitor(language, roles);
    let station = Station {
        id: StationId::new("north").unwrap(),
        name: "杭州站".to_owned(),
        region: "华北".to_owned(),
        zone: None,
        location: None,
    };
    let view = BoardView {
        board,
        filter,
        stations: &[station],
    };
    view.page(&frame(&visitor)).unwrap()
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    let words = naughty();
    let board = board(&words);
    for language in [Lang::Zh, Lang::En] {
        let page = page(&board, &BoardQuery::default(), language, &[Role::Operator]);
        for text in &words {
            assert!(page.contains(&escaped(text)), "{text:?} is not there");
        }
        let tags = [
            "<script>alert",
            "<img",
            "onerror=alert(1)>",
            "<!--",
            "</textarea>",
        ];
        for tag in tags {
            assert!(!page.contains(tag), "{tag} is in the page");
        }
        assert_eq!(page.matches("<script").count(), crate::files::SCRIPTS.len());
        assert!(!page.contains(" style=") && !page.contains(" onmouseover='"));
    }
}

// rule: SLA-22
#[test]
fn a_clock_is_told_by_word_as_well_as_by_colour_the_least_time_left_first() {
    let board = board(&["动臂无力".to_owned()]);
    let zh = page(&board, &BoardQuery::default(), Lang::Zh, &[Role::Operator]);
    let breached = zh.find("<b>已超时</b>").unwrap();
    let warned = zh.find("<b>已预警</b>").unwrap();
    assert!(breached < warned);
    assert!(zh.contains("剩12小时30分") && zh.contains("停机") && zh.contains("请勿录入真实来电"));
    let en = page(&board, &BoardQuery::default(), Lang::En, &[Role::Operator]);
    assert!(en.contains("<b>breached</b>") && en.contains("12 h 30 min left") && en.contains("machine down"));
}

#[test]
fn phones_are_masked_for_those_whose_work_does_not_need_them() {
    let board = board(&["动臂无力".to_owned()]);
    let operator = page(&board, &BoardQuery::default(), Lang::Zh, &[Role::Operator]);
    let auditor = page(&board, &BoardQuery::default(), Lang::Zh, &[Role::Auditor]);
    assert!(operator.contains("13900002001"));
    assert!(!auditor.contains("13900002001") && auditor.contains("139****2001"));
}

#[test]
fn tabs_pages_and_the_language_switch_keep_what_was_chosen() {
    let board = board(&["动臂无力".to_owned()]);
    let filter = BoardQuery {
        station: StationId::new("north").ok(),
        step: Some(Step::Opened),
        skip: Some(50),
        limit: Some(ROWS),
        ..BoardQuery::default()
    };
    let page = page(&board, &filter, Lang::Zh, &[Role::Operator]);
    let links = [
        "/?station=north&#38;step=opened&#38;urgency=breached",
        "/?station=north&#38;step=opened&#38;skip=100",
        "href=\"/?station=north&#38;step=opened\" rel=\"prev\"",
        "/language?to=en&#38;back=%2F%3Fstation%3Dnorth%26step%3Dopened",
    ];
    for link in links {
        assert!(page.contains(link), "{link} is not in {page}");
    }
}

#[test]
fn a_full_board_weighs_less_than_a_hundred_kilobytes_with_style_and_scripts() {
    let words =
        vec!["发动机启动后冒黑烟，大臂动作缓慢，客户已停机等待".to_owned(); 50];
    let page = page(
        &board(&words),
        &BoardQuery::default(),
        Lang::Zh,
        &[Role::Operator],
    );
    let weight = page.len() + crate::files::weight();
    assert!(weight < 100_000, "{weight} bytes");
}
