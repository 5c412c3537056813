//! Every word of the pages, in both languages side by side.
//!
//! What things are called in the trade (steps, types, states, roles) comes with the things themselves.

mod actions;
mod admin;
mod board;
mod claims;
mod figures;
mod form;
mod inbox;
mod intake;
mod layout;
mod machines;
mod order;
mod parts;
mod station;

pub use actions::ActionTexts;
pub use admin::AdminTexts;
pub use board::BoardTexts;
pub use claims::ClaimsTexts;
pub use figures::FiguresTexts;
pub use form::FormTexts;
pub use inbox::InboxTexts;
pub use intake::IntakeTexts;
pub use layout::LayoutTexts;
pub use machines::MachinesTexts;
pub use order::OrderTexts;
pub use parts::PartsTexts;
pub use station::StationTexts;

/// Makes a struct of texts with its Chinese and its English edition; a text that lacks one does not compile.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            $(pub $field: &'static str,)+
        }

        impl $name {
            const ZH: Self = Self { $($field: $zh,)+ };
            const EN: Self = Self { $($field: $en,)+ };

            #[must_use]
            pub const fn of(language: types::Lang) -> &'static Self {
                match language {
                    types::Lang::Zh => &Self::ZH,
                    types::Lang::En => &Self::EN,
                }
            }

            #[cfg(test)]
            pub(crate) const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($field), $zh, $en),)+];
        }
    };
}
use texts;

#[cfg(test)]
mod tests {
    use super::*;

    fn is_han(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    fn all() -> Vec<(&'static str, &'static str, &'static str)> {
        let pages = [
            ActionTexts::ALL,
            AdminTexts::ALL,
            BoardTexts::ALL,
            ClaimsTexts::ALL,
            FiguresTexts::ALL,
            FormTexts::ALL,
            InboxTexts::ALL,
            IntakeTexts::ALL,
            LayoutTexts::ALL,
            MachinesTexts::ALL,
            OrderTexts::ALL,
            PartsTexts::ALL,
            StationTexts::ALL,
        ];
        pages.concat()
    }

    #[test]
    fn every_text_is_chinese_in_chinese_and_english_in_english() {
        for (name, zh, en) in all() {
            // The switch is written in the language it leads to.
            let (zh, en) = if name == "other_language" {
                (en, zh)
            } else {
                (zh, en)
            };
            assert!(zh.chars().any(is_han), "{name}: {zh:?} has no Chinese");
            let is_english = en.chars().any(|c| c.is_ascii_alphabetic()) && !en.chars().any(is_han);
            assert!(is_english, "{name}: {en:?} is no English");
        }
    }
}
