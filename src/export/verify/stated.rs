//! What a file says of itself: codecs, sizes, and how its colours are meant, by its container and by its pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::verdict::{FaultKind, Verdict};
use crate::base::Failure;
use crate::media::{self, ColorTags, InspectedShape, Inspection, Reel};

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub what: String,
    pub value: String,
}

/// Who says it.
const SPEAKERS: [&str; 2] = ["container", "picture"];
const TAGS: [(&str, FaultKind); 4] = [
    ("primaries", FaultKind::PrimariesTag),
    ("transfer", FaultKind::TransferTag),
    ("matrix", FaultKind::MatrixTag),
    ("range", FaultKind::RangeTag),
];

/// All that the file states. Its first picture is decoded: it says for itself how its colours are meant, and players
/// differ in whom they believe.
pub fn look(path: &Path, found: &Inspection) -> Result<Vec<Stated>, Failure> {
    let mut all = Vec::new();
    let kinds = found.streams.iter().map(|stream| match stream.shape {
        InspectedShape::Video { .. } => "pictures",
        InspectedShape::Audio { .. } => "sound",
        InspectedShape::Other => "something else",
    });
    say(&mut all, "streams", kinds.collect::<Vec<_>>().join(", "));
    let mut pictures = false;
    for stream in &found.streams {
        match &stream.shape {
            InspectedShape::Video { width, height, pixel_format, .. } if !pictures => {
                pictures = true;
                say(&mut all, "video codec", stream.codec.clone());
                say(&mut all, "profile", stream.profile.clone());
                say(&mut all, "pixel format", pixel_format.clone());
                say(&mut all, "size", format!("{width}x{height}"));
            }
            InspectedShape::Audio { rate, channels, .. } => {
                say(&mut all, "audio codec", stream.codec.clone());
                say(&mut all, "sample rate", rate.to_string());
                say(&mut all, "channels", channels.to_string());
            }
            _ => {}
        }
    }
    if pictures {
        if let Some(tags) = media::container_colors(path)? {
            say_colors(&mut all, SPEAKERS[0], tags);
        }
        // A box that can encode what it can't decode leaves that out; whoever decodes everything tells it.
        if let Ok(Some(mut reel)) = Reel::open(path)
            && let Ok(Some(shown)) = reel.next_shown()
        {
            say_colors(&mut all, SPEAKERS[1], shown.colors);
        }
    }
    Ok(all)
}

fn say(all: &mut Vec<Stated>, what: &str, value: String) {
    all.push(Stated { what: what.to_owned(), value });
}

fn say_colors(all: &mut Vec<Stated>, who: &str, tags: ColorTags) {
    for ((what, _), value) in TAGS.iter().zip(words(tags)) {
        say(all, &format!("{who} {what}"), value);
    }
}

/// How colours are meant, in the order of `TAGS`.
fn words(tags: ColorTags) -> [String; 4] {
    let numbered = |number: u8, name: &str| match (number, name) {
        (2, _) => UNSAID.to_owned(),
        (_, "") => number.to_string(),
        _ => format!("{number} ({name})"),
    };
    let space = |number: u8| match number {
        0 => "RGB",
        1 => "BT.709",
        5 | 6 => "BT.601",
        9 => "BT.2020",
        _ => "",
    };
    let transfer = match tags.transfer {
        1 => "BT.709",
        13 => "sRGB",
        16 => "PQ",
        18 => "HLG",
        _ => "",
    };
    let range = match tags.full_range {
        None => UNSAID,
        Some(true) => "full",
        Some(false) => "limited",
    };
    [
        numbered(tags.primaries, space(tags.primaries)),
        numbered(tags.transfer, transfer),
        numbered(tags.matrix, space(tags.matrix)),
        range.to_owned(),
    ]
}

const UNSAID: &str = "unspecified";

fn kind_of(what: &str) -> FaultKind {
    let last = what.rsplit(' ').next().unwrap_or_default();
    let tag = TAGS.iter().find(|(name, _)| *name == last && SPEAKERS.iter().any(|who| what.starts_with(who)));
    tag.map_or(FaultKind::Stream, |(_, kind)| *kind)
}

fn value_of<'a>(all: &'a [Stated], what: &str) -> &'a str {
    all.iter().find(|one| one.what == what).map_or("nothing", |one| one.value.as_str())
}

/// Holds what the file states against what it stated when it was published.
pub fn compare(verdict: &mut Verdict, expected: &[Stated], found: &[Stated]) {
    let others = found.iter().filter(|one| !expected.iter().any(|other| other.what == one.what));
    for what in expected.iter().chain(others).map(|one| one.what.as_str()) {
        let (wanted, is) = (value_of(expected, what), value_of(found, what));
        let same = wanted == is;
        verdict.line(what, wanted, is, same);
        if !same {
            verdict.fault(kind_of(what), format!("its {what} should be {wanted} and is {is}"));
        }
    }
}

/// What can be said without knowing what it should be: container and pictures must not contradict each other.
pub fn agree(verdict: &mut Verdict, found: &[Stated]) {
    for (name, kind) in TAGS {
        let [container, picture] = SPEAKERS.map(|who| value_of(found, &format!("{who} {name}")));
        let said = |value: &str| value != UNSAID && value != "nothing";
        if said(container) && said(picture) && container != picture {
            verdict.line(name, container, picture, false);
            verdict.fault(
                kind,
                format!("its container says {name} {container}, its pictures say {picture}: players will differ"),
            );
        }
    }
}

/// A picture in the middle of the film that says something else than the first one did.
pub fn changed(first: ColorTags, now: ColorTags) -> Option<(FaultKind, String)> {
    let (first, now) = (words(first), words(now));
    let at = (0..TAGS.len()).find(|at| first[*at] != now[*at])?;
    let (name, kind) = TAGS[at];
    Some((kind, format!("says {name} {}, and the first one {}", now[at], first[at])))
}
