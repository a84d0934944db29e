//! Roles and their colours. A theme says for each role what it looks like; the terminal's depth decides how much of that
//! can be shown. No state is told by colour alone.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::base::{Failure, Reason};

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: bold, dim and reverse only.
    Mono,
    Sixteen,
    Indexed,
    TrueColor,
}

impl Depth {
    pub fn of(no_color: bool, colorterm: Option<&str>, term: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        if no_color || term == "dumb" || term.ends_with("-m") || term.starts_with("vt1") || term.starts_with("vt2") {
            Self::Mono
        } else if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
            Self::TrueColor
        } else if term.contains("256color") || term.contains("kitty") || term.contains("alacritty") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

macro_rules! roles {
    ($($role:ident $name:literal),* $(,)?) => {
        /// What a piece of text on the screen is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($role),* }

        impl Role {
            pub const ALL: &'static [Self] = &[$(Self::$role),*];

            /// The name that themes use.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name),* }
            }
        }
    };
}

roles! {
    Text "text",
    Dim "dim",
    Strong "strong",
    Name "header.name",
    Header "header.text",
    Rule "rule",
    RuleFocus "rule.focus",
    Title "title",
    TitleFocus "title.focus",
    Column "column",
    Cursor "cursor",
    CursorAway "cursor.away",
    Mark "mark",
    Key "hint.key",
    Hint "hint.text",
    Bar "bar",
    Spark "spark",
    Good "good",
    Warning "warning",
    Bad "bad",
    Running "state.running",
    Paused "state.paused",
    Waiting "state.waiting",
    Held "state.held",
    Blocked "state.blocked",
    Done "state.done",
    Failed "state.failed",
    Cancelled "state.cancelled",
    Info "log.info",
    Success "log.success",
    LogWarning "log.warning",
    LogError "log.error",
    Perf "log.perf",
    Found "found",
    Message "message",
}

/// The styles of all roles for one terminal.
#[derive(Debug, Clone)]
pub struct Theme {
    pub name: String,
    styles: Vec<Style>,
}

impl Theme {
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The theme that a document describes. A role that it leaves out looks like plain text.
    pub fn parse(document: &str, depth: Depth) -> Result<Self, Failure> {
        let wrong = |why: String| Failure::new(Reason::InvalidProject, format!("theme: {why}"));
        let written: ThemeDocument = serde_yaml::from_str(document).map_err(|error| wrong(error.to_string()))?;
        for name in written.roles.keys() {
            if !Role::ALL.iter().any(|role| role.name() == name) {
                return Err(wrong(format!("there is no role {name}")));
            }
        }
        let mut styles = Vec::with_capacity(Role::ALL.len());
        for role in Role::ALL {
            styles.push(match written.roles.get(role.name()) {
                Some(look) => look.style(depth).map_err(|why| wrong(format!("{}: {why}", role.name())))?,
                None => Style::default(),
            });
        }
        Ok(Self { name: written.name, styles })
    }

    /// One of the themes that come with the program.
    pub fn named(name: &str, depth: Depth) -> Option<Self> {
        let name = if depth == Depth::Mono { "mono" } else { name };
        EMBEDDED.iter().find(|(known, _)| *known == name).and_then(|(_, document)| Self::parse(document, depth).ok())
    }

    /// No styles at all; what is left when not even an embedded theme can be read.
    pub fn plain() -> Self {
        Self { name: "plain".to_owned(), styles: Vec::new() }
    }
}

/// Names and documents of the themes that come with the program, in the order in which `t` goes through them.
pub const EMBEDDED: [(&str, &str); 3] = [
    ("dark", include_str!("../../themes/dark.yaml")),
    ("light", include_str!("../../themes/light.yaml")),
    ("mono", include_str!("../../themes/mono.yaml")),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeDocument {
    name: String,
    roles: BTreeMap<String, Look>,
}

/// `color` and `background` where 256 colours or more are to be had, `basic` and `basic-background` where sixteen are.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Look {
    color: Option<String>,
    background: Option<String>,
    basic: Option<String>,
    basic_background: Option<String>,
    bold: bool,
    dim: bool,
    reverse: bool,
    underline: bool,
}

impl Look {
    fn style(&self, depth: Depth) -> Result<Style, String> {
        let mut style = Style::default();
        let (front, back) = match depth {
            Depth::Mono => (None, None),
            Depth::Sixteen => (self.basic.as_deref(), self.basic_background.as_deref()),
            Depth::Indexed | Depth::TrueColor => (self.color.as_deref(), self.background.as_deref()),
        };
        if let Some(front) = front {
            style = style.fg(color(front, depth)?);
        }
        if let Some(back) = back {
            style = style.bg(color(back, depth)?);
        }
        for (on, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.reverse, Modifier::REVERSED),
            (self.underline, Modifier::UNDERLINED),
        ] {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        Ok(style)
    }
}

fn color(written: &str, depth: Depth) -> Result<Color, String> {
    let color: Color = written.parse().map_err(|_| format!("{written} is no colour; write #rrggbb or a name"))?;
    Ok(match (color, depth) {
        (Color::Rgb(red, green, blue), Depth::Indexed) => Color::Indexed(nearest(red, green, blue)),
        (color, _) => color,
    })
}

/// The nearest of the 6×6×6 cube and the grey ramp.
fn nearest(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let step = |value: u8| (0..6).min_by_key(|index| (STEPS[*index] - i32::from(value)).abs()).unwrap_or(0);
    let far = |r: i32, g: i32, b: i32| {
        (r - i32::from(red)).pow(2) + (g - i32::from(green)).pow(2) + (b - i32::from(blue)).pow(2)
    };
    let (r, g, b) = (step(red), step(green), step(blue));
    let cube = far(STEPS[r], STEPS[g], STEPS[b]);
    let mean = (i32::from(red) + i32::from(green) + i32::from(blue)) / 3;
    let grey = ((mean - 8 + 5) / 10).clamp(0, 23);
    let level = 8 + grey * 10;
    let index = if far(level, level, level) < cube { 232 + grey as usize } else { 16 + 36 * r + 6 * g + b };
    u8::try_from(index).unwrap_or(15)
}
