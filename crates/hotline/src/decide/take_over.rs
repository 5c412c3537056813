//! Taking over open orders from a list: staged piece by piece, then all rows or none (ORD-1, ORD-3).

use std::collections::BTreeSet;

use decider::{Context, Draft};
use proto::hotline::{
    ApplyOrders, HotlineEvent, NoteAdded, OrdersImported, OrdersRefused, OrdersStaged, StageOrders,
    StagedOrder, TakenOver,
};
use proto::order::OrderType;
use types::{ImportId, Instant, MachineSerial, Personal};

use super::opening::{Numbers, Opening};
use super::{Decided, known_machine};
use crate::sheet::{self, most_important};
use crate::{Import, ImportOutcome, OrderRejection, State};

/// How many missing pieces a refusal names.
const NAMED_PIECES: usize = 20;
/// So many orders with their notes keep within one command's records; a longer list comes in several files.
const AT_ONCE: usize = 300;

/// Reads some rows of a list. The same piece again is no event, nor is any piece of a list that was taken over; after a
/// refusal the same file may come again.
pub(super) fn stage_orders(state: &State, command: &StageOrders, context: &Context<'_>) -> Decided {
    let known = state.imports().list(&command.import);
    if known.is_some_and(|known| is_taken(known, command.piece)) {
        return Ok(Vec::new());
    }
    let before: &[StagedOrder] = known.map_or(&[], |known| known.orders.as_slice());
    let reading = sheet::read(&command.heads, &command.rows, before, context);
    Ok(vec![Draft::of(OrdersStaged {
        import: command.import.clone(),
        file: command.file.clone(),
        piece: command.piece,
        orders: reading.orders,
        bad: reading.bad,
    })])
}

fn is_taken(known: &Import, piece: u32) -> bool {
    match known.outcome {
        Some(ImportOutcome::Applied { .. }) => true,
        Some(ImportOutcome::Refused) => false,
        None => known.pieces.contains(&piece),
    }
}

/// Opens every order of the list that was not taken over before, or refuses the list with every bad cell.
///
/// # Errors
/// Unknown import, missing pieces, more pieces than said, more new orders than fit one record.
pub(super) fn apply_orders(state: &State, command: &ApplyOrders, context: &Context<'_>) -> Decided {
    let import = state
        .imports()
        .list(&command.import)
        .ok_or_else(|| OrderRejection::UnknownImport(command.import.clone()))?;
    if import.outcome.is_some() {
        return Ok(Vec::new());
    }
    check_pieces(import, command)?;
    if !import.bad.is_empty() {
        return Ok(vec![Draft::of(OrdersRefused {
            import: command.import.clone(),
            file: import.file.clone(),
            bad: most_important(import.bad.clone()),
        })]);
    }
    let known = |staged: &&StagedOrder| state.imports().taken_over(&staged.number).is_none();
    let mut new: Vec<&StagedOrder> = import.orders.iter().filter(known).collect();
    if new.len() > AT_ONCE {
        return Err(OrderRejection::TooManyOrders {
            orders: new.len(),
            at_most: AT_ONCE,
        });
    }
    new.sort_by_key(|staged| (staged.opening.called_at, staged.line));
    let mut drafts = TakeOver::from(&command.import, &import.file, state, context).open(&new);
    drafts.push(Draft::of(OrdersImported {
        import: command.import.clone(),
        file: import.file.clone(),
        opened: count(new.len()),
        unchanged: count(import.orders.len() - new.len()),
    }));
    Ok(drafts)
}

fn check_pieces(import: &Import, command: &ApplyOrders) -> Result<(), OrderRejection> {
    let missing = (0..command.pieces).filter(|piece| !import.pieces.contains(piece));
    let missing: Vec<u32> = missing.take(NAMED_PIECES).collect();
    if !missing.is_empty() {
        return Err(OrderRejection::PiecesMissing {
            import: command.import.clone(),
            missing,
        });
    }
    let left_over = import.pieces.range(command.pieces..).take(NAMED_PIECES);
    let left_over: Vec<u32> = left_over.copied().collect();
    if !left_over.is_empty() {
        return Err(OrderRejection::PiecesLeftOver {
            import: command.import.clone(),
            left_over,
        });
    }
    Ok(())
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// One list's orders on their way into the log.
struct TakeOver<'a> {
    import: &'a ImportId,
    file: &'a str,
    state: &'a State,
    context: &'a Context<'a>,
    numbers: Numbers<'a>,
    /// Machines that a failure order of this list is about.
    failed: BTreeSet<MachineSerial>,
}

impl<'a> TakeOver<'a> {
    const fn from(import: &'a ImportId, file: &'a str, state: &'a State, context: &'a Context<'a>) -> Self {
        Self {
            import,
            file,
            state,
            context,
            numbers: Numbers::after(state),
            failed: BTreeSet::new(),
        }
    }

    fn open(mut self, new: &[&StagedOrder]) -> Vec<Draft<HotlineEvent>> {
        new.iter().flat_map(|staged| self.open_one(staged)).collect()
    }

    fn open_one(&mut self, staged: &StagedOrder) -> Vec<Draft<HotlineEvent>> {
        let called_at: Instant = staged.opening.called_at.unwrap_or(self.context.now);
        let opening = Opening {
            command: &staged.opening,
            called_at,
            second_order_reason: self.second_order_reason(staged),
            taken_over: Some(TakenOver {
                number: staged.number.clone(),
                import: self.import.clone(),
                line: staged.line,
                dispatched_at: staged.dispatched_at,
                arrived_at: staged.arrived_at,
            }),
        };
        let (order, mut drafts) = opening.drafts(self.state, &mut self.numbers, self.context);
        if !staged.note.is_empty() {
            let text = Personal::from(staged.note.clone());
            drafts.push(Draft::of(NoteAdded { order, text }));
        }
        drafts
    }

    /// The list is the reason why a machine has a second open failure order (ORD-18).
    fn second_order_reason(&mut self, staged: &StagedOrder) -> Option<String> {
        let said = staged
            .opening
            .machine
            .as_ref()
            .filter(|_| staged.opening.order_type == OrderType::FailureRepair)?;
        let serial = known_machine(self.context.masters(), said)?.serial.clone();
        let is_second = self
            .state
            .open_orders(&serial)
            .any(|(_, order)| order.is_failure())
            || self.failed.contains(&serial);
        self.failed.insert(serial);
        is_second.then(|| format!("接自名单“{}”，原工单号{}", self.file, staged.number))
    }
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::directory::Row;
    use proto::hotline::OrderOpened;
    use serde_json::json;
    use types::Hash;

    use super::super::given::{self, Hotlines, KNOWN, call, opened};
    use super::*;
    use crate::Hotline;

    const HEADS: &str =
        "派工单号,报修人,报修时间,上报渠道,故障现象,机号,派单时间,签到时间,完工时间,服务工程师,维修情况,备注";

    fn list(heads: &str, rows: &[&str]) -> StageOrders {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let text = rows.join("\n");
        StageOrders {
            import: Hash::of(&[heads.as_bytes(), text.as_bytes()])
                .id()
                .parse()
                .unwrap(),
            file: "未结工单.xlsx".to_owned(),
            heads: cells(heads),
            piece: 0,
            rows: (2..)
                .zip(rows)
                .map(|(line, row)| Row {
                    line,
                    cells: cells(row),
                })
                .collect(),
        }
    }

    fn apply(staged: &StageOrders) -> ApplyOrders {
        ApplyOrders {
            import: staged.import.clone(),
            pieces: staged.piece + 1,
        }
    }

    fn taken(hotline: &mut Hotlines, staged: &StageOrders) -> Vec<HotlineEvent> {
        assert_eq!(hotline.when(staged.clone()).kinds(), ["OrdersStaged"]);
        hotline.when(apply(staged)).events()
    }

    fn openings(events: &[HotlineEvent]) -> Vec<OrderOpened> {
        let opening = |event: &HotlineEvent| match event {
            HotlineEvent::OrderOpened(opened) => Some(opened.clone()),
            _ => None,
        };
        events.iter().filter_map(opening).collect()
    }

    /// Bad cells by line and head.
    fn refused(events: &[HotlineEvent]) -> Vec<(u32, &str)> {
        let [HotlineEvent::OrdersRefused(refused)] = events else {
            panic!("{events:?}")
        };
        refused
            .bad
            .iter()
            .map(|bad| (bad.line, bad.column.as_str()))
            .collect()
    }

    // rule: ORD-1
    // rule: ORD-3
    #[test]
    fn open_orders_are_taken_over_with_their_own_times_and_what_else_the_list_said() {
        let mut hotline = given::hotline();
        let staged = list(
            HEADS,
            &[
                "FW-002,王师傅 13905710009,2026/1/4 8:30,微信,动臂下沉,ec210blc 30121,2026-01-04 09:10:00,4/1/2026 14:05,,李工,等配件,NA",
                "FW-001,赵师傅,2025-12-31 23:30:00,,发动机高温,EC999X,?,,,,,",
            ],
        );
        // Nobody knows the second machine, and so nobody's phone.
        assert_eq!(refused(&taken(&mut hotline, &staged)), [(3, "联系电话")]);

        let heads = format!("{HEADS},联系电话");
        let staged = list(
            &heads,
            &[
                "FW-002,王师傅 13905710009,2026/1/4 8:30,微信,动臂下沉,ec210blc 30121,2026-01-04 09:10:00,4/1/2026 14:05,,李工,等配件,NA,",
                "FW-001,赵师傅,2025-12-31 23:30:00,,发动机高温,EC999X,?,,,,,,13805710003.0",
            ],
        );
        let events = taken(&mut hotline, &staged);
        let kinds: Vec<&str> = events
            .iter()
            .map(|event| proto::Event::kind(event).name)
            .collect();
        assert_eq!(
            kinds,
            ["OrderOpened", "OrderOpened", "NoteAdded", "OrdersImported"]
        );
        let opened = openings(&events);
        let [unknown, known] = opened.as_slice() else {
            panic!("{opened:?}")
        };
        assert!(unknown.facts.order.is_99());
        assert_eq!(unknown.facts.machine_said.as_ref().unwrap().as_str(), "EC999X");
        assert_eq!(
            unknown.facts.opened_at,
            "2025-12-31T23:30:00+08:00".parse().unwrap()
        );
        assert_eq!(unknown.facts.caller_phone.open().unwrap().as_str(), "13805710003");
        assert!(known.facts.order.as_str().starts_with("260001"));
        assert_eq!(known.facts.machine.as_ref().unwrap().as_str(), KNOWN);
        assert_eq!(known.facts.station.as_ref().unwrap().as_str(), "HZ");
        assert_eq!(known.facts.caller_phone.open().unwrap().as_str(), "13905710009");
        let from = known.taken_over.as_ref().unwrap();
        assert_eq!((from.number.as_str(), from.line), ("FW-002", 2));
        assert_eq!(
            from.dispatched_at,
            Some("2026-01-04T09:10:00+08:00".parse().unwrap())
        );
        assert_eq!(
            from.arrived_at,
            Some("2026-01-04T14:05:00+08:00".parse().unwrap())
        );
        let note = &hotline.state.order(&known.facts.order).unwrap().notes[0];
        assert_eq!(
            note.text.open().unwrap(),
            "上报渠道：微信；服务工程师：李工；维修情况：等配件"
        );
    }

    // rule: ORD-1
    #[test]
    fn the_same_list_again_changes_nothing_and_an_order_taken_over_before_stays_as_it_is() {
        let mut hotline = given::hotline();
        let heads = "order,reported at,fault,phone";
        let first = list(heads, &["A1,2026-01-04 08:00,boom sinks,13905710001"]);
        taken(&mut hotline, &first);
        hotline.when(first.clone()).then_nothing();
        hotline.when(apply(&first)).then_nothing();
        let longer = list(
            heads,
            &[
                "a 1,2026-01-04 09:00,something else,13905710001",
                "A2,2026-01-04 10:00,engine stops,13905710001",
            ],
        );
        let events = taken(&mut hotline, &longer);
        let [
            HotlineEvent::OrderOpened(opened),
            HotlineEvent::OrdersImported(imported),
        ] = events.as_slice()
        else {
            panic!("{events:?}")
        };
        assert_eq!(opened.facts.fault, "engine stops");
        assert_eq!((imported.opened, imported.unchanged), (1, 1));
        let whole = Hotline::read_model(&hotline.state);
        assert_eq!(
            whole["imports"][longer.import.as_str()]["outcome"],
            json!({ "applied": { "opened": 1, "unchanged": 1 } })
        );
    }

    // rule: ORD-1
    #[test]
    fn one_bad_row_refuses_the_list_and_every_bad_cell_is_named() {
        let mut hotline = given::hotline();
        let heads = "工单号,报修时间,故障描述,联系电话,整机编号,服务站,派单时间,维修完成时间,工单类型,停机,工作小时,备注";
        let sound = "G1,2026-01-04 08:00,漏油,13905710001,,HZ,,,,是,6310,";
        let staged = list(
            heads,
            &[
                sound,
                ",2026-01-04 08:00,漏油,13905710001,,,,,,,,",
                "G3,0/1/00,,13905710001,,XX,,,,,,=A1",
                "G4,2026-01-06 08:00,漏油,12,,,,,大保养,也许,约六千,",
                "G5,2026-01-04 08:00,漏油,13905710001,EC210BLC30121,NB,2026-01-03 08:00,2026-01-04 20:00,,,,",
                "g1,2026-01-04 08:00,漏油,13905710001,,,,,,,,",
                "G7,2026-01-04 08:00,漏,油,13905710001,,,,,,,,",
                ",,,,,,,,,,,",
            ],
        );
        let events = taken(&mut hotline, &staged);
        let expected = [
            (3, "工单号"),
            (4, "备注"),
            (4, "报修时间"),
            (4, "故障描述"),
            (4, "服务站"),
            (5, "停机"),
            (5, "工作小时"),
            (5, "工单类型"),
            (5, "报修时间"),
            (5, "联系电话"),
            (6, "服务站"),
            (6, "派单时间"),
            (6, "维修完成时间"),
            (7, "工单号"),
            (8, ""),
        ];
        let mut found = refused(&events);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(hotline.state.orders().count(), 0);
        hotline.when(apply(&staged)).then_nothing();
        assert_eq!(
            hotline.when(staged).kinds(),
            ["OrdersStaged"],
            "a refused file may come again"
        );
        let no_heads = list("工单号,备注", &["G1,"]);
        assert_eq!(
            refused(&taken(&mut hotline, &no_heads)),
            [(1, "报修时间"), (1, "故障描述")]
        );
    }

    // rule: ORD-18
    #[test]
    fn a_list_may_open_a_second_failure_order_for_a_machine_and_is_the_reason_itself() {
        let mut hotline = given::hotline();
        opened(hotline.when(call(KNOWN)));
        let staged = list(
            "工单号,报修时间,故障描述,整机编号,工单类型",
            &[
                "G1,2026-01-04 08:00,漏油,EC210BLC30121,故障",
                "G2,2026-01-04 09:00,定检,EC210BLC30121,定检保养",
                "G3,2026-01-04 10:00,高温,EC360BLC70077,",
                "G4,2026-01-04 11:00,异响,EC360BLC70077,failure repair",
            ],
        );
        let events = taken(&mut hotline, &staged);
        let reasons: Vec<bool> = openings(&events)
            .iter()
            .map(|opened| opened.second_order_reason.is_some())
            .collect();
        assert_eq!(reasons, [true, false, false, true]);
    }

    // rule: ORD-4
    #[test]
    fn a_list_in_pieces_needs_all_of_them_and_no_more_orders_than_fit_at_once() {
        let mut hotline = given::hotline();
        let heads = "工单号,报修时间,故障描述,联系电话";
        let rows: Vec<String> = (0..=AT_ONCE)
            .map(|n| format!("G{n},2026-01-04 08:00,漏油,13905710001"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let whole = list(heads, &rows);
        let piece = |piece: u32, rows: &[Row]| StageOrders {
            piece,
            rows: rows.to_vec(),
            ..whole.clone()
        };
        let (first, second) = whole.rows.split_at(200);
        let second = piece(1, second);
        hotline.when(apply(&second)).rejected("import.unknown");
        hotline.when(second.clone()).taken();
        hotline.when(apply(&second)).rejected("import.pieces_missing");
        let first = piece(0, first);
        hotline.when(first.clone()).taken();
        hotline.when(apply(&first)).rejected("import.pieces_left_over");
        let no = hotline.when(apply(&second)).rejected("import.too_many_orders");
        assert_eq!(no.facts["orders"], json!(AT_ONCE + 1));

        let fits = list(heads, rows.split_last().unwrap().1);
        let events = taken(&mut hotline, &fits);
        let bytes: usize = events
            .iter()
            .map(|event| proto::Event::encode(event).unwrap().len())
            .sum();
        assert!(bytes * 2 < proto::wire::FRAME_LIMIT_BYTES, "{bytes}");
        let numbers: BTreeSet<&str> = openings(&events)
            .iter()
            .map(|opened| opened.facts.order.as_str())
            .collect();
        assert_eq!(numbers.len(), AT_ONCE);
    }
}
