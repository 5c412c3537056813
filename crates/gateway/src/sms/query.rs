//! Query strings whose values are bytes in somebody else's charset.

/// The parameters of a query string, percent-decoded and not yet taken for text.
#[derive(Debug, Default)]
pub(super) struct RawParams(Vec<(String, Vec<u8>)>);

impl RawParams {
    pub(super) fn read(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                String::from_utf8_lossy(&decoded(name)).into_owned(),
                decoded(value),
            )
        });
        Self(pairs.collect())
    }

    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_slice())
    }

    /// A value that is plain text, unless it is empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.bytes(name)?).trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }
}

/// `%E5` and `+` become bytes; a `%` that begins no such pair stays itself.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, tail @ ..]) => {
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) {
                    bytes.push(high * 16 + low);
                    rest = tail;
                } else {
                    bytes.push(b'%');
                }
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bytes_until_their_charset_is_known() {
        let params = RawParams::read("text=%51%FA+a%2B&from=%2B86138&bad=100%&half=%4&&flag");
        assert_eq!(params.bytes("text"), Some(&b"\x51\xfa a+"[..]));
        assert_eq!(params.text("from").as_deref(), Some("+86138"));
        assert_eq!(params.text("bad").as_deref(), Some("100%"));
        assert_eq!(params.text("half").as_deref(), Some("%4"));
        assert_eq!(params.bytes("flag"), Some(&b""[..]));
        assert_eq!(params.text("flag"), None);
        assert_eq!(params.bytes("none"), None);
    }
}
