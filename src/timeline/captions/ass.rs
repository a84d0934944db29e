//! Advanced SubStation Alpha and SubStation Alpha: the script's size, its styles, its dialogue.

use std::collections::HashMap;

use crate::base::captions::{Cue, CueFrame, CueLook, CuePlace, Letters};

use super::read::Cues;
use super::remarks::quoted;
use super::{ass_text, clock, place};

/// More styles than a person keeps apart.
const MOST_STYLES: usize = 10_000;
/// Fields of a line; the text of a dialogue line may hold commas and is the last one.
const MOST_FIELDS: usize = 64;
/// Letters' size in a script is the height of a line of the face, not of the em; that is about as much less.
const EM_OF_LINE: f64 = 0.855;
/// What a script's numbers are of where it does not say it.
const PLAY_SIZE: [f64; 2] = [384.0, 288.0];

/// A style, its lengths in the script's own pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    pub letters: Letters,
    pub size: f64,
    frame: Frame,
    /// As a key of the number pad.
    pub numpad: u8,
    /// Left, right, vertical.
    margins: [f64; 3],
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    outline: f64,
    outline_color: [u8; 4],
    shadow: f64,
    back_color: [u8; 4],
    border: i64,
}

impl Default for Style {
    fn default() -> Self {
        let frame =
            Frame { outline: 2.0, outline_color: [0, 0, 0, 255], shadow: 0.0, back_color: [0, 0, 0, 255], border: 1 };
        let letters = Letters { bold: Some(false), italic: Some(false), ..Letters::default() };
        Self { letters, size: 18.0, frame, numpad: 2, margins: [10.0; 3] }
    }
}

/// What a script has said so far.
pub(super) struct Script {
    pub play: [f64; 2],
    pub styles: HashMap<String, Style>,
}

impl Script {
    pub fn style(&self, name: &str) -> Style {
        let name = name.trim().trim_start_matches('*');
        self.styles.get(name).or_else(|| self.styles.get("Default")).cloned().unwrap_or_default()
    }

    /// A size of letters as a part of the picture's height.
    pub fn letters_size(&self, size: f64) -> Option<f64> {
        (size > 0.0 && size.is_finite()).then(|| size / self.play[1] * EM_OF_LINE)
    }
}

#[derive(PartialEq)]
enum Section {
    Info,
    /// Whether they are of the older kind.
    Styles(bool),
    Events,
    Other,
}

pub(super) fn read(text: &str, cues: &mut Cues) {
    let mut script = Script { play: PLAY_SIZE, styles: HashMap::new() };
    let mut said = [None; 2];
    let mut section = Section::Other;
    let mut fields: Vec<String> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let (number, line) = (index + 1, line.trim());
        if line.starts_with('[') && line.ends_with(']') {
            let name = line.to_ascii_lowercase();
            section = match name.as_str() {
                "[script info]" => Section::Info,
                "[v4+ styles]" => Section::Styles(false),
                "[v4 styles]" => Section::Styles(true),
                "[events]" => Section::Events,
                _ => Section::Other,
            };
            fields.clear();
            continue;
        }
        let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with([';', '!'])) else { continue };
        match (&section, name.trim()) {
            (Section::Info, "PlayResX") => said[0] = play_side(value),
            (Section::Info, "PlayResY") => said[1] = play_side(value),
            (Section::Styles(_) | Section::Events, "Format") => {
                fields = value.split(',').take(MOST_FIELDS).map(|field| field.trim().to_ascii_lowercase()).collect();
            }
            (Section::Styles(old), "Style") if script.styles.len() < MOST_STYLES => {
                script.play = play_size(said);
                let (name, style) = style(&columns(&fields, STYLE_FIELDS, value), *old);
                script.styles.insert(name, style);
            }
            (Section::Events, "Dialogue") => {
                script.play = play_size(said);
                dialogue(&columns(&fields, EVENT_FIELDS, value), (number, line), &script, cues);
                if cues.full(number) {
                    return;
                }
            }
            _ => {}
        }
    }
}

const STYLE_FIELDS: &[&str] = &[
    "name",
    "fontname",
    "fontsize",
    "primarycolour",
    "secondarycolour",
    "outlinecolour",
    "backcolour",
    "bold",
    "italic",
    "underline",
    "strikeout",
    "scalex",
    "scaley",
    "spacing",
    "angle",
    "borderstyle",
    "outline",
    "shadow",
    "alignment",
    "marginl",
    "marginr",
    "marginv",
    "encoding",
];
const EVENT_FIELDS: &[&str] =
    &["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"];

/// The values of a line by the names that a `Format` line gave them.
struct Columns<'a>(HashMap<String, &'a str>);

fn columns<'a>(fields: &[String], usual: &[&str], value: &'a str) -> Columns<'a> {
    let usual: Vec<String> = usual.iter().map(|field| (*field).to_owned()).collect();
    let fields = if fields.is_empty() { &usual[..] } else { fields };
    Columns(fields.iter().cloned().zip(value.splitn(fields.len().max(1), ',')).collect())
}

impl<'a> Columns<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).map(|text| text.trim())
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.text(name)?.parse::<f64>().ok().filter(|value| value.is_finite() && value.abs() < 1e6)
    }

    fn color(&self, name: &str) -> Option<[u8; 4]> {
        color(self.text(name)?)
    }
}

/// `&HAABBGGRR`, or the same as a decimal number; alpha counts from solid to invisible.
pub(super) fn color(text: &str) -> Option<[u8; 4]> {
    let text = text.trim().trim_end_matches('&');
    let text = text.strip_prefix('&').unwrap_or(text);
    let code = match text.strip_prefix(['H', 'h']) {
        Some(digits) => u32::from_str_radix(digits.get(digits.len().saturating_sub(8)..)?, 16).ok()?,
        None => u32::try_from(text.parse::<i64>().ok()? & 0xffff_ffff).ok()?,
    };
    let [alpha, blue, green, red] = code.to_be_bytes();
    Some([red, green, blue, 255 - alpha])
}

fn play_side(value: &str) -> Option<f64> {
    value.trim().parse::<f64>().ok().filter(|side| (1.0..=1e6).contains(side))
}

/// Where one side is not said it follows from the other, as players have it.
fn play_size(said: [Option<f64>; 2]) -> [f64; 2] {
    match said {
        [Some(width), Some(height)] => [width, height],
        [Some(width), None] => [width, width * 0.75],
        [None, Some(height)] => [height / 0.75, height],
        [None, None] => PLAY_SIZE,
    }
}

fn style(columns: &Columns<'_>, old: bool) -> (String, Style) {
    let usual = Style::default();
    let name = columns.text("name").unwrap_or("Default").trim_start_matches('*').to_owned();
    let flag = |name: &str| columns.number(name).is_some_and(|value| value != 0.0);
    let back = columns.color("backcolour").unwrap_or(usual.frame.back_color);
    // The older kind has one colour for both.
    let outline = if old { Some(back) } else { columns.color("outlinecolour") };
    let alignment = columns.number("alignment").map_or(2, |value| value as i64);
    let style = Style {
        letters: Letters {
            font: columns.text("fontname").filter(|font| !font.is_empty()).map(font_name),
            size: None,
            bold: Some(flag("bold")),
            italic: Some(flag("italic")),
            underline: flag("underline"),
            color: columns.color("primarycolour"),
        },
        size: columns.number("fontsize").filter(|size| *size > 0.0).unwrap_or(usual.size),
        frame: Frame {
            outline: columns.number("outline").unwrap_or(usual.frame.outline).max(0.0),
            outline_color: outline.unwrap_or(usual.frame.outline_color),
            shadow: columns.number("shadow").unwrap_or(usual.frame.shadow).max(0.0),
            back_color: back,
            border: columns.number("borderstyle").map_or(1, |value| value as i64),
        },
        numpad: if old { old_alignment(alignment) } else { u8::try_from(alignment.clamp(1, 9)).unwrap_or(2) },
        margins: ["marginl", "marginr", "marginv"].map(|name| columns.number(name).unwrap_or(10.0).max(0.0)),
    };
    (name, style)
}

/// A family's name; `@` asks for upright letters in vertical text.
pub(super) fn font_name(name: &str) -> String {
    name.trim().trim_start_matches('@').chars().take(100).collect()
}

/// The older kind counts 1 to 3 at the bottom, 5 to 7 at the top and 9 to 11 in the middle.
pub(super) fn old_alignment(value: i64) -> u8 {
    let side = match value & 3 {
        1 => 1,
        3 => 3,
        _ => 2,
    };
    side + if value & 4 != 0 {
        6
    } else if value & 8 != 0 {
        3
    } else {
        0
    }
}

fn dialogue(columns: &Columns<'_>, (number, line): (usize, &str), script: &Script, cues: &mut Cues) {
    let time = |name: &str| columns.text(name).and_then(clock::time);
    let (Some(start), Some(end)) = (time("start"), time("end")) else {
        cues.remarks.say(number, format!("{} has no times like `0:00:01.00`", quoted(line)));
        return;
    };
    let style = script.style(columns.text("style").unwrap_or(""));
    let raw = columns.0.get("text").copied().unwrap_or("");
    let said = ass_text::read(raw, &style, script, number, &mut cues.remarks);
    let margin = |index: usize, name: &str| match columns.number(name) {
        Some(value) if value > 0.0 => value,
        _ => style.margins[index],
    };
    let margins = [margin(0, "marginl"), margin(1, "marginr"), margin(2, "marginv")];
    let place = placed(said.numpad.unwrap_or(style.numpad), said.position, margins, script.play);
    let letters = Letters { size: script.letters_size(style.size), ..style.letters.clone() };
    let look = CueLook { letters, frame: Some(frame(&style.frame, script.play[1])) };
    cues.add(number, Cue { start, end, text: said.text, spans: said.spans, look, place: Some(place) });
}

fn placed(numpad: u8, position: Option<[f64; 2]>, [left, right, down]: [f64; 3], play: [f64; 2]) -> CuePlace {
    let anchor = place::numpad(numpad);
    let align = Some(place::align_of(anchor));
    if let Some([x, y]) = position {
        return CuePlace { at: [x / play[0], y / play[1]], anchor, fixed: true, align, width: None };
    }
    let room = (play[0] - left - right).max(play[0] * 0.05);
    let x = left + room * anchor[0];
    let y = match anchor[1] {
        y if y < 0.25 => down,
        y if y > 0.75 => play[1] - down,
        _ => play[1] / 2.0,
    };
    let width = Some((room / play[0]).min(1.0));
    CuePlace { at: [x / play[0], y / play[1]], anchor, fixed: false, align, width }
}

fn frame(frame: &Frame, height: f64) -> CueFrame {
    // Kind 3 has a box in the outline's colour, 4 in the shadow's.
    let plate = match frame.border {
        3 => Some(frame.outline_color),
        4 => Some(frame.back_color),
        _ => None,
    };
    CueFrame {
        outline: frame.outline / height,
        outline_color: frame.outline_color,
        shadow: if plate.is_some() { 0.0 } else { frame.shadow / height },
        shadow_color: frame.back_color,
        plate,
    }
}
