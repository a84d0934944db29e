//! Where an export goes that is a file for every frame, and what fits what GIFs can show.

use std::path::PathBuf;

use super::builder::Builder;
use super::delivery::IMPLIED;
use crate::base::{Rational, printable};
use crate::project::image_names::{ImageNames, NotImages};
use crate::project::model::{VideoCodec, image_ending};
use crate::project::paths;
use crate::project::place::Severity;
use crate::project::tree::{Node, Origin};
use crate::project::values;

/// The folder, or the pattern of names in it.
pub(super) fn output(
    stem: &str,
    (name, export): (&str, &Node),
    path: &str,
    codec: VideoCodec,
    builder: &mut Builder<'_>,
) -> PathBuf {
    let standard = if name == IMPLIED { format!("renders/{stem}") } else { format!("renders/{stem}-{name}") };
    let known = export.get("output").filter(|node| node.variable != Some(Origin::Unknown));
    let Some((node, text)) = known.and_then(|node| Some((node, node.scalar()?))) else {
        return paths::resolve(&builder.folder, &standard).unwrap_or_default();
    };
    let ending = image_ending(codec);
    let resolved = paths::resolve(&builder.folder, text).unwrap_or_default();
    let path = format!("{path}.output");
    let said = printable::text(text);
    let help = format!("say a folder, `renders/{stem}`, or names in one, `renders/{stem}/%05d.{ending}`");
    let message = match ImageNames::of(&resolved, ending) {
        Ok(names) if builder.folder.starts_with(&names.folder) => {
            format!("`output`: `{said}` would fill the project's own folder with pictures")
        }
        Ok(_) => return resolved,
        Err(NotImages::OneFile) => {
            format!("`output`: `{said}` is one file, and `{}` makes one for every frame", codec.word())
        }
        Err(NotImages::Ending) => format!("`output`: `{said}` does not end in .{ending}"),
        Err(NotImages::NoFolder) => format!("`output`: `{said}` names no folder for the pictures"),
        Err(NotImages::Unclear) => format!("`output`: where the number goes in `{said}` is not clear"),
    };
    builder.error(node, &path, message, Some(&help));
    resolved
}

/// The rate of a GIF: players show no more than 50 frames a second, so that a canvas with more is shown at 50.
pub(super) fn gif_rate(
    node: &Node,
    canvas: Rational,
    (path, at): (&str, (usize, usize)),
    builder: &mut Builder<'_>,
) -> Rational {
    let most = Rational::from_int(50);
    let said = node.get("fps").and_then(|said| Some((said, values::fps(said.scalar()?)?)));
    let rate = match said {
        None => canvas.min(most),
        Some((said, rate)) if rate > most => {
            let message = "`fps`: players show a GIF with 50 frames a second at most".to_owned();
            builder.error(said, &format!("{path}.fps"), message, Some("say `fps: 50` or `fps: 25`"));
            return most;
        }
        Some((_, rate)) => rate,
    };
    let each = Rational::from_int(100).checked_div(rate).unwrap_or(Rational::ONE);
    if each.den() != 1 {
        let (less, more) = (each.floor(), each.ceil());
        let even = nearest_even(rate);
        let message = format!(
            "a GIF counts hundredths of a second: its frames are shown for {less} and {more} of them in turn; `fps: {even}` \
             is even"
        );
        let at = said.map_or(at, |(said, _)| (said.line, said.column));
        let key = if said.is_some() { "fps" } else { "preset" };
        builder.problem(Severity::Warning, at, &format!("{path}.{key}"), message, None);
    }
    rate
}

/// The nearest rate whose frames all last for the same time.
fn nearest_even(rate: Rational) -> i64 {
    const EVEN: [i64; 8] = [1, 2, 4, 5, 10, 20, 25, 50];
    let rate = rate.to_f64();
    let off = |even: &i64| ((*even as f64 - rate).abs() * 1e6) as u64;
    EVEN.into_iter().min_by_key(off).unwrap_or(25)
}
