//! What notify's records say.

use proto::notify::{MessageQueued, NotifyEvent, SendFailed};
use types::Sentence;

use super::{Teller, with, with_both};

impl Teller<'_> {
    pub(super) fn notify(&self, event: &NotifyEvent) -> Sentence {
        match event {
            NotifyEvent::MessageQueued(queued) => self.queued(queued),
            NotifyEvent::MessageSuppressed(_) => {
                Sentence::new("对方已退订，短信不发", "not sent: that phone wants no messages")
            }
            NotifyEvent::SendStarted(started) => {
                let (attempt, to) = (started.attempt, &started.to);
                Sentence::new(
                    format!("第{attempt}次发送，发往 {to}"),
                    format!("attempt {attempt}, to {to}"),
                )
            }
            NotifyEvent::SendAccepted(_) => Sentence::new("短信网关已接收", "the gateway took it"),
            NotifyEvent::SendFailed(failed) => self.failed(failed),
            NotifyEvent::SendUncertain(uncertain) => {
                let said = Sentence::new("发送结果未知，等待回执", "uncertain whether it was sent");
                with(said, &uncertain.reason)
            }
            NotifyEvent::DeliveryReported(reported) => {
                let said = Sentence::new("运营商回执", "the carrier says");
                with_both(said, &reported.delivery.title())
            }
            NotifyEvent::MessageDied(died) => with_both(
                Sentence::new("短信发送失败", "the message was given up"),
                &died.reason.sentence(),
            ),
            NotifyEvent::MessageDismissed(dismissed) => {
                let said = Sentence::new(
                    "座席已处理未送达的短信",
                    "an operator saw to the message given up",
                );
                with(said, &dismissed.note)
            }
            NotifyEvent::PhoneStopped(_) => {
                Sentence::new("该号码退订短信", "that phone wants no more messages")
            }
            NotifyEvent::NotifyOrderNoted(_) => {
                Sentence::new("通知收到工单内容", "notify took note of the order")
            }
        }
    }

    fn queued(&self, queued: &MessageQueued) -> Sentence {
        let (to, about) = (
            self.named.recipient(&queued.wanted).name,
            queued.wanted.purpose.title(),
        );
        let said = Sentence::new(
            format!("给{}的短信（{}）", to.zh, about.zh),
            format!("SMS for {} ({})", to.en, about.en),
        );
        with(said, &queued.wanted.text.to_string())
    }

    fn failed(&self, failed: &SendFailed) -> Sentence {
        let said = with(Sentence::new("发送未成功", "sending failed"), &failed.reason);
        let Some(retry) = failed.retry_at.map(|at| self.time(at)) else {
            return said;
        };
        Sentence::new(
            format!("{}，{retry} 重发", said.zh),
            format!("{}, again at {retry}", said.en),
        )
    }
}
