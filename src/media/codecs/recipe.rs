//! What every encoder of pictures answers to.

use crate::media::video_encoder::VideoEncoderSettings;

/// Settings as libav gets them, in order.
pub type Options = Vec<(&'static str, String)>;

/// One encoder with its choices made.
pub(in crate::media) trait Recipe {
    /// libav's name of the encoder.
    fn encoder(&self) -> &'static str;

    /// libav's name of the codec.
    fn codec(&self) -> &'static str;

    /// What makes it encode the pictures of `settings` as it was chosen, the same way every time.
    fn options(&self, settings: &VideoEncoderSettings) -> Options;

    /// Why it can't. Encoders write complaints of their own to the terminal, so that they must not get that far.
    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String>;

    /// libav's name of the finished stream's profile; `None` where it has none, or says it differently from build to build.
    fn profile_name(&self, settings: &VideoEncoderSettings) -> Option<&'static str>;

    /// libav's name of the samples that decoders give, where they keep them otherwise than the encoder takes them.
    fn decoded_samples(&self, settings: &VideoEncoderSettings) -> &'static str {
        settings.samples.name()
    }

    /// libav's number of the profile, where the encoder does not say it itself.
    fn profile_number(&self) -> Option<i32> {
        None
    }

    /// What the stream is called in a sentence: `H.264`.
    fn name(&self) -> &'static str;

    /// Whether each frame stands alone.
    fn intra(&self) -> bool {
        false
    }

    /// Whether frames that should be key frames are marked so; others count for themselves.
    fn marks_keys(&self) -> bool {
        true
    }
}

/// How a stream says what its samples mean.
pub(super) fn color_options(settings: &VideoEncoderSettings) -> Options {
    let color = settings.color;
    let range = if color.full_range { "pc" } else { "tv" };
    let mut options = vec![
        ("color_primaries", color.primaries.to_string()),
        ("color_trc", color.transfer.to_string()),
        ("colorspace", color.matrix.to_string()),
        ("color_range", range.to_owned()),
    ];
    if settings.samples.shared()[0] == 2 {
        options.push(("chroma_sample_location", "left".to_owned()));
    }
    options
}

/// Whether a number lies in `from..=to`; else the sentence that says so.
pub(super) fn within(what: &str, value: f32, from: f32, to: f32) -> Result<(), String> {
    if (from..=to).contains(&value) { Ok(()) } else { Err(format!("{what} goes from {from} to {to}")) }
}
