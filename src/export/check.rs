//! Holds a finished file, opened again, against what was planned: all that can be known without decoding a frame.

use crate::base::{Failure, Rational, Reason};
use crate::media::{AudioCodec, InspectedShape, InspectedStream, Inspection, VideoEncoderSettings};
use crate::plan::Plan;

use super::receipt::CheckLine;

/// Compares the file with the plan; every line says what was expected and what was found.
pub fn check(
    found: &Inspection,
    plan: &Plan,
    encoder: &VideoEncoderSettings,
    sound: Option<(AudioCodec, u64)>,
) -> Vec<CheckLine> {
    let mut lines = Lines(Vec::new());
    lines.same("streams", &(1 + usize::from(sound.is_some())), &found.streams.len());
    match found.streams.first() {
        None => lines.add("video", "a stream", "none", false),
        Some(stream) => picture(&mut lines, stream, plan, (encoder, Rounding::of(found))),
    }
    if let Some(sound) = sound {
        match found.streams.get(1) {
            None => lines.add("sound", "a stream", "none", false),
            Some(stream) => tune(&mut lines, stream, sound, Rounding::of(found).samples),
        }
    }
    lines.0
}

/// The same for a file that holds only sound: its codec, and how many samples.
pub fn check_sound(found: &Inspection, sound: (AudioCodec, u64)) -> Vec<CheckLine> {
    let mut lines = Lines(Vec::new());
    lines.same("streams", &1, &found.streams.len());
    match found.streams.first() {
        None => lines.add("sound", "a stream", "none", false),
        Some(stream) => tune(&mut lines, stream, sound, Rounding::of(found).samples),
    }
    lines.0
}

/// How exactly a container keeps times.
#[derive(Clone, Copy)]
struct Rounding {
    stamps: Rational,
    /// By how much the length of the film may be that of its sound, whose last packet reaches beyond the pictures.
    length: Rational,
    /// Samples that are played in before the first one and that the container does not count apart.
    samples: i64,
    /// The length of the film as a whole, where streams have none of their own.
    whole: Option<Rational>,
}

impl Rounding {
    fn of(found: &Inspection) -> Self {
        // Matroska counts milliseconds, and knows one length for all its streams.
        if found.format.contains("matroska") {
            return Self {
                stamps: Rational::new(1, 1000),
                length: Rational::new(1, 20),
                samples: 1024 + 48,
                whole: found.duration,
            };
        }
        Self { stamps: Rational::ZERO, length: Rational::ZERO, samples: 0, whole: None }
    }
}

fn picture(
    lines: &mut Lines,
    stream: &InspectedStream,
    plan: &Plan,
    (encoder, rounding): (&VideoEncoderSettings, Rounding),
) {
    let InspectedShape::Video { width, height, pixel_format, frame_rate, color, chroma_location, frames } =
        &stream.shape
    else {
        return lines.add("video", "the first stream", "another kind", false);
    };
    lines.text("video codec", encoder.codec.codec(), &stream.codec);
    if let Some(profile) = encoder.profile_name() {
        lines.text("profile", profile, &stream.profile);
    }
    lines.text("pixel format", encoder.decoded_samples(), pixel_format);
    lines.text("size", &format!("{}x{}", plan.size.0, plan.size.1), &format!("{width}x{height}"));
    lines.time("frame rate", plan.frames.rate, *frame_rate);
    lines.same("frames", &plan.frames.count, frames);
    lines.near("first frame at", Rational::ZERO, stream.first, rounding.stamps);
    let last = plan.frames.time_of(plan.frames.count.saturating_sub(1)) - plan.frames.start;
    lines.near("last frame at", last, stream.last, rounding.stamps);
    lines.near("video length", plan.seconds(), stream.duration.or(rounding.whole), rounding.length);
    let tags = format!("{}/{}/{}", color.primaries, color.transfer, color.matrix);
    let meant = encoder.color;
    lines.text("colour tags", &format!("{}/{}/{}", meant.primaries, meant.transfer, meant.matrix), &tags);
    lines.text(
        "range",
        if meant.full_range { "full" } else { "limited" },
        if color.full_range { "full" } else { "limited" },
    );
    // Not every codec can say it; one that says anything must say this.
    if encoder.samples.shared() == [2, 2] && (encoder.codec.codec() == "h264" || *chroma_location != 0) {
        lines.same("chroma location", &1, chroma_location);
    }
}

fn tune(lines: &mut Lines, stream: &InspectedStream, (codec, planned): (AudioCodec, u64), more: i64) {
    let InspectedShape::Audio { rate, channels, samples } = &stream.shape else {
        return lines.add("sound", "a stream of sound", "another kind", false);
    };
    lines.text("audio codec", codec.name(), &stream.codec);
    lines.same("sample rate", &48_000, rate);
    lines.same("channels", &2, channels);
    // A player is told to stop after the last sample; where a container can't say so, the last packet is played out.
    let off = samples - i64::try_from(planned).unwrap_or(i64::MAX);
    lines.add("samples", &planned.to_string(), &samples.to_string(), (0..=1024 + more).contains(&off));
}

/// The failure of a check that found something else, if any line did.
pub fn failure(lines: &[CheckLine]) -> Option<Failure> {
    let wrong = lines.iter().find(|line| !line.ok)?;
    let sentence = format!(
        "the finished file is not what was planned: {} should be {} and is {}; nothing was published",
        wrong.what, wrong.expected, wrong.found
    );
    Some(Failure::new(Reason::VerifyFailed, sentence))
}

/// What was held against the plan so far.
#[derive(Default)]
pub(super) struct Lines(Vec<CheckLine>);

impl From<Lines> for Vec<CheckLine> {
    fn from(lines: Lines) -> Self {
        lines.0
    }
}

impl Lines {
    pub(super) fn same<T: PartialEq + std::fmt::Display>(&mut self, what: &str, expected: &T, found: &T) {
        self.add(what, &expected.to_string(), &found.to_string(), expected == found);
    }

    pub(super) fn text(&mut self, what: &str, expected: &str, found: &str) {
        self.add(what, expected, found, expected == found);
    }

    pub(super) fn time(&mut self, what: &str, expected: Rational, found: Option<Rational>) {
        let shown = found.map_or_else(|| "unknown".to_owned(), |found| found.to_string());
        self.add(what, &expected.to_string(), &shown, found == Some(expected));
    }

    fn near(&mut self, what: &str, expected: Rational, found: Option<Rational>, within: Rational) {
        let shown = found.map_or_else(|| "unknown".to_owned(), |found| found.to_string());
        let ok = found.is_some_and(|found| found >= expected - within && found <= expected + within);
        self.add(what, &expected.to_string(), &shown, ok);
    }

    fn add(&mut self, what: &str, expected: &str, found: &str, ok: bool) {
        self.0.push(CheckLine { what: what.into(), expected: expected.into(), found: found.into(), ok });
    }
}
