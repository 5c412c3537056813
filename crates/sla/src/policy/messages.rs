//! What the policy says of text messages (SMS-5, SMS-8, SMS-10, SMS-12).

use types::{Phone, Sentence, Span};

use super::read::{Entry, Section};
use super::reasons::filled;

/// Limits and words of text messages in and out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsPolicy {
    /// Put before every text we send, `【...】` as the carriers demand.
    pub signature: String,
    /// Numbers we send from; a message from one of them is never answered.
    pub own_numbers: Vec<Phone>,
    /// Words by which an automatic reply is known; it is never answered.
    pub auto_reply_marks: Vec<String>,
    /// Hints to one phone in one hour.
    pub hints_per_phone_per_hour: u32,
    /// Answers of any kind to one phone in one hour.
    pub answers_per_phone_per_hour: u32,
    /// How long after a report's sent time its sender may correct it.
    pub correction_window: Span,
    /// How far a sent time may lie ahead of ours before it is taken for wrong.
    pub future_tolerance: Span,
    /// How long a question which order is meant waits for its answer.
    pub question_valid_for: Span,
    /// Waits before each new try to send; after the last one the message is dead.
    pub retry_after: Vec<Span>,
    /// How long a sending without an answer waits for its delivery report before it is sent once more.
    pub uncertain_after: Span,
    /// Characters in one message out; longer ones are cut.
    pub max_characters: u32,
}

pub(super) fn sms(root: &Section<'_>) -> SmsPolicy {
    let Some(section) = root.required("sms").and_then(|entry| entry.section()) else {
        return SmsPolicy::default();
    };
    let span = |key| {
        section
            .required(key)
            .and_then(|entry| entry.span())
            .unwrap_or_default()
    };
    let count = |key| {
        section
            .required(key)
            .and_then(|entry| entry.count())
            .unwrap_or_default()
    };
    let items = |key| {
        section
            .required(key)
            .map(|entry| entry.items())
            .unwrap_or_default()
    };
    let sms = SmsPolicy {
        signature: section
            .required("signature")
            .and_then(|entry| signature(&entry))
            .unwrap_or_default(),
        own_numbers: items("own_numbers").iter().filter_map(phone).collect(),
        auto_reply_marks: items("auto_reply_marks").iter().filter_map(filled).collect(),
        hints_per_phone_per_hour: count("hints_per_phone_per_hour"),
        answers_per_phone_per_hour: count("answers_per_phone_per_hour"),
        correction_window: span("correction_window"),
        future_tolerance: span("future_tolerance"),
        question_valid_for: span("question_valid_for"),
        retry_after: items("retry_after").iter().filter_map(Entry::span).collect(),
        uncertain_after: span("uncertain_after"),
        max_characters: section
            .required("max_characters")
            .and_then(|entry| enough(&entry))
            .unwrap_or_default(),
    };
    section.refuse_unasked();
    sms
}

/// Fewer characters than this could not say what an order notice has to say.
const FEWEST_CHARACTERS: u32 = 70;

fn enough(entry: &Entry<'_>) -> Option<u32> {
    let characters = entry.count()?;
    if characters < FEWEST_CHARACTERS {
        entry.refuse(Sentence::new(
            format!("至少 {FEWEST_CHARACTERS} 个字"),
            format!("this must be at least {FEWEST_CHARACTERS}"),
        ));
    }
    Some(characters)
}

fn signature(entry: &Entry<'_>) -> Option<String> {
    let text = filled(entry)?;
    if !(text.starts_with('【') && text.ends_with('】')) {
        entry.refuse(Sentence::new("签名须写在【】之内", "a signature stands in 【】"));
    }
    Some(text)
}

fn phone(entry: &Entry<'_>) -> Option<Phone> {
    let text = entry.text()?;
    let phone = text.parse::<Phone>();
    if phone.is_err() {
        entry.refuse(Sentence::new("不是电话号码", "this is no phone number"));
    }
    phone.ok()
}
