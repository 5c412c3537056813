//! What the API answers.

use serde_json::Value;

/// An answer with its status and body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|failure| panic!("{failure}: {} {}", self.status, self.body))
    }

    /// The JSON of a request that was taken.
    ///
    /// # Panics
    /// When it was not.
    pub fn taken(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// The JSON of a refusal, which has a code, a rule or none, and a sentence in both languages.
    ///
    /// # Panics
    /// When it is no refusal of this status and code.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let refusal = self.json();
        assert_eq!(
            (self.status, refusal["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.body
        );
        for language in ["zh", "en"] {
            let sentence = refusal["sentence"][language].as_str();
            assert!(
                sentence.is_some_and(|sentence| !sentence.trim().is_empty()),
                "{}",
                self.body
            );
        }
        refusal
    }
}
