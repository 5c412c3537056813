//! What operators of a hotline send: eight commands for each order, from the call to its end.

use anyhow::{Context as _, Result, bail};
use proto::hotline::{
    AddNote, AttachCall, Caller, CancelOrder, CompleteFollowUp, CorrectOrder, HotlineCommand, OpenOrder,
    ReportMachineState, SetFollowUp,
};
use proto::order::OrderType;
use serde::Deserialize;
use timesource::Time;
use types::{Actor, Instant, OrderNumber, PersonId, Phone, RequestId, Span};

use crate::dealer::{MACHINES, OPERATORS, operator, serial};

/// A command as an operator sends it.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) command: HotlineCommand,
    pub(crate) actor: Actor,
    pub(crate) id: RequestId,
}

/// Someone who takes calls, one order after another, each about another machine of theirs.
#[derive(Debug)]
pub(crate) struct Operator {
    /// Keeps the request ids of one start of the bench apart from those of others.
    run: String,
    number: usize,
    /// So many work at once; each has every so-many-th machine.
    colleagues: usize,
    sent: usize,
    order: Option<OrderNumber>,
    far: Instant,
    actor: Actor,
}

/// Makes a staff that work at once.
pub(crate) fn staff(run: &str, colleagues: usize, time: &Time) -> Result<Vec<Operator>> {
    (0..colleagues)
        .map(|number| {
            Ok(Operator {
                run: run.to_owned(),
                number,
                colleagues,
                sent: 0,
                order: None,
                far: time.now() + Span::days(400),
                actor: Actor::Person(PersonId::new(operator(number % OPERATORS))?),
            })
        })
        .collect()
}

/// What an operator reads of the answer to an opened order.
#[derive(Deserialize)]
struct Opened {
    events: Vec<OpenedEvent>,
}

#[derive(Deserialize)]
struct OpenedEvent {
    event: OpenedBody,
}

#[derive(Deserialize)]
struct OpenedBody {
    facts: Option<OpenedFacts>,
}

#[derive(Deserialize)]
struct OpenedFacts {
    order: OrderNumber,
}

impl Operator {
    /// The next command; the one before must have been answered.
    pub(crate) fn next(&mut self) -> Result<Call> {
        let command = self.command()?;
        let id = RequestId::new(format!("{}-{}-{}", self.run, self.number, self.sent))?;
        self.sent += 1;
        Ok(Call {
            command,
            actor: self.actor.clone(),
            id,
        })
    }

    /// Whether the answer to the last command says something the next ones need.
    pub(crate) fn opened(&self) -> bool {
        self.sent % 8 == 1
    }

    /// The order it works on.
    pub(crate) fn order(&self) -> Option<&OrderNumber> {
        self.order.as_ref()
    }

    /// Takes up the number of an order that was opened.
    pub(crate) fn learn(&mut self, answer: &[u8]) -> Result<()> {
        let answer: Opened = serde_json::from_slice(answer)?;
        let mut numbers = answer.events.into_iter().filter_map(|event| event.event.facts);
        self.order = Some(numbers.next().context("no order was opened")?.order);
        Ok(())
    }

    fn command(&self) -> Result<HotlineCommand> {
        let n = self.sent;
        if n.is_multiple_of(8) {
            return Ok(self.call()?.into());
        }
        let order = self.order.clone().context("the order before was not answered")?;
        Ok(match n % 8 {
            1 => ReportMachineState {
                order,
                machine_down: n % 16 == 1,
                stopgap: Some("换了备用油管".to_owned()),
            }
            .into(),
            2 => AddNote {
                order,
                text: format!("客户说下午三点以后才能进场，第{n}条").into(),
            }
            .into(),
            3 => AttachCall {
                order,
                caller: caller()?,
                said: format!("师傅什么时候到，第{n}次问"),
                called_at: None,
            }
            .into(),
            4 => SetFollowUp {
                order,
                text: "回电确认到场时间".to_owned().into(),
                at: self.far,
            }
            .into(),
            5 => CorrectOrder {
                order,
                fault: None,
                site: Some(format!("钱塘大桥北侧第{n}标段")),
                hours: None,
                order_type: None,
                subtype: None,
                reason: "客户更正地点".to_owned(),
            }
            .into(),
            6 => CompleteFollowUp {
                order,
                follow_up: 1,
                note: "已回电".to_owned(),
            }
            .into(),
            7 => CancelOrder {
                order,
                reason: "customer_withdrew".to_owned(),
                note: "自行修复".to_owned(),
            }
            .into(),
            other => bail!("there is no command {other}"),
        })
    }

    fn call(&self) -> Result<OpenOrder> {
        let theirs = self.number + self.sent / 8 * self.colleagues;
        Ok(OpenOrder {
            caller: caller()?,
            machine: Some(serial(theirs % MACHINES).parse()?),
            model: None,
            hours: Some(6_310),
            customer: None,
            site: "下沙高教园区三标段".to_owned(),
            fault: "动臂下沉，举升无力".to_owned(),
            machine_down: true,
            order_type: OrderType::FailureRepair,
            subtype: None,
            station: None,
            called_at: None,
            // An operator of another stretch may have been stopped in the midst of an order about it.
            second_order_reason: Some("与前一单故障不同".to_owned()),
        })
    }
}

/// A command as JSON, the way clients that are no services write it.
pub(crate) fn body(command: &HotlineCommand) -> Result<Vec<u8>> {
    // The enum is written as `{"OpenOrder":{...}}`; the inside is the body.
    let tagged = serde_json::to_vec(command)?;
    let colon = tagged.iter().position(|byte| *byte == b':');
    let inside = colon.and_then(|colon| tagged.get(colon + 1..tagged.len() - 1));
    Ok(inside.context("a command without a body")?.to_vec())
}

fn caller() -> Result<Caller> {
    Ok(Caller {
        phone: "13905710001".parse::<Phone>()?.into(),
        name: Some("老王".to_owned().into()),
    })
}
