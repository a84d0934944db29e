//! From keys to actions, as the table of actions says. Some keys are two presses, as `g p`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::actions::{Action, Place, TABLE};

/// What keys that were pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Does(Action),
    /// The first of two.
    Begins,
    Nothing,
}

/// The name of a key as the table writes it; none for keys that have no place there.
pub fn name(key: &KeyEvent) -> Option<String> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META) {
        return None;
    }
    let name = match key.code {
        KeyCode::Char(' ') if !control => "Space".to_owned(),
        KeyCode::Char(letter) if control => return Some(format!("Ctrl-{}", letter.to_ascii_uppercase())),
        KeyCode::Char(letter) => letter.to_string(),
        KeyCode::Enter => "Enter".to_owned(),
        KeyCode::Esc => "Esc".to_owned(),
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => "Shift-Tab".to_owned(),
        KeyCode::Tab => "Tab".to_owned(),
        KeyCode::BackTab => "Shift-Tab".to_owned(),
        KeyCode::Up => "Up".to_owned(),
        KeyCode::Down => "Down".to_owned(),
        KeyCode::Home => "Home".to_owned(),
        KeyCode::End => "End".to_owned(),
        KeyCode::PageUp => "PgUp".to_owned(),
        KeyCode::PageDown => "PgDn".to_owned(),
        KeyCode::Delete => "Del".to_owned(),
        KeyCode::F(number) => format!("F{number}"),
        _ => return None,
    };
    if control { None } else { Some(name) }
}

/// What `key` means in a place, after `before` where that began something.
pub fn meaning(place: Place, before: Option<&str>, key: &str) -> Meaning {
    let pressed = before.map_or_else(|| key.to_owned(), |before| format!("{before} {key}"));
    for entry in TABLE.iter().filter(|entry| entry.places.contains(&place)) {
        if entry.keys.contains(&pressed.as_str()) {
            return Meaning::Does(entry.action);
        }
    }
    let begins = |known: &&'static str| known.split_once(' ').is_some_and(|(first, _)| first == pressed);
    let here = TABLE.iter().filter(|entry| entry.places.contains(&place));
    if here.flat_map(|entry| entry.keys).any(begins) { Meaning::Begins } else { Meaning::Nothing }
}

/// The second keys of a two-press key, with their words: what the hint line shows after `g`.
pub fn continuations(place: Place, before: &str) -> Vec<(&'static str, &'static str)> {
    let mut out = Vec::new();
    for entry in TABLE.iter().filter(|entry| entry.places.contains(&place)) {
        for key in entry.keys {
            if let Some((first, second)) = key.split_once(' ')
                && first == before
            {
                out.push((second, entry.name));
            }
        }
    }
    out
}
