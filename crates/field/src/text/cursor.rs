//! A place in a line of characters that moves forward as things are recognised.

#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    chars: &'a [char],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(chars: &'a [char], at: usize) -> Self {
        Self { chars, at }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn skip_while(&mut self, fits: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&fits) {
            self.at += 1;
        }
    }

    pub(super) fn skip_spaces(&mut self) {
        self.skip_while(|c| c == ' ');
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        self.eat_if(|c| c == wanted).is_some()
    }

    pub(super) fn eat_if(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| fits(c))?;
        self.at += 1;
        Some(c)
    }

    /// Moves over `word` if the text goes on with it: letters in any case, and as a whole word.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut next = *self;
        for wanted in word.chars() {
            if next.eat_if(|c| c.eq_ignore_ascii_case(&wanted)).is_none() {
                return false;
            }
        }
        let cut = word.ends_with(|c: char| c.is_ascii_alphabetic())
            && next.peek().is_some_and(|c| c.is_ascii_alphabetic());
        if !cut {
            *self = next;
        }
        !cut
    }

    /// Moves over the first of `words` that fits and tells its meaning; longer words come first.
    pub(super) fn eat_one_of<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        words
            .iter()
            .find(|(word, _)| self.eat_word(word))
            .map(|&(_, meaning)| meaning)
    }

    /// A run of ASCII digits, whole: its value and its length. Runs over nine digits are no number.
    pub(super) fn digits(&mut self) -> Option<(u32, usize)> {
        let mut next = *self;
        let mut value: u32 = 0;
        while let Some(digit) = next.peek().and_then(|c| c.to_digit(10)) {
            value = value.checked_mul(10)?.checked_add(digit)?;
            next.at += 1;
        }
        let length = next.at - self.at;
        (1..=9).contains(&length).then(|| {
            *self = next;
            (value, length)
        })
    }

    /// Whether a number that ended here goes on with a sign and more digits, as in a date.
    pub(super) fn goes_on(&self) -> bool {
        let mut next = *self;
        next.eat_if(|c| matches!(c, '-' | '/' | '.' | ':')).is_some()
            && next.peek().is_some_and(|c| c.is_ascii_digit())
    }

    /// A number up to 99 in digits or Chinese numerals: `9`, `09`, `九`, `十二`, `二十三`, `零五`.
    pub(super) fn small_number(&mut self) -> Option<u32> {
        let mut next = *self;
        let value = if next.peek().is_some_and(|c| c.is_ascii_digit()) {
            next.digits().filter(|&(_, length)| length <= 2)?.0
        } else {
            next.numerals()?
        };
        *self = next;
        Some(value)
    }

    fn numerals(&mut self) -> Option<u32> {
        let zero = self.eat_if(|c| matches!(c, '零' | '〇')).is_some();
        let first = self.numeral();
        let ten = !zero && self.eat('十');
        match (first, ten) {
            (None, false) => zero.then_some(0),
            (Some(ones), false) => Some(ones),
            (tens, true) => Some(tens.unwrap_or(1) * 10 + self.numeral().unwrap_or(0)),
        }
    }

    fn numeral(&mut self) -> Option<u32> {
        let c = self.peek()?;
        let place = "一二三四五六七八九".chars().position(|numeral| numeral == c);
        let value = if c == '两' {
            2
        } else {
            u32::try_from(place?).ok()? + 1
        };
        self.at += 1;
        Some(value)
    }
}
