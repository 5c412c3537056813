use chrono_tz::Asia::Shanghai;
use proto::desk::{Figure, FigureCases, FigureCasesQuery, NamedStation, Rate, StationRate, UnrepairedQuery};
use serde_json::json;
use sla::policy::Role;
use types::{Lang, StationId};

use super::*;
use crate::testing::{escaped, frame, naughty, now, visitor};

fn figure(kind: FigureKind, words: &str) -> Figure {
    let station = |id: &str, region: &str, met, of| StationRate {
        station: Some(NamedStation {
            id: StationId::new(id).unwrap(),
            name: format!("{words}{id}"),
            region: region.to_owned(),
        }),
        rate: Rate { met, of },
    };
    Figure {
        figure: kind,
        id: kind.id().to_owned(),
        title: kind.title(),
        whole: Rate {
            met: 1_999,
            of: 2_000,
        },
        stations: vec![
            StationRate {
                station: None,
                rate: Rate { met: 0, of: 1 },
            },
            station("HZ", "浙北", 1_000, 1_000),
            station("JX", "浙北", 999, 999),
        ],
    }
}

fn list(words: &str) -> Unrepaired {
    let issued = json!({
        "date": "2026-01-04", "due_at": "2026-01-04T17:00:00+08:00",
        "issued_at": "2026-01-04T17:00:01+08:00", "orders": 7, "confirmed": 3,
    });
    serde_json::from_value(json!({
        "issued": null, "total": 120, "lists": [issued],
        "orders": [{
            "order": "2600017", "since": "2026-01-05T08:00:00+08:00", "step": "opened",
            "step_title": { "zh": "待回复", "en": "waiting for station" },
            "reason": { "code": "waits", "title": { "zh": words, "en": words } }, "to_confirm_with": "parts",
            "confirmed_today": false, "confirmed": null, "machine_down": true, "machine": null,
            "model": words, "customer": { "id": "C1", "name": words }, "fault": words,
            "station": { "id": "HZ", "name": words, "region": "浙北" },
        }],
    }))
    .unwrap()
}

fn station(words: &str) -> Station {
    Station {
        id: StationId::new("HZ").unwrap(),
        name: words.to_owned(),
        region: words.to_owned(),
        zone: None,
        location: None,
    }
}

fn narrow() -> FiguresQuery {
    FiguresQuery {
        from: "2025-08-01".parse().ok(),
        region: Some("浙北".to_owned()),
        ..FiguresQuery::default()
    }
}

fn overview(words: &str, language: Lang) -> String {
    let visitor = visitor(language, &[Role::StationManager]);
    let figures = Figures {
        calls: 4_321,
        rates: FigureKind::ALL.map(|kind| figure(kind, words)).into(),
        ..Figures::default()
    };
    let view = FiguresView {
        figures: &figures,
        filter: &narrow(),
        stations: &[station(words)],
        unrepaired: &list(words),
    };
    view.page(&frame(&visitor)).unwrap()
}

fn one(words: &str, language: Lang, query: &FigureCasesQuery) -> String {
    let visitor = visitor(language, &[Role::StationManager]);
    let figure = figure(query.figure, words);
    let cases: FigureCases = serde_json::from_value(json!({
        "figure": query.figure, "id": figure.id, "title": figure.title, "total": 120,
        "rate": figure.whole,
        "engineers": [
            { "engineer": { "id": "P301", "name": words }, "rate": { "met": 1, "of": 2 } },
            { "engineer": null, "rate": { "met": 0, "of": 1 } },
        ],
        "cases": [{
            "order": "2600017", "claim": null, "part": "2600017-P1", "met": false,
            "at": "2026-01-05T08:00:00+08:00", "why": { "zh": words, "en": words },
            "station": { "id": "HZ", "name": words, "region": "浙北" }, "machine": null,
            "customer": { "id": "C1", "name": words },
        }],
    }))
    .unwrap();
    let rates = months(query.to, now(), Shanghai)
        .into_iter()
        .map(|period| MonthRate {
            period,
            rate: Rate { met: 1, of: 3 },
        });
    let view = FigureView {
        figure: &figure,
        months: &rates.collect::<Vec<_>>(),
        cases: &cases,
        query,
        stations: &[station(words)],
    };
    view.page(&frame(&visitor)).unwrap()
}

fn returned() -> FigureCasesQuery {
    FigureCasesQuery {
        met: Some(false),
        region: Some("浙北".to_owned()),
        skip: Some(50),
        ..FigureCasesQuery::of(FigureKind::PartReturn)
    }
}

fn unrepaired(words: &str, language: Lang, query: &UnrepairedQuery) -> String {
    let visitor = visitor(language, &[Role::StationManager]);
    let view = UnrepairedView {
        list: &list(words),
        query,
        stations: &[station(words)],
    };
    view.page(&frame(&visitor)).unwrap()
}

#[test]
fn whatever_people_write_is_shown_as_they_wrote_it_and_does_nothing() {
    for text in naughty() {
        for language in [Lang::Zh, Lang::En] {
            let pages = [
                (overview(&text, language), 2),
                (one(&text, language, &returned()), 5),
                (unrepaired(&text, language, &UnrepairedQuery::default()), 5),
            ];
            for (page, least) in pages {
                assert!(page.matches(&escaped(&text)).count() >= least, "{text:?}");
                assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<!--"));
                assert!(!page.contains(" style=") && !page.contains(" onmouseover='"));
            }
        }
    }
}

// rule: KPI-1
// rule: KPI-8
#[test]
fn every_rate_is_drawn_said_in_a_table_and_opens_down_to_its_cases_as_narrowed() {
    let zh = overview("杭州站", Lang::Zh);
    let en = overview("杭州站", Lang::En);
    for kind in FigureKind::ALL {
        assert!(
            zh.contains(&kind.title().zh) && en.contains(&kind.title().en),
            "{kind:?}"
        );
        let href = format!(
            "href=\"/figures/{}?from=2025-08-01&#38;region=%E6%B5%99%E5%8C%97\"",
            name(kind)
        );
        // In the drawing, and in the table beneath it.
        assert_eq!(zh.matches(&href).count(), 2, "{href}");
    }
    assert!(
        zh.contains("99.9%") && !zh.contains("100.0%"),
        "cut off, never rounded up"
    );
    assert!(zh.contains("aria-hidden=\"true\"") && zh.contains("<dd>4321</dd>"));
    assert!(zh.contains(
        "/api/v1/figures?from=2025-08-01&#38;region=%E6%B5%99%E5%8C%97&#38;format=xlsx&#38;lang=zh"
    ));
    assert!(en.contains("format=csv&#38;lang=en") && en.contains("Unrepaired list"));
    assert!(zh.contains("/figures/unrepaired?date=2026-01-04"));
}

// rule: KPI-5
#[test]
fn a_figure_shows_its_months_its_regions_with_their_stations_and_its_cases() {
    let page = one("杭州站", Lang::Zh, &returned());
    let beginning = "/figures/part_return?";
    for rest in [
        "from=2026-01-01&#38;to=2026-01-31&#38;region=%E6%B5%99%E5%8C%97",
        "from=2025-08-01&#38;to=2025-08-31&#38;region=%E6%B5%99%E5%8C%97",
        "region=%E6%B5%99%E5%8C%97\"",
        "station=HZ\"",
        "region=%E6%B5%99%E5%8C%97&#38;met=false\" rel=\"prev\"",
        "region=%E6%B5%99%E5%8C%97&#38;met=false&#38;skip=100\" rel=\"next\"",
    ] {
        assert!(page.contains(&format!("{beginning}{rest}")), "{rest}");
    }
    assert!(page.contains("33.3%") && page.contains("未分配服务站"));
    assert!(
        page.contains("<td class=\"number\">1999</td>"),
        "a region is the sum of its stations"
    );
    assert!(page.contains("<a data-row href=\"/orders/2600017\">2600017-P1</a>"));
    assert!(page.contains("<option value=\"false\" selected>仅未达标</option>"));
    assert!(page.contains(
        "figures/cases?region=%E6%B5%99%E5%8C%97&#38;figure=part_return&#38;met=false&#38;format=csv"
    ));
}

// rule: KPI-3
#[test]
fn a_figure_opens_down_to_the_cases_of_one_engineer_and_back() {
    let mut query = returned();
    let page = one("谭工", Lang::Zh, &query);
    let engineers = page.split("id=\"engineers\"").nth(1).unwrap();
    let own = "/figures/part_return?region=%E6%B5%99%E5%8C%97&#38;engineer=P301\"";
    assert_eq!(
        engineers.matches(own).count(),
        2,
        "in the drawing and in the table"
    );
    assert!(engineers.contains("尚未派人") && engineers.contains("50.0%"));
    query.engineer = types::PersonId::new("P301").ok();
    let page = one("谭工", Lang::Zh, &query);
    assert!(
        page.contains("仅看该工程师的记录：") && page.contains("met=false&#38;engineer=P301&#38;skip=100")
    );
    assert!(page.contains("figure=part_return&#38;met=false&#38;engineer=P301&#38;format=csv"));
}

// rule: ORD-12
#[test]
fn the_unrepaired_list_is_shown_as_it_stands_and_as_it_went_out() {
    let stands = unrepaired("等配件", Lang::En, &UnrepairedQuery::default());
    assert!(stands.contains("As things stand") && stands.contains("To confirm with: parts"));
    assert!(stands.contains("<a href=\"/figures/unrepaired?date=2026-01-04\">2026-01-04</a>"));
    let on_a_day = UnrepairedQuery {
        date: "2026-01-03".parse().ok(),
        station: StationId::new("HZ").ok(),
        ..UnrepairedQuery::default()
    };
    let none = unrepaired("等配件", Lang::Zh, &on_a_day);
    assert!(none.contains("这一天没有发出清单") && none.contains("value=\"2026-01-03\""));
    assert!(none.contains("/figures/unrepaired?station=HZ&#38;date=2026-01-04"));
}

#[test]
fn six_months_end_with_the_one_that_is_asked_for_over_the_turn_of_a_year() {
    let shown = |until: Option<&str>| {
        let until = until.and_then(|day| day.parse().ok());
        let all = months(until, now(), Shanghai).into_iter();
        all.map(|month| format!("{} {}", month.from, month.to))
            .collect::<Vec<_>>()
    };
    let of_now = shown(None);
    assert_eq!(
        (of_now.len(), of_now[0].as_str(), of_now[5].as_str()),
        (6, "2025-08-01 2025-08-31", "2026-01-01 2026-01-31")
    );
    assert_eq!(shown(Some("2024-02-29"))[5], "2024-02-01 2024-02-29");
}
