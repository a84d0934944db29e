//! Bounds on how deep a text may nest: the compilers behind this, and the drivers behind them, go down by recursion, and would
//! end the process where their stack ends.

use super::fault::ShaderFault;
use super::lex::{NOWHERE, Token};

const MOST_BRACKETS: usize = 96;
const MOST_OPERATORS: usize = 1500;
const MOST_CHOICES: usize = 48;
const MOST_SIGNS_IN_A_ROW: usize = 32;
const MOST_KEYWORDS: usize = 48;
const MOST_ELSES: usize = 400;

/// Refuses what would take the compiler's recursion too deep. `text` is the user's, for the place.
pub(super) fn guard(text: &str, tokens: &[Token]) -> Result<(), ShaderFault> {
    let mut count = Counts::default();
    for token in tokens {
        if let Some(what) = count.step(token) {
            let at = if token.at == NOWHERE { 0 } else { token.at };
            return Err(ShaderFault::at(text, at, format!("{what}, which is deeper than this program follows")));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Counts {
    brackets: usize,
    /// Of those the round ones: the `;` in `for (;;)` end no statement.
    round: usize,
    operators: usize,
    choices: usize,
    signs_in_a_row: usize,
    keywords: usize,
    elses: usize,
}

impl Counts {
    fn step(&mut self, token: &Token) -> Option<String> {
        let is_prefix = matches!(&*token.text, "-" | "+" | "!" | "~" | "++" | "--" | "*" | "&" | "=");
        self.signs_in_a_row = if is_prefix { self.signs_in_a_row + 1 } else { 0 };
        match &*token.text {
            "(" => {
                self.brackets += 1;
                self.round += 1;
            }
            ")" => {
                self.brackets = self.brackets.saturating_sub(1);
                self.round = self.round.saturating_sub(1);
            }
            "[" => self.brackets += 1,
            "]" => self.brackets = self.brackets.saturating_sub(1),
            "{" => {
                self.brackets += 1;
                self.statement_ends();
            }
            "}" => {
                self.brackets = self.brackets.saturating_sub(1);
                self.statement_ends();
            }
            ";" if self.round == 0 => self.statement_ends(),
            ";" => {}
            "?" => self.choices += 1,
            "else" => {
                self.elses += 1;
                self.keywords += 1;
            }
            "if" | "for" | "while" | "do" | "switch" | "loop" | "case" => self.keywords += 1,
            "," => {}
            _ if token.is_word() => {}
            _ => self.operators += 1,
        }
        let limits = [
            (self.brackets, MOST_BRACKETS, "brackets in each other"),
            (self.operators, MOST_OPERATORS, "operators in one statement"),
            (self.choices, MOST_CHOICES, "`?` in one statement"),
            (self.signs_in_a_row, MOST_SIGNS_IN_A_ROW, "signs in a row"),
            (self.keywords, MOST_KEYWORDS, "branches and loops in one statement"),
            (self.elses, MOST_ELSES, "`else` in one text"),
        ];
        limits.iter().find(|(count, most, _)| count > most).map(|(_, most, what)| format!("more than {most} {what}"))
    }

    fn statement_ends(&mut self) {
        self.operators = 0;
        self.choices = 0;
        self.keywords = 0;
    }
}
