//! How a run's table reads.

use proto::claims::ClaimState;
use proto::desk::{ClaimFigures, InOutcome, OutState, Rate};
use proto::field::FlagKind;
use proto::returns::PartState;
use types::{Fen, Lang, Sentence};
use unicode_width::UnicodeWidthStr;

use super::{Check, Report};

impl Report {
    /// The table.
    pub(in crate::simulate) fn table(&self, lang: Lang) -> String {
        let rows = self.rows();
        let label = |row: &Row| row.label.in_language(lang).to_owned();
        let width = rows
            .iter()
            .map(|row| label(row).width())
            .max()
            .unwrap_or_default();
        let line = |row: &Row| {
            let label = label(row);
            let gap = " ".repeat(width - label.width() + 2);
            format!("{label}{gap}{}", row.value.in_language(lang))
                .trim_end()
                .to_owned()
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = self.orders();
        rows.extend(self.clocks());
        rows.extend(self.reports());
        rows.extend(self.claims());
        rows.extend(self.old_parts());
        rows.extend(self.rates());
        rows.extend(self.texts());
        rows.extend(self.oddities());
        rows.extend(self.end());
        rows.extend(self.checks.iter().map(Row::check));
        rows
    }

    fn orders(&self) -> Vec<Row> {
        let figures = &self.figures;
        vec![
            Row::count("来电", "calls", self.calls),
            Row::count("工单", "orders", self.orders),
            Row::count("重复来电", "repeat calls", self.attached_calls),
            Row::count("99工单", "99 orders", self.orders_99),
            Row::count("电话解决", "solved by phone", self.solved_by_phone),
            Row::count("派工计划", "plans", figures.plans),
            Row::count("上门", "visits", figures.visits),
            Row::count("未修复离开", "left unrepaired", figures.left_unrepaired),
            Row::count("未结工单", "orders still open", figures.orders_open),
        ]
    }

    fn clocks(&self) -> Vec<Row> {
        let line = |(kind, clocks): (&sla::policy::ClockKind, &proto::desk::ClockFigures)| {
            let (met, breached, lifted) = (clocks.met, clocks.breached, clocks.lifted);
            let (cancelled, running) = (clocks.cancelled, clocks.running + clocks.paused);
            let value = Sentence::new(
                format!(
                    "按时{met} 超时{breached} 超时已解除{lifted} 取消{cancelled} 计时中{running} 提醒{}",
                    clocks.warnings
                ),
                format!(
                    "{met} met, {breached} breached, {lifted} lifted, {cancelled} cancelled, {running} running; {} warnings",
                    clocks.warnings
                ),
            );
            Row {
                label: Sentence::new(format!("时钟 {kind}"), format!("clock {kind}")),
                value,
            }
        };
        self.figures.clocks.iter().map(line).collect()
    }

    fn reports(&self) -> Vec<Row> {
        vec![
            Row::count("服务报告", "service reports", self.service_reports),
            Row::count("　短信报换件", "  parts by text", self.parts_texts),
            Row::count("　照片单据", "  photos and papers", self.documents),
        ]
    }

    fn claims(&self) -> Vec<Row> {
        let figures = &self.figures;
        let all = figures
            .claims
            .values()
            .fold(ClaimFigures::default(), |sum, one| ClaimFigures {
                claims: sum.claims + one.claims,
                claimed: sum.claimed + one.claimed,
                approved: sum.approved + one.approved,
                credited: sum.credited + one.credited,
            });
        let states = ClaimState::ALL.into_iter();
        let under = states.filter_map(|state| {
            let found = figures.claims.get(&state).filter(|found| found.claims > 0)?;
            let title = state.title();
            Some(Row::money(
                &format!("　{}", title.zh),
                &format!("  {}", title.en),
                found,
            ))
        });
        std::iter::once(Row::money("索赔", "claims", &all))
            .chain(under)
            .chain([
                Row::yuan("　拒绝金额", "  refused", self.money.refused),
                Row::count("　待定", "  to be decided", figures.claims_to_decide),
            ])
            .collect()
    }

    fn old_parts(&self) -> Vec<Row> {
        let tally = &self.old_parts;
        let all = self.figures.parts.values().sum();
        let states = PartState::ALL.into_iter();
        let under = states.filter_map(|state| {
            let found = self.figures.parts.get(&state).filter(|found| **found > 0)?;
            Some(Row::under(&state.title(), *found))
        });
        std::iter::once(Row::count("旧件", "old parts", all))
            .chain(under)
            .chain([
                Row::count("发运批次", "consignments", tally.consignments),
                Row::count("　旧件件数", "  parts in them", tally.shipped),
                Row::count("　清点差异", "  discrepancies", tally.discrepancies),
            ])
            .collect()
    }

    fn rates(&self) -> Vec<Row> {
        let rates = self.figures.rates.iter().map(|figure| {
            let (id, title) = (&figure.id, &figure.title);
            Row::rate(
                &format!("{id} {}", title.zh),
                &format!("{id} {}", title.en),
                figure.whole,
            )
        });
        rates.collect()
    }

    fn texts(&self) -> Vec<Row> {
        let figures = &self.figures;
        let mut rows = vec![
            Row::count("短信发入", "texts sent in", self.texts_sent_in),
            Row::count("　重复投递", "  brought again", self.text_copies),
            Row::count("　迟到", "  late", self.texts_late),
        ];
        let outcomes = InOutcome::ALL
            .iter()
            .filter_map(|outcome| Some((outcome, figures.messages_in.by_outcome.get(outcome)?)));
        rows.extend(outcomes.map(|(outcome, count)| Row::under(&outcome.title(), *count)));
        rows.push(Row::count(
            "短信发出",
            "texts sent out",
            figures.messages_out.total,
        ));
        let states = OutState::ALL
            .iter()
            .filter_map(|state| Some((state, figures.messages_out.by_state.get(state)?)));
        rows.extend(states.map(|(state, count)| Row::under(&state.title(), *count)));
        rows
    }

    /// Flags, refusals, and rows that are none.
    fn oddities(&self) -> Vec<Row> {
        let flags = self.figures.flags.iter();
        let flags = flags.map(|(flag, count): (&FlagKind, &u64)| Row::under(&flag.title(), *count));
        let mut rows = vec![Row::count("标记", "flags", self.figures.flags.values().sum())];
        rows.extend(flags);
        rows.push(Row::count(
            "被拒绝的操作",
            "commands refused",
            self.refusals.values().sum(),
        ));
        rows.extend(
            self.refusals
                .iter()
                .map(|(code, count)| Row::under(&Sentence::new(code.clone(), code.clone()), *count)),
        );
        rows.push(Row::count(
            "被拒绝的行",
            "rows refused",
            u64::try_from(self.refused_rows.len()).unwrap_or(u64::MAX),
        ));
        rows.extend(self.refused_rows.iter().map(|row| Row {
            label: Sentence::new(format!("　第{}行", row.line), format!("  line {}", row.line)),
            value: row.reason.clone(),
        }));
        rows
    }

    fn end(&self) -> Vec<Row> {
        let digest = self
            .digest
            .map_or_else(|| "-".to_owned(), |digest| digest.to_string());
        let (seconds, rate) = (self.seconds, self.actions_per_second);
        vec![
            Row {
                label: Sentence::new("摘要", "digest"),
                value: Sentence::new(digest.clone(), digest),
            },
            Row {
                label: Sentence::new("实际用时", "real time"),
                value: Sentence::new(
                    format!("{seconds}秒，{}个动作，每秒{rate}个", self.actions),
                    format!("{seconds} s, {} actions, {rate} a second", self.actions),
                ),
            },
        ]
    }
}

/// A line of the table.
struct Row {
    label: Sentence,
    value: Sentence,
}

impl Row {
    fn count(zh: &str, en: &str, count: u64) -> Self {
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(count.to_string(), count.to_string()),
        }
    }

    fn under(label: &Sentence, count: u64) -> Self {
        Self::count(&format!("　{}", label.zh), &format!("  {}", label.en), count)
    }

    fn yuan(zh: &str, en: &str, amount: Fen) -> Self {
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(format!("{amount} 元"), format!("{amount} yuan")),
        }
    }

    fn money(zh: &str, en: &str, found: &ClaimFigures) -> Self {
        let ClaimFigures {
            claims,
            claimed,
            approved,
            credited,
        } = found;
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(
                format!("{claims} 申请{claimed} 核准{approved} 到账{credited}"),
                format!("{claims}, claimed {claimed}, approved {approved}, credited {credited}"),
            ),
        }
    }

    fn rate(zh: &str, en: &str, rate: Rate) -> Self {
        let percent = rate.basis_points().map_or_else(
            || "-".to_owned(),
            |points| format!("{}.{:02} %", points / 100, points % 100),
        );
        let value = format!("{percent} ({}/{})", rate.met, rate.of);
        Self {
            label: Sentence::new(zh, en),
            value: Sentence::new(value.clone(), value),
        }
    }

    fn check(check: &Check) -> Self {
        let (zh, en) = if check.holds {
            ("成立", "holds")
        } else {
            ("不成立", "BROKEN")
        };
        let value = Sentence::new(
            format!("{zh}（{}）", check.found),
            format!("{en} ({})", check.found),
        );
        Self {
            label: check.what.clone(),
            value,
        }
    }
}
