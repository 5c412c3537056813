//! Rates with their stations, counts below, and the cases behind a rate (KPI-1 to KPI-6).

use proto::desk::{Answered, ClockFigures, Figure, FigureCase, FigureCases, Figures, Rate};
use serde::Serialize;

use crate::client::queries::{as_of, foot};
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View};
use crate::client::words::{ClaimWord, FigureWord, PartWord, Word};

pub(super) fn figures(answered: &Answered<Figures>, view: &View) -> String {
    let figures = &answered.answer;
    let sections = [
        (FigureWord::Rates, rates(&figures.rates, view)),
        (FigureWord::Counts, counts(figures, view)),
        (FigureWord::ClockCounts, clocks(figures, view)),
        (FigureWord::ClaimCounts, claims(figures, view)),
        (FigureWord::PartCounts, parts(figures, view)),
    ];
    let filled = sections.into_iter().filter(|(_, shown)| !shown.is_empty());
    let mut shown: Vec<String> = filled
        .map(|(title, shown)| format!("{}\n{shown}", view.paint(Tone::Head, view.word(title))))
        .collect();
    shown.push(as_of(answered, view));
    shown.join("\n\n")
}

/// Each rate, and below it its stations.
fn rates(rates: &[Figure], view: &View) -> String {
    let mut table = Table::without_heads();
    for figure in rates {
        let [percent, of] = rate(figure.whole, view);
        let title = view.sentence(&figure.title).to_owned();
        table.toned(
            Some(Tone::Head),
            [typed::figure_name(figure.figure), title, percent, of],
        );
        for station in &figure.stations {
            let name = station
                .station
                .as_ref()
                .map_or_else(|| view.word(Word::NoStation), |station| station.name.as_str());
            let [percent, of] = rate(station.rate, view);
            table.row([String::new(), format!("  {name}"), percent, of]);
        }
    }
    if rates.is_empty() {
        String::new()
    } else {
        table.render(view)
    }
}

/// `92.56 %` and `4967/5366`; a dash where there is nothing to count.
fn rate(rate: Rate, view: &View) -> [String; 2] {
    let percent = rate.basis_points().map_or_else(
        || view.word(FigureWord::Nothing).to_owned(),
        |points| format!("{}.{:02} %", points / 100, points % 100),
    );
    [percent, format!("{}/{}", rate.met, rate.of)]
}

fn counts(figures: &Figures, view: &View) -> String {
    let waiting = figures.messages_in.waiting;
    let rows = [
        (FigureWord::Calls, figures.calls),
        (FigureWord::Orders, figures.orders),
        (FigureWord::RepeatCalls, figures.attached_calls),
        (FigureWord::Orders99, figures.orders_99),
        (FigureWord::OrdersOpen, figures.orders_open),
        (FigureWord::SolvedByPhone, figures.solved_by_phone),
        (FigureWord::Plans, figures.plans),
        (FigureWord::Visits, figures.visits),
        (FigureWord::LeftUnrepaired, figures.left_unrepaired),
        (FigureWord::MessagesIn, figures.messages_in.total),
        (FigureWord::MessagesWaiting, waiting),
        (FigureWord::MessagesOut, figures.messages_out.total),
        (FigureWord::FollowUpsOpen, figures.follow_ups_open),
        (FigureWord::SetAside, figures.set_aside),
        (FigureWord::ClaimsToDecide, figures.claims_to_decide),
    ];
    let mut table = Table::without_heads();
    for (word, count) in rows {
        table.row([view.word(word).to_owned(), count.to_string()]);
    }
    table.render(view)
}

fn clocks(figures: &Figures, view: &View) -> String {
    let heads = [
        view.word(FigureWord::Clock),
        view.word(FigureWord::Started),
        view.word(FigureWord::Running),
        view.word(FigureWord::Paused),
        view.word(FigureWord::Met),
        view.word(FigureWord::Breached),
        view.word(FigureWord::Lifted),
        view.word(FigureWord::CancelledClocks),
        view.word(FigureWord::Warnings),
    ];
    let mut table = Table::new(heads);
    for (kind, clock) in &figures.clocks {
        table.row(clock_row(&kind.to_string(), clock));
    }
    if figures.clocks.is_empty() {
        String::new()
    } else {
        table.render(view)
    }
}

fn clock_row(kind: &str, clock: &ClockFigures) -> [String; 9] {
    let [
        started,
        running,
        paused,
        met,
        breached,
        lifted,
        cancelled,
        warnings,
    ] = [
        clock.started,
        clock.running,
        clock.paused,
        clock.met,
        clock.breached,
        clock.lifted,
        clock.cancelled,
        clock.warnings,
    ]
    .map(|count| count.to_string());
    [
        kind.to_owned(),
        started,
        running,
        paused,
        met,
        breached,
        lifted,
        cancelled,
        warnings,
    ]
}

fn claims(figures: &Figures, view: &View) -> String {
    let heads = [
        view.word(Word::State),
        view.word(FigureWord::Count),
        view.word(ClaimWord::Claimed),
        view.word(ClaimWord::Approved),
        view.word(ClaimWord::Credited),
    ];
    let mut table = Table::new(heads);
    for (state, claims) in &figures.claims {
        table.row([
            view.sentence(&state.title()).to_owned(),
            claims.claims.to_string(),
            claims.claimed.to_string(),
            claims.approved.to_string(),
            claims.credited.to_string(),
        ]);
    }
    if figures.claims.is_empty() {
        String::new()
    } else {
        table.render(view)
    }
}

fn parts(figures: &Figures, view: &View) -> String {
    let counted = figures
        .parts
        .iter()
        .map(|(state, count)| format!("{} {count}", view.sentence(&state.title())));
    counted.collect::<Vec<_>>().join("  ")
}

pub(super) fn cases(answered: &Answered<FigureCases>, view: &View) -> String {
    let cases = &answered.answer;
    let [percent, of] = rate(cases.rate, view);
    let head = [
        typed::figure_name(cases.figure),
        view.sentence(&cases.title).to_owned(),
        percent,
        of,
    ];
    let head = view.paint(Tone::Head, &head.join("  "));
    let shown = if cases.cases.is_empty() {
        view.word(FigureWord::NoCases).to_owned()
    } else {
        table(&cases.cases, view)
    };
    let foot = foot(cases.cases.len(), cases.total, answered, view);
    format!("{head}\n\n{shown}\n\n{foot}")
}

fn table(cases: &[FigureCase], view: &View) -> String {
    let heads = [
        view.word(Word::Order),
        view.word(ClaimWord::Claim),
        view.word(PartWord::Tag),
        view.word(FigureWord::CountsAs),
        view.word(Word::Time),
        view.word(Word::Station),
        view.word(Word::Machine),
        view.word(Word::Customer),
        view.word(FigureWord::Why),
    ];
    let mut table = Table::new(heads);
    for case in cases {
        let (word, tone) = if case.met {
            (FigureWord::ForIt, None)
        } else {
            (FigureWord::AgainstIt, Some(Tone::Warning))
        };
        let name = case.station.as_ref().map(|station| station.name.clone());
        let customer = case.customer.as_ref().map(|customer| customer.name.clone());
        table.toned(
            tone,
            [
                case.order.to_string(),
                text(case.claim.as_ref()),
                text(case.part.as_ref()),
                view.word(word).to_owned(),
                view.minute(case.at),
                name.unwrap_or_default(),
                text(case.machine.as_ref()),
                customer.unwrap_or_default(),
                view.sentence(&case.why).to_owned(),
            ],
        );
    }
    table.render(view)
}

fn text<T: Serialize>(value: Option<&T>) -> String {
    value.map(typed::code).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use types::Lang;

    // rule: KPI-4
    #[test]
    fn a_rate_shows_the_orders_that_count_against_it_and_why() {
        let answered: Answered<FigureCases> = serde_json::from_value(json!({
            "as_of": "2026-02-01T00:00:00Z", "cut": { "claims": 12 },
            "answer": { "figure": "claim_timeliness", "id": "KPI-4", "title": { "zh": "索赔及时率", "en": "claims filed in time" },
                "rate": { "met": 2, "of": 3 }, "total": 1,
                "cases": [{ "order": "2600017", "claim": "2600017-1", "part": null, "met": false, "at": "2026-01-19T15:59:59Z",
                    "why": { "zh": "第14天后提交", "en": "filed after day 14" },
                    "station": { "id": "HZ", "name": "杭州站", "region": "华东" }, "machine": "EC210-0042", "customer": null }] }
        }))
        .unwrap();
        assert_eq!(
            cases(&answered, &View::plain(Lang::Zh)),
            "KPI-4.timeliness  索赔及时率  66.66 %  2/3\n\
             \n\
             工单     索赔       标签  计入    时间              服务站  整机        客户  原因\n\
             2600017  2600017-1        未达标  2026-01-19 23:59  杭州站  EC210-0042        第14天后提交\n\
             \n\
             显示 1 / 1 条\n\
             截至 2026-02-01 08:00 [claims:12]"
        );
    }

    #[test]
    fn rates_stand_over_their_stations_and_nothing_of_nothing_is_no_rate() {
        let whole = |met, of| json!({ "met": met, "of": of });
        let rates: Vec<Figure> = serde_json::from_value(json!([
            { "figure": "first_response", "id": "KPI-1", "title": { "zh": "首次响应率", "en": "first response rate" },
              "whole": whole(1, 2),
              "stations": [{ "station": { "id": "HZ", "name": "杭州站", "region": "华东" }, "rate": whole(1, 2) }] },
            { "figure": "part_return", "id": "KPI-5", "title": { "zh": "旧件返回率", "en": "old parts returned" },
              "whole": whole(0, 0), "stations": [] }
        ]))
        .unwrap();
        assert_eq!(
            super::rates(&rates, &View::plain(Lang::Zh)),
            "KPI-1  首次响应率  50.00 %  1/2\n         杭州站    50.00 %  1/2\nKPI-5  旧件返回率  无       0/0"
        );
        let empty: Answered<Figures> = Answered {
            as_of: "2026-02-01T00:00:00Z".parse().unwrap(),
            cut: [].into(),
            answer: Figures::default(),
        };
        assert!(figures(&empty, &View::plain(Lang::En)).contains("\norders open"));
    }
}
