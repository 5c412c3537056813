//! Notify: who is told what, and messages out until they are delivered or given up.
//!
//! Streams: `sms/MESSAGE` for each message, `order/NUMBER` for the order's facts as hotline tells them, `phone/NUMBER`
//! for customers' phones that want no more messages.
//!
//! Rules: ORD-5 and ORD-8 to ORD-11 (who hears of an order's way), ORD-38 (changes), SLA-20 and SLA-22 (the ladder of
//! the clock's own policy version), SMS-10 (sent, retried, given up, shown), SMS-14 (who is not written to), DIR-1
//! (deputies), DIR-2 and DIR-4 (whose phone it is now, and who has left).
//!
//! What it never does: it starts no clock and judges none, it reads no message that comes in, and it never tells a
//! customer about anything but that customer's own order. Whom a moment or a rung tells is the policy's word; on a
//! rung, `field_engineer` means the station's engineers, in the life of an order those who are sent.

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
