//! Notify: who is told what, and messages out until they are delivered or given up.
//!
//! Streams: `sms/MESSAGE` for each message, `order/NUMBER` for the order's facts as hotline tells them, `phone/NUMBER`
//! for customers' phones that want no more messages.
//!
//! Rules: ORD-5 and ORD-8 to ORD-11 (who hears of an order's way), ORD-12 (the day's unrepaired orders), ORD-38
//! (changes), CLM-4 (claims that went back), SLA-20 and SLA-22 (the ladder of the clock's own policy version, whichever
//! log keeps the clock), SLA-6 and SLA-7 (one reminder for all old parts of a station), SMS-10 (sent, retried, given up,
//! shown), SMS-14 (who is not written to), DIR-1 (deputies), DIR-2 and DIR-4 (whose phone it is now, and who has left).
//!
//! What it never does: it starts no clock and judges none, it reads no message that comes in, and it never tells a
//! customer about anything but that customer's own order. Whom a moment or a rung tells is the policy's word. In the
//! life of an order `field_engineer` means those who are sent; on a rung, whoever last left the machine, and the
//! station's engineers while nobody was there.

mod decide;
mod pending;
mod post;
mod project;
mod react;
mod rejection;
mod service;
mod state;
mod texts;

pub use pending::SendSms;
pub use rejection::NotifyRejection;
pub use service::Notify;
pub use state::NotifyState;

#[cfg(test)]
mod samples;
