//! Just enough of a Rust reader to know which paths a source file names: no comments, no strings, groups spread out.

/// The words and signs of a source file, without comments, strings and numbers' insides. `::` is one sign.
pub fn tokens(source: &str) -> Vec<String> {
    let letters: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        match letter {
            '/' if next == '/' => at = line_end(&letters, at),
            '/' if next == '*' => at = comment_end(&letters, at),
            '"' => at = string_end(&letters, at + 1),
            '\'' => at = quote_end(&letters, at),
            ':' if next == ':' => {
                out.push("::".to_owned());
                at += 2;
            }
            _ if letter.is_alphanumeric() || letter == '_' => {
                let start = at;
                while letters.get(at).is_some_and(|letter| letter.is_alphanumeric() || *letter == '_') {
                    at += 1;
                }
                let word: String = letters[start..at].iter().collect();
                match raw_string(&letters, at, &word) {
                    Some(end) => at = end,
                    None => out.push(word),
                }
            }
            _ => {
                if !letter.is_whitespace() {
                    out.push(letter.to_string());
                }
                at += 1;
            }
        }
    }
    out
}

/// Every path that a file names, spread out: `use std::{fs, io::Write as _};` gives `std::fs` and `std::io::Write`.
pub fn paths(source: &str) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins_use = at > 0 && tokens[at - 1] == "use";
        let begins_path = is_word(&tokens[at]) && tokens.get(at + 1).is_some_and(|sign| sign == "::");
        // `::std::fs` and `r#type` hide nothing: the path is read from its first word on.
        let inside = at > 1 && tokens[at - 1] == "::" && is_word(&tokens[at - 2]);
        if (begins_use || begins_path) && !inside {
            at = tree(&tokens, at, &[], &mut found).max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one path or group from `at` on, and gives where it ends.
fn tree(tokens: &[String], mut at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    if tokens.get(at).is_some_and(|sign| sign == "::") {
        at += 1;
    }
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|sign| sign != "}") {
                    at = tree(tokens, at, &path, found).max(at + 1);
                    if tokens.get(at).is_some_and(|word| word == "as") {
                        at += 2;
                    }
                    if tokens.get(at).is_some_and(|sign| sign == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            Some("*") => {
                path.push("*".to_owned());
                at += 1;
            }
            Some(word) if is_word(word) => {
                path.push(word.to_owned());
                at += 1;
                if tokens.get(at).is_some_and(|sign| sign == "::") {
                    at += 1;
                    continue;
                }
            }
            _ => {}
        }
        if path.len() > prefix.len() {
            found.push(path);
        }
        return at;
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

fn line_end(letters: &[char], at: usize) -> usize {
    letters[at..].iter().position(|letter| *letter == '\n').map_or(letters.len(), |length| at + length)
}

/// Block comments nest.
fn comment_end(letters: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < letters.len() {
        match (letters[at], letters.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn string_end(letters: &[char], mut at: usize) -> usize {
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// `r"…"`, `br#"…"#`: where the string ends that `word` begins; none where it begins none.
fn raw_string(letters: &[char], at: usize, word: &str) -> Option<usize> {
    if !matches!(word, "r" | "br" | "cr") {
        return None;
    }
    let hashes = letters[at..].iter().take_while(|letter| **letter == '#').count();
    if letters.get(at + hashes) != Some(&'"') {
        return None;
    }
    let mut end = at + hashes + 1;
    while end < letters.len() {
        let closes = letters[end] == '"' && letters[end + 1..].iter().take_while(|l| **l == '#').count() >= hashes;
        end += 1;
        if closes {
            return Some(end + hashes);
        }
    }
    Some(end)
}

/// A quote begins a letter (`'x'`, `'\n'`) or a lifetime (`'a`).
fn quote_end(letters: &[char], at: usize) -> usize {
    if letters.get(at + 1) == Some(&'\\') {
        let rest = &letters[at + 3..];
        return at + 4 + rest.iter().position(|letter| *letter == '\'').unwrap_or(rest.len());
    }
    if letters.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}

#[test]
fn groups_over_several_lines_are_spread_out() {
    let source =
        "use crate::{\n    base::{self, Digest},\n    api::client::Client as Line,\n    tui,\n};\nuse std::fs;";
    let found: Vec<String> = paths(source).iter().map(|path| path.join("::")).collect();
    let wanted = ["crate::base::self", "crate::base::Digest", "crate::api::client::Client", "crate::tui", "std::fs"];
    assert_eq!(found, wanted);
}

#[test]
fn paths_inside_expressions_are_seen() {
    let source = "fn f(x: &crate::media::Frame) -> u8 { ::std::process::exit(super::super::plan::go::<u8>(x)) }";
    let found: Vec<String> = paths(source).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::media::Frame", "std::process::exit", "super::super::plan::go"]);
}

#[test]
fn comments_strings_and_letters_hide_what_is_in_them() {
    let source = r##"
        // crate::media
        /* crate::media /* unsafe */ crate::media */
        const A: &str = "crate::media \" unsafe"; const B: &str = r#"crate::media " unsafe"#;
        fn f<'a>(x: &'a str) -> char { if x == "" { '"' } else { '\'' } }
        use crate::base;
    "##;
    assert_eq!(paths(source), [["crate", "base"]]);
    assert!(!tokens(source).contains(&"unsafe".to_owned()));
}
