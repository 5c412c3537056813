//! A month's ledger of old parts, by station (OLD-8).

use clap::Args;
use proto::desk::{Answered, Ledger, LedgerRow, Month};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::AtArg;
use crate::client::queries::as_of;
use crate::client::session::Session;
use crate::client::stations;
use crate::client::table::Table;
use crate::client::view::{Tone, View};
use crate::client::words::{PartWord, Word};

/// 旧件台账 A month's ledger of old parts, by station
#[derive(Debug, Args)]
#[command(
    after_help = "Examples 例:\n  fieldledger ledger\n  fieldledger ledger --month 2026-01\n  fieldledger ledger --month 2026-01 --station 杭州站 --at '2026-02-01 00:00'"
)]
pub(crate) struct LedgerArgs {
    /// 月份 Which month, 2026-01; this one when missing
    #[arg(long)]
    month: Option<Month>,
    /// 服务站 Only a station's, by code or name
    #[arg(long)]
    station: Option<String>,
    #[command(flatten)]
    at: AtArg,
}

pub(crate) async fn run(session: &Session, args: LedgerArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["returns", "ledger"])
        .with_some("month", args.month)
        .with_some("station", station);
    session.ask(args.at.ask(request, session).await?, ledger).await
}

fn ledger(answered: &Answered<Ledger>, view: &View) -> String {
    let ledger = &answered.answer;
    let title = view.say(PartWord::LedgerTitle, &[&ledger.month.to_string()]);
    let heads = [
        view.word(Word::Station),
        view.word(PartWord::All),
        view.word(PartWord::NotHandedIn),
        view.word(PartWord::Held),
        view.word(PartWord::InTime),
        view.word(PartWord::Late),
        view.word(PartWord::NotReturned),
        "|",
        view.word(PartWord::Awaited),
        view.word(PartWord::AtStation),
        view.word(PartWord::OnTheWay),
        view.word(PartWord::InWarehouse),
        view.word(PartWord::MissingNow),
        view.word(PartWord::LostNow),
        view.word(PartWord::DestroyedNow),
        view.word(PartWord::ForwardedNow),
        view.word(PartWord::DeductedSum),
    ];
    let mut table = Table::new(heads);
    for row in &ledger.rows {
        let name = row
            .station
            .as_ref()
            .map_or_else(|| view.word(Word::NoStation), |station| station.name.as_str());
        let tone = (row.not_returned > 0).then_some(Tone::Warning);
        table.toned(tone, cells(name, row));
    }
    table.toned(Some(Tone::Head), cells(view.word(PartWord::Sum), &ledger.sum));
    format!(
        "{}\n\n{}\n\n{}",
        view.paint(Tone::Head, &title),
        table.render(view),
        as_of(answered, view)
    )
}

fn cells(name: &str, row: &LedgerRow) -> [String; 17] {
    let count = |count: u64| count.to_string();
    [
        name.to_owned(),
        count(row.expected),
        count(row.not_handed_in),
        count(row.held),
        count(row.in_time),
        count(row.late),
        count(row.not_returned),
        "|".to_owned(),
        count(row.awaited),
        count(row.at_station),
        count(row.on_the_way),
        count(row.received),
        count(row.missing),
        count(row.lost),
        count(row.destroyed),
        count(row.forwarded),
        row.deducted.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Fen, Lang};

    // rule: OLD-8
    #[test]
    fn a_ledger_says_what_became_of_the_months_parts_and_where_they_are() {
        let sum = LedgerRow {
            expected: 3,
            in_time: 2,
            not_returned: 1,
            received: 2,
            lost: 1,
            deducted: Fen(36_610),
            ..LedgerRow::default()
        };
        let answered = Answered {
            as_of: "2026-02-01T00:00:00+08:00".parse().unwrap(),
            cut: [].into(),
            answer: Ledger {
                month: "2026-01".parse().unwrap(),
                rows: vec![sum.clone()],
                sum,
            },
        };
        assert_eq!(
            ledger(&answered, &View::plain(Lang::Zh)),
            "旧件台账 2026-01\n\
             \n\
             服务站  全部  未入站  待寄  按时  迟寄  未寄回  |  待入站  在站  在途  已收件  缺件  遗失  已销毁  已转发  扣款\n\
             未分配  3     0       0     2     0     1       |  0       0     0     2       0     1     0       0       366.10\n\
             合计    3     0       0     2     0     1       |  0       0     0     2       0     1     0       0       366.10\n\
             \n\
             截至 2026-02-01 00:00 []"
        );
    }
}
