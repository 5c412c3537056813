//! Claims in rows, by the days left (CLM-7, CLM-8, CLM-22).

use clap::Args;
use proto::claims::{ClaimKind, ClaimState};
use proto::desk::{Answered, ClaimRow, Claims, Lacking, Month};

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::order::AtArg;
use crate::client::queries::foot;
use crate::client::session::Session;
use crate::client::stations;
use crate::client::table::Table;
use crate::client::typed;
use crate::client::view::{Tone, View, cut};
use crate::client::words::{ClaimWord, Word};

/// Days before the last one from which a claim is urgent.
const URGENT_DAYS: i64 = 3;

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// 状态 Only claims that stand there, submitted or 已提交
    #[arg(long, value_parser = typed::claim_state)]
    state: Option<ClaimState>,
    /// 索赔类型 Only claims of a kind, goodwill or 商务索赔
    #[arg(long, value_parser = typed::claim_kind)]
    kind: Option<ClaimKind>,
    /// 服务站 Only a station's claims, by code or name
    #[arg(long)]
    station: Option<String>,
    /// 未提交 Only what is still to be filed, orders to be decided included
    #[arg(long)]
    unfiled: bool,
    /// 待处理 Only what somebody has to look at every day
    #[arg(long)]
    pending: bool,
    /// 今日未看 Of these only what nobody looked at today
    #[arg(long)]
    not_looked_at: bool,
    /// 已拒绝并核销 Only claims that were refused and given up, for the monthly report
    #[arg(long)]
    refused: bool,
    /// 月份 Only claims that came to where they stand in this month, 2026-01
    #[arg(long)]
    month: Option<Month>,
    /// 跳过 Leave out so many from the top
    #[arg(long, value_name = "N")]
    skip: Option<u32>,
    /// 条数 At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    at: AtArg,
}

pub(super) async fn run(session: &Session, args: ListArgs) -> Result<(), ClientFailure> {
    let station = stations::maybe(session, args.station.as_ref()).await?;
    let request = Request::get(&["claims"])
        .with_some("state", args.state.map(typed::code))
        .with_some("kind", args.kind.map(typed::code))
        .with_some("station", station)
        .with_some("unfiled", args.unfiled.then_some(true))
        .with_some("pending", args.pending.then_some(true))
        .with_some("not_looked_at_today", args.not_looked_at.then_some(true))
        .with_some("refused_for_good", args.refused.then_some(true))
        .with_some("month", args.month)
        .with_some("skip", args.skip)
        .with_some("limit", args.limit);
    session.ask(args.at.ask(request, session).await?, list).await
}

fn list(answered: &Answered<Claims>, view: &View) -> String {
    let claims = &answered.answer;
    let shown = if claims.claims.is_empty() {
        view.word(ClaimWord::NoClaims).to_owned()
    } else {
        table(&claims.claims, view)
    };
    let sums = view.say(
        ClaimWord::Sums,
        &[
            &claims.claimed.to_string(),
            &claims.approved.to_string(),
            &claims.credited.to_string(),
            &claims.not_looked_at_today.to_string(),
        ],
    );
    let foot = foot(claims.claims.len(), claims.total, answered, view);
    format!("{shown}\n\n{sums}\n{foot}")
}

/// One line for each claim.
pub(crate) fn table(claims: &[ClaimRow], view: &View) -> String {
    let heads = [
        view.word(ClaimWord::Claim),
        view.word(Word::State),
        view.word(Word::Kind),
        view.word(ClaimWord::DaysLeft),
        view.word(Word::Station),
        view.word(Word::Machine),
        view.word(Word::Customer),
        view.word(ClaimWord::Claimed),
        view.word(ClaimWord::Approved),
        view.word(ClaimWord::Credited),
        view.word(ClaimWord::Lacks),
    ];
    let mut table = Table::new(heads);
    for claim in claims {
        table.toned(tone(claim), row(claim, view));
    }
    table.render(view)
}

fn tone(claim: &ClaimRow) -> Option<Tone> {
    match claim.days_left {
        Some(days) if days < 0 => Some(Tone::Bad),
        Some(days) if days <= URGENT_DAYS => Some(Tone::Warning),
        Some(_) | None => None,
    }
}

fn row(claim: &ClaimRow, view: &View) -> [String; 11] {
    let number = claim.claim.as_ref().map(ToString::to_string);
    let kind = claim.kind_title.as_ref().map(|title| view.sentence(title));
    [
        number.unwrap_or_else(|| claim.order.to_string()),
        view.sentence(&claim.state_title).to_owned(),
        kind.unwrap_or_default().to_owned(),
        days_left(claim.days_left, view),
        claim
            .station
            .as_ref()
            .map(|station| station.name.clone())
            .unwrap_or_default(),
        claim
            .machine
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        claim
            .customer
            .as_ref()
            .map(|customer| customer.name.clone())
            .unwrap_or_default(),
        claim.claimed.to_string(),
        claim
            .approved
            .map(|approved| approved.to_string())
            .unwrap_or_default(),
        claim
            .approved
            .map(|_| claim.credited.to_string())
            .unwrap_or_default(),
        marks(claim, view),
    ]
}

/// `还剩 9天`, `今天到期`, `逾期 2天`.
pub(super) fn days_left(days: Option<i64>, view: &View) -> String {
    match days {
        None => String::new(),
        Some(0) => view.word(ClaimWord::LastDay).to_owned(),
        Some(days) if days < 0 => view.say(ClaimWord::DaysOver, &[&days.unsigned_abs().to_string()]),
        Some(days) => view.say(ClaimWord::InDays, &[&days.to_string()]),
    }
}

fn marks(claim: &ClaimRow, view: &View) -> String {
    let lacking: Vec<String> = claim
        .lacking
        .iter()
        .map(|lacking| self::lacking(lacking, view))
        .collect();
    let unseen = claim.pending && claim.claim.is_some() && !claim.looked_at_today;
    let unseen = unseen.then(|| view.word(ClaimWord::NotLookedAtToday).to_owned());
    let lacking = (!lacking.is_empty()).then(|| cut(&view.one_after_another(&lacking), 60));
    unseen.into_iter().chain(lacking).collect::<Vec<_>>().join("  ")
}

/// What it lacks, with what the reviewer wrote.
pub(super) fn lacking(lacking: &Lacking, view: &View) -> String {
    let title = view.sentence(&lacking.title);
    if lacking.note.is_empty() {
        title.to_owned()
    } else {
        view.aside(title, &lacking.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::claim_row;
    use types::Lang;

    // rule: CLM-7
    #[test]
    fn claims_stand_with_the_days_left_the_money_and_what_they_lack() {
        let answered: Answered<Claims> = serde_json::from_value(serde_json::json!({
            "as_of": "2026-01-10T00:40:00Z", "cut": { "claims": 12 },
            "answer": { "claims": [claim_row()], "total": 1, "claimed": 128_305, "approved": 0, "credited": 0,
                "not_looked_at_today": 1 }
        }))
        .unwrap();
        assert_eq!(
            list(&answered, &View::plain(Lang::Zh)),
            "索赔       状态    类型      期限      服务站  整机        客户      申报     核准  到账  尚缺\n\
             2600017-1  审核中  故障索赔  还剩 9天  杭州站  EC210-0042  安吉土方  1283.05              今日未查看  照片（不清楚）\n\
             \n\
             申报 1283.05，核准 0.00，到账 0.00；今日未查看 1\n\
             显示 1 / 1 条\n\
             截至 2026-01-10 08:40 [claims:12]"
        );
        let english = list(&answered, &View::plain(Lang::En));
        assert!(
            english.contains("9d left") && english.contains("photos (不清楚)"),
            "{english}"
        );
        let view = View::plain(Lang::Zh);
        assert_eq!(
            [Some(0), Some(-2), None].map(|days| days_left(days, &view)),
            ["今天到期", "逾期 2天", ""]
        );
    }
}
