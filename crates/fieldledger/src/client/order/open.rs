//! Opening an order for a call, and what to do when the machine has an open one already.

use std::cell::Cell;

use clap::Args;
use proto::desk::{Answered, Found};
use proto::hotline::{Caller, HotlineCommand, OpenOrder, OrderOpened};
use proto::order::{OrderSubtype, OrderType};
use proto::{Accepted, Rejection};
use types::{CustomerId, MachineSerial, OrderNumber, Phone};

use crate::client::connection::Request;
use crate::client::deeds;
use crate::client::failure::ClientFailure;
use crate::client::moments::Moment;
use crate::client::queries::found::machines;
use crate::client::session::{Once, Session, print, read};
use crate::client::stations;
use crate::client::typed;
use crate::client::view::View;
use crate::client::words::Word;

const EXAMPLES: &str = "\
Examples 例:
  fieldledger order open --phone 13800138000 --name 赵敏 --machine EC210-0042 \\
      --type 故障 --fault 动臂无力 --down
  fieldledger order open --phone 13800138000 --fault 冒黑烟 --type 故障 --station HZ
整机不明的工单，编号以99开头 An order without a known machine gets a number that begins with 99.";

/// Who is on the line.
#[derive(Debug, Args)]
struct CallerArgs {
    /// 来电号码 The caller's phone
    #[arg(long)]
    phone: Phone,
    /// 报修人 The caller's name
    #[arg(long)]
    name: Option<String>,
    /// 来电时间 When the call came, if it is entered later
    #[arg(long, value_name = "MOMENT")]
    called_at: Option<Moment>,
}

impl CallerArgs {
    fn caller(&self) -> Caller {
        Caller {
            phone: self.phone.clone().into(),
            name: self.name.clone().map(Into::into),
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    caller: CallerArgs,
    /// 整机编号 The machine's serial as the caller reads it from the plate
    #[arg(long, value_name = "SERIAL")]
    machine: Option<MachineSerial>,
    /// 机型 The model, when the machine is not known
    #[arg(long)]
    model: Option<String>,
    /// 工作小时 The meter's reading
    #[arg(long)]
    hours: Option<u32>,
    /// 客户 The customer's id; a known machine or phone brings it
    #[arg(long)]
    customer: Option<CustomerId>,
    /// 工地 Where the machine stands
    #[arg(long, default_value = "")]
    site: String,
    /// 故障描述 What is wrong, in the caller's words
    #[arg(long, value_name = "TEXT")]
    fault: String,
    /// 停机 The machine stands still
    #[arg(long)]
    down: bool,
    /// 工单类型 The order's type, failure_repair or 故障
    #[arg(long = "type", value_name = "TYPE", value_parser = typed::order_type)]
    order_type: OrderType,
    /// 细类 The finer kind, out_of_warranty or 出保
    #[arg(long, value_parser = typed::order_subtype)]
    subtype: Option<OrderSubtype>,
    /// 服务站 The station's code or name, for an order without a known machine
    #[arg(long)]
    station: Option<String>,
    /// 另开工单的原因 Why a second order although the machine has an open failure order
    #[arg(long, value_name = "REASON")]
    second_order_reason: Option<String>,
    #[command(flatten)]
    once: Once,
}

pub(super) async fn run(session: &Session, args: OpenArgs) -> Result<(), ClientFailure> {
    let phone = args.caller.phone.clone();
    let body = OpenOrder {
        caller: args.caller.caller(),
        machine: args.machine,
        model: args.model,
        hours: args.hours,
        customer: args.customer,
        site: args.site,
        fault: args.fault,
        machine_down: args.down,
        order_type: args.order_type,
        subtype: args.subtype,
        station: stations::maybe(session, args.station.as_ref()).await?,
        called_at: session.maybe_instant(args.caller.called_at).await?,
        second_order_reason: args.second_order_reason,
    };
    let asked = body
        .machine
        .as_ref()
        .map_or(phone.as_str(), MachineSerial::as_str)
        .to_owned();
    let without_machine = Cell::new(None);
    let told = session.tell::<HotlineCommand, _>(body, &args.once, |accepted, view| {
        without_machine.set(order_without_machine(accepted));
        opened(accepted, view)
    });
    let told = told.await;
    told.map_err(|failure| failure.with_hint(|rejection| ways_on(rejection, phone.as_str(), &session.view)))?;
    match without_machine.take() {
        Some(order) => suggest(session, &order, &asked, phone.as_str()).await,
        None => Ok(()),
    }
}

fn order_without_machine(accepted: &Accepted) -> Option<OrderNumber> {
    let opened = deeds::event::<OrderOpened>(accepted, "OrderOpened")?;
    opened.facts.machine.is_none().then_some(opened.facts.order)
}

/// The machines that the serial or the phone leads to, while the caller is on the line (ORD-1, ORD-3).
async fn suggest(
    session: &Session,
    order: &OrderNumber,
    serial: &str,
    phone: &str,
) -> Result<(), ClientFailure> {
    let connection = session.connection()?;
    for text in [serial, phone] {
        let answer = connection.text(Request::get(&["search"]).with("q", text)).await?;
        let found: Answered<Found> = read(&answer)?;
        if let Some(first) = found.answer.machines.first() {
            let machines = machines(&found.answer.machines, &session.view).unwrap_or_default();
            let words = [order.as_str(), first.serial.as_str()];
            return print(&format!(
                "{}\n{machines}",
                session.view.say(Word::CallersMachines, &words)
            ));
        }
    }
    print(&session.view.say(Word::NoMachineFound, &[order.as_str()]))
}

fn opened(accepted: &Accepted, view: &View) -> String {
    let Some(opened) = deeds::event::<OrderOpened>(accepted, "OrderOpened") else {
        return String::new();
    };
    let facts = opened.facts;
    let number = facts.order.as_str();
    match &facts.station {
        Some(station) => view.say(Word::OrderOpened, &[number, station.as_str()]),
        None => view.say(Word::OrderOpenedWithoutStation, &[number]),
    }
}

/// The two commands that go on when the machine has an open failure order (ORD-18).
fn ways_on(rejection: &Rejection, phone: &str, view: &View) -> Option<String> {
    let order = rejection.facts.get("order").and_then(|order| order.as_str())?;
    (rejection.rule == "ORD-18").then(|| view.say(Word::WaysOn, &[order, phone]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::Class;
    use types::Lang;

    // rule: ORD-18
    #[test]
    fn a_machine_with_an_open_order_shows_both_ways_on() {
        let refused = Rejection::new(
            Class::Conflict,
            "ORD-18.open_order",
            "已有未结工单",
            "it has an open order",
        )
        .with("order", "2600017");
        let raw = String::new();
        let failure = ClientFailure::Refused {
            rejection: Box::new(refused),
            raw,
            hint: None,
        };
        let view = View::plain(Lang::En);
        let hinted = failure.with_hint(|rejection| ways_on(rejection, "13800138000", &view));
        let shown = hinted.report(&view, false).unwrap();
        assert!(
            shown.contains("fieldledger order attach 2600017 --phone 13800138000"),
            "{shown}"
        );
        assert!(shown.contains("--second-order-reason"), "{shown}");
    }
}
