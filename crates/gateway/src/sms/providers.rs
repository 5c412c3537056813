//! The callbacks of two Chinese providers, told apart by their fields.

use proto::field::TakeMessage;
use proto::notify::{Delivery, TakeDeliveryReport};
use serde_json::{Map, Value, json};
use types::{Instant, MessageId, Phone};

use super::charset::mend_json;
use super::when::{self, Zone};

/// Whose callback it is: each wants its own words for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provider {
    Aliyun,
    Tencent,
    /// Nobody we know: it is answered in both ways.
    Unknown,
}

impl Provider {
    fn of(item: &Map<String, Value>) -> Self {
        let has = |names: &[&str]| names.iter().any(|name| item.contains_key(*name));
        if has(&["phone_number", "out_id", "biz_id", "sequence_id"]) {
            Self::Aliyun
        } else if has(&["mobile", "nationcode", "report_status", "sid"]) {
            Self::Tencent
        } else {
            Self::Unknown
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Aliyun => "aliyun",
            Self::Tencent => "tencent",
            Self::Unknown => "unknown",
        }
    }

    /// The body of an answer; code 0 is the provider's "taken".
    pub(super) fn reply(self, code: u16, words: &str) -> Value {
        match self {
            Self::Aliyun => json!({ "code": code, "msg": words }),
            Self::Tencent => json!({ "result": code, "errmsg": words }),
            Self::Unknown => json!({ "code": code, "msg": words, "result": code, "errmsg": words }),
        }
    }
}

/// One of the things a callback brings.
#[derive(Debug, PartialEq)]
pub(super) enum Item {
    Message(TakeMessage),
    Report(TakeDeliveryReport),
    /// A report about a message that cannot be ours: it names none, or by something that is no id of ours.
    NotOurs,
}

/// A callback, taken apart. An item that cannot be read does not keep the others from being taken.
#[derive(Debug)]
pub(super) struct Callback {
    pub(super) provider: Provider,
    pub(super) items: Vec<Result<Item, String>>,
}

/// Reads a callback: JSON, or a form that is one or holds one.
///
/// # Errors
/// What is wrong with the body as a whole.
pub(super) fn read(body: &[u8], now: Instant) -> Result<Callback, String> {
    let objects = match json_in(body)? {
        Value::Array(items) => items,
        item => vec![item],
    };
    if objects.is_empty() {
        return Err("the list holds no message".to_owned());
    }
    let first = objects.iter().find_map(Value::as_object);
    let provider = first.map_or(Provider::Unknown, Provider::of);
    let items = (1..).zip(&objects).map(|(place, object)| {
        let read = object.as_object().ok_or_else(|| "it is no object".to_owned());
        read.and_then(|object| item(object, now))
            .map_err(|reason| format!("item {place}: {reason}"))
    });
    Ok(Callback {
        provider,
        items: items.collect(),
    })
}

/// The content type is not asked: gateways send JSON as form data and form data as JSON.
fn json_in(body: &[u8]) -> Result<Value, String> {
    let text = mend_json(body);
    if text.trim_start().starts_with(['[', '{']) {
        return serde_json::from_str(&text).map_err(|failure| failure.to_string());
    }
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(&text).map_err(|failure| failure.to_string())?;
    let held = fields
        .iter()
        .filter(|(_, value)| value.trim_start().starts_with(['[', '{']));
    let held = held
        .filter_map(|(_, value)| serde_json::from_str(&mend_json(value.as_bytes())).ok())
        .next();
    Ok(held.unwrap_or_else(|| {
        fields
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect()
    }))
}

fn item(object: &Map<String, Value>, now: Instant) -> Result<Item, String> {
    let provider = Provider::of(object);
    let fields = Fields {
        object,
        provider,
        now,
    };
    let is_report = ["success", "report_status", "err_code"]
        .iter()
        .any(|name| object.contains_key(*name));
    match provider {
        Provider::Unknown => Err("its fields are those of no provider we know".to_owned()),
        Provider::Aliyun | Provider::Tencent if is_report => fields.report(),
        Provider::Aliyun => fields.message(&["content"], &["send_time"], &["sequence_id"]),
        Provider::Tencent => fields.message(&["text"], &["time"], &[]),
    }
}

struct Fields<'a> {
    object: &'a Map<String, Value>,
    provider: Provider,
    now: Instant,
}

impl Fields<'_> {
    /// A text or a number, as text; empty ones count as missing where `filled` asks.
    fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.object.get(*name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
    }

    fn filled(&self, names: &[&str]) -> Option<String> {
        self.text(names)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn message(&self, text: &[&str], time: &[&str], id: &[&str]) -> Result<Item, String> {
        let from = self.phone()?;
        let text = self
            .text(text)
            .ok_or_else(|| format!("the field {} is missing", text.join(" or ")))?;
        Ok(Item::Message(TakeMessage {
            from: from.into(),
            text: text.into(),
            sent_at: when::read_or(self.filled(time).as_deref(), Zone::China, self.now),
            gateway: self.provider.name().to_owned(),
            gateway_id: self.filled(id),
        }))
    }

    /// With or without 86; a code of another country stands in front where it is told apart.
    fn phone(&self) -> Result<Phone, String> {
        let number = self
            .filled(&["phone_number", "mobile"])
            .ok_or("the sender's number is missing")?;
        let country = self
            .filled(&["nationcode"])
            .map(|code| code.trim_start_matches(['+', '0']).to_owned());
        let written = match country.as_deref() {
            None | Some("" | "86") => number,
            Some(_) if number.starts_with('+') => number,
            Some(code) => format!("+{code}{number}"),
        };
        written
            .parse()
            .map_err(|failure: types::InvalidPhone| failure.to_string())
    }

    fn report(&self) -> Result<Item, String> {
        let Some(message) = self.filled(&["out_id", "sid"]) else {
            return Ok(Item::NotOurs);
        };
        let Ok(message) = MessageId::new(message) else {
            return Ok(Item::NotOurs);
        };
        let said = self
            .filled(&["success", "report_status"])
            .ok_or("it does not say what became of the message")?;
        let delivery = match said.to_ascii_lowercase().as_str() {
            "true" | "success" => Delivery::Delivered,
            "false" | "fail" => Delivery::Failed,
            other => return Err(format!("{other:?} does not say what became of the message")),
        };
        let at = self.filled(&["report_time", "user_receive_time"]);
        let words = [
            self.filled(&["err_code", "errmsg"]),
            self.filled(&["err_msg", "description"]),
        ];
        Ok(Item::Report(TakeDeliveryReport {
            message,
            delivery,
            at: when::read_or(at.as_deref(), Zone::China, self.now),
            detail: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Callback shapes as the providers' public manuals give them.
    const SAMPLES: &str = include_str!("../../../../tests/cases/sms_callbacks.json");

    fn sample(name: &str) -> Value {
        let samples: Value = serde_json::from_str(SAMPLES).unwrap();
        let samples = samples["samples"].as_array().unwrap();
        samples.iter().find(|sample| sample["name"] == name).unwrap()["body"].clone()
    }

    fn items(body: &str) -> Vec<Item> {
        read(body.as_bytes(), Instant::EPOCH)
            .unwrap()
            .items
            .into_iter()
            .map(Result::unwrap)
            .collect()
    }

    fn messages(body: &str) -> Vec<(String, String, String, String, Option<String>)> {
        let message = |item| match item {
            Item::Message(message) => message,
            other => panic!("{other:?}"),
        };
        items(body)
            .into_iter()
            .map(message)
            .map(|message| {
                let (from, text) = (message.from.to_string(), message.text.to_string());
                (
                    message.gateway,
                    from,
                    text,
                    message.sent_at.to_string(),
                    message.gateway_id,
                )
            })
            .collect()
    }

    fn reports(body: &str) -> Vec<(String, Delivery, String, String)> {
        let report = |item| match item {
            Item::Report(report) => report,
            other => panic!("{other:?}"),
        };
        let shown = |report: TakeDeliveryReport| {
            (
                report.message.to_string(),
                report.delivery,
                report.at.to_string(),
                report.detail,
            )
        };
        items(body).into_iter().map(report).map(shown).collect()
    }

    // rule: SMS-1
    #[test]
    fn messages_of_both_providers_are_read_as_their_manuals_write_them() {
        let aliyun = messages(&sample("aliyun-SmsUp").to_string());
        let own = |text: &str| text.to_owned();
        assert_eq!(aliyun.len(), 2);
        assert_eq!(
            aliyun[0],
            (
                own("aliyun"),
                own("13800138000"),
                own("出发 SO20240017"),
                own("2026-03-01T01:00:12Z"),
                Some(own("1234567890"))
            )
        );
        assert_eq!(
            messages(&sample("tencent-reply").to_string()),
            [(
                own("tencent"),
                own("13800138000"),
                own("已修复 SO20240017"),
                own("2026-03-01T01:05:00Z"),
                None
            )]
        );
    }

    // rule: SMS-10
    #[test]
    fn reports_of_both_providers_are_read_as_their_manuals_write_them() {
        let own = |text: &str| text.to_owned();
        let aliyun = reports(&sample("aliyun-SmsReport").to_string());
        let tencent = reports(&sample("tencent-status").to_string());
        let delivered = own("2026-03-01T00:20:09Z");
        assert_eq!(
            aliyun[0],
            (
                own("so-20240017-dispatch-1"),
                Delivery::Delivered,
                delivered.clone(),
                own("DELIVERED 用户接收成功")
            )
        );
        assert_eq!(
            (aliyun[1].1, aliyun[1].3.as_str()),
            (Delivery::Failed, "MOBILE_NOT_ON_SERVICE 停机")
        );
        assert_eq!(
            tencent[0],
            (
                own("2019:538884"),
                Delivery::Delivered,
                delivered,
                own("DELIVRD 用户短信送达成功")
            )
        );
        assert_eq!(tencent[1].1, Delivery::Failed);
    }

    // rule: SMS-11
    #[test]
    fn the_same_callback_in_other_clothes_is_the_same() {
        let body = sample("aliyun-SmsUp").to_string();
        let plain = messages(&body);
        let form = |fields: &[(&str, &str)]| serde_urlencoded::to_string(fields).unwrap();
        assert_eq!(messages(&form(&[("sign", "x"), ("data", &body)])), plain);
        let first = &sample("aliyun-SmsUp")[0];
        assert_eq!(messages(&first.to_string()), plain[..1]);
        let fields: Vec<(&str, String)> = first
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str(),
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), ToOwned::to_owned),
                )
            })
            .collect();
        assert_eq!(
            messages(&serde_urlencoded::to_string(fields).unwrap()),
            plain[..1]
        );

        let tencent = messages(&sample("tencent-reply").to_string());
        let mut other = sample("tencent-reply");
        other["time"] = json!("1772327100000");
        other["mobile"] = json!("+8613800138000");
        other["nationcode"] = json!(86);
        assert_eq!(messages(&json!([other]).to_string()), tencent);
        other["nationcode"] = json!("49");
        other["mobile"] = json!("301234567");
        assert_eq!(messages(&other.to_string())[0].1, "+49301234567");
    }

    #[test]
    fn an_item_that_cannot_be_read_does_not_take_the_others_with_it() {
        let mut body = sample("aliyun-SmsUp");
        body[0]["phone_number"] = json!("nobody");
        let callback = read(body.to_string().as_bytes(), Instant::EPOCH).unwrap();
        assert_eq!(callback.provider, Provider::Aliyun);
        assert!(callback.items[0].as_ref().unwrap_err().starts_with("item 1: "));
        assert!(callback.items[1].is_ok());
    }

    #[test]
    fn garbage_is_refused_and_never_a_panic() {
        let whole = sample("aliyun-SmsReport").to_string();
        for cut in 0..whole.len() {
            let _ = read(&whole.as_bytes()[..cut], Instant::EPOCH);
        }
        for body in [
            "",
            "[]",
            "{",
            "null",
            "\u{0}",
            "%ff=%",
            "[[]]",
            "[1]",
            "{}",
            r#"{"hello":1}"#,
        ] {
            let taken = read(body.as_bytes(), Instant::EPOCH);
            let good = taken.map(|callback| callback.items.into_iter().filter(Result::is_ok).count());
            assert!(good.unwrap_or_default() == 0, "{body}");
        }
        let unnamed = r#"{"phone_number":"13800138000","success":true,"err_code":"DELIVERED","out_id":""}"#;
        assert_eq!(items(unnamed), [Item::NotOurs]);
    }
}
