//! Holds a finished file, opened again, against what was planned: all that can be known without decoding a frame.

use crate::base::{Failure, Rational, Reason};
use crate::media::Inspection;
use crate::plan::Plan;

use super::receipt::CheckLine;

/// Compares the file with the plan; every line says what was expected and what was found.
pub fn check(found: &Inspection, plan: &Plan, samples: Option<u64>) -> Vec<CheckLine> {
    let mut lines = Lines(Vec::new());
    let streams = 1 + usize::from(samples.is_some());
    lines.same("streams", &streams, &(found.video.iter().count() + found.audio.len()));
    match &found.video {
        None => lines.add("video", "a stream", "none", false),
        Some(video) => {
            lines.same("video codec", &"h264", &video.codec.as_str());
            lines.same("profile", &"High", &video.profile.as_str());
            lines.same("pixel format", &"yuv420p", &video.pixel_format.as_str());
            lines.same("size", &format!("{}x{}", plan.size.0, plan.size.1), &format!("{}x{}", video.width, video.height));
            lines.same("frame rate", &plan.frames.rate, &video.frame_rate);
            lines.same("frames", &plan.frames.count, &video.frames);
            lines.same("first frame at", &Rational::ZERO, &video.first);
            lines.same("last frame at", &(plan.frames.time_of(plan.frames.count - 1) - plan.frames.start), &video.last);
            lines.same("video length", &plan.seconds(), &video.duration);
            let tags = format!("{}/{}/{}", video.color.primaries, video.color.transfer, video.color.matrix);
            lines.same("colour tags", &"1/1/1", &tags.as_str());
            lines.same("range", &"limited", &if video.color.full_range { "full" } else { "limited" });
        }
    }
    if let (Some(samples), Some(audio)) = (samples, found.audio.first()) {
        lines.same("audio codec", &"aac", &audio.codec.as_str());
        lines.same("sample rate", &48_000, &audio.rate);
        lines.same("channels", &2, &audio.channels);
        // A player is told to stop after the last sample; a muxer that can't say so ends on a whole packet.
        let expected = Rational::new(i64::try_from(samples).unwrap_or(i64::MAX), 48_000);
        let off = audio.duration - expected;
        let packet = Rational::new(1024, 48_000);
        let within = off <= packet && -off <= packet;
        lines.add("audio length", &seconds(expected), &seconds(audio.duration), within);
    }
    lines.0
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

fn seconds(time: Rational) -> String {
    format!("{:.6} s", time.to_f64())
}

struct Lines(Vec<CheckLine>);

impl Lines {
    fn same<T: PartialEq + std::fmt::Display>(&mut self, what: &str, expected: &T, found: &T) {
        self.add(what, &expected.to_string(), &found.to_string(), expected == found);
    }

    fn add(&mut self, what: &str, expected: &str, found: &str, ok: bool) {
        self.0.push(CheckLine { what: what.into(), expected: expected.into(), found: found.into(), ok });
    }
}
