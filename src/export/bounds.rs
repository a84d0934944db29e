//! How large a film may be on this box: what its owner allows, however much room there is. Nothing is bounded unless it is
//! said.

use std::time::Duration;

use crate::base::{Failure, Rational, Reason, bytes};
use crate::config::{numbers, sizes};
use crate::plan::Plan;
use crate::project::span::seconds_text;

/// What is allowed at most.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Width and height, whichever way the picture lies.
    pub size: Option<(u32, u32)>,
    pub fps: Option<u64>,
    pub duration: Option<Duration>,
    /// Bits a second of the whole file.
    pub bitrate: Option<u64>,
    pub output_bytes: Option<u64>,
}

impl Bounds {
    /// What the environment says.
    pub fn said() -> Result<Self, Failure> {
        Ok(Self {
            size: numbers::size_said("RUSHES_MAX_SIZE")?,
            fps: numbers::said("RUSHES_MAX_FPS", 1..=1000)?,
            duration: numbers::time_said("RUSHES_MAX_DURATION")?,
            bitrate: sizes::said("RUSHES_MAX_BITRATE")?,
            output_bytes: sizes::said("RUSHES_MAX_OUTPUT")?,
        })
    }

    /// Refuses a plan that is beyond them, before anything is made.
    pub fn check_plan(&self, plan: &Plan) -> Result<(), Failure> {
        let (width, height) = plan.size;
        if let Some((wide, high)) = self.size
            && (width.max(height) > wide.max(high) || width.min(height) > wide.min(high))
        {
            return refuse(
                format!("the film is {width}x{height}"),
                format!("RUSHES_MAX_SIZE={wide}x{high}"),
                "give the export a smaller `size`",
            );
        }
        if let Some(fps) = self.fps
            && plan.frames.rate > Rational::from_int(i64::try_from(fps).unwrap_or(i64::MAX))
        {
            let is = format!("the film has {} frames a second", plan.frames.rate);
            return refuse(is, format!("RUSHES_MAX_FPS={fps}"), "give the export a smaller `fps`");
        }
        if let Some(longest) = self.duration
            && plan.seconds().to_f64() > longest.as_secs_f64()
        {
            return refuse(
                format!("the film lasts {} s", seconds_text(plan.seconds())),
                format!("RUSHES_MAX_DURATION={}s", longest.as_secs_f64()),
                "export a shorter `range`",
            );
        }
        Ok(())
    }

    /// Refuses a film whose encoded parts are larger than it may be; asked while they are made, so that nobody waits for the
    /// rest.
    pub fn check_bytes(&self, made: u64, seconds: f64) -> Result<(), Failure> {
        if let Some(most) = self.output_bytes
            && made > most
        {
            return refuse(
                format!("the film has come to {}", bytes::short(made)),
                format!("RUSHES_MAX_OUTPUT={}", bytes::short(most)),
                "choose a lower quality or a shorter `range`",
            );
        }
        if let Some(most) = self.bitrate
            && made as f64 * 8.0 > most as f64 * seconds
        {
            return refuse(
                format!(
                    "the film has come to more than {:.1} Mbit a second over its length",
                    made as f64 * 8.0 / seconds / 1e6
                ),
                format!("RUSHES_MAX_BITRATE={most}"),
                "choose a lower quality",
            );
        }
        Ok(())
    }
}

fn refuse(is: String, allowed: String, next: &str) -> Result<(), Failure> {
    Err(Failure::new(Reason::InvalidProject, format!("{is}, and {allowed} is the most on this box; {next}")))
}
