//! What decides the look before the first frame: theme, glyphs, colours, mouse. Found from the environment once.

use super::themes::Depth;

/// How the screen starts. [`Options::from_environment`] finds what the terminal says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Name of a theme; none chooses by what the terminal says.
    pub theme: Option<String>,
    /// Letters and ASCII signs only.
    pub ascii: bool,
    pub depth: Depth,
    /// Whether mouse clicks and the wheel are taken; a captured mouse can't select text.
    pub mouse: bool,
    /// The terminal says its background is light.
    pub light: bool,
}

impl Options {
    /// What `variable` says: ASCII where the locale is no UTF-8, colours by `NO_COLOR`, `COLORTERM` and `TERM`, the mouse
    /// only where the terminal is not at the far end of an SSH session.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        let light = set("COLORFGBG")
            .and_then(|value| value.rsplit(';').next().and_then(|last| last.parse::<u8>().ok()))
            .is_some_and(|background| background == 7 || background == 15);
        Self {
            theme: None,
            ascii: !(locale.contains("utf-8") || locale.contains("utf8")),
            depth: Depth::of(set("NO_COLOR").is_some(), set("COLORTERM").as_deref(), set("TERM").as_deref()),
            mouse: set("SSH_CONNECTION").is_none() && set("SSH_TTY").is_none(),
            light,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { theme: None, ascii: false, depth: Depth::TrueColor, mouse: false, light: false }
    }
}
