//! H.264 by x264, with settings under which the same frames always give the same bytes.

use serde::{Deserialize, Serialize};

use crate::base::facts::ColorFacts;
use crate::base::{Failure, Rational, Reason};

use super::libav::{CantOpen, DecodedFrame, Encoder, EncoderShape, pixel_number};
use super::packet::{Packet, StreamParameters, StreamShape};
use super::samples::SampleFormat;

/// x264's output depends on how many threads it uses, so the number belongs to the preset and not to the box.
pub const X264_THREADS: u32 = 4;
/// Chroma samples lie left of their pair, as H.264 assumes.
const CHROMA_LEFT: u8 = 1;

const PRESETS: [&str; 10] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];
/// Those that choose by what the picture is like; the others change how x264 threads or measures.
const TUNES: [&str; 4] = ["film", "animation", "grain", "stillimage"];

/// BT.709 in limited range, the colour of what is exported.
pub const BT709: ColorFacts = ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false };

/// All that decides an H.264 stream, besides its pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoEncoderSettings {
    pub width: u32,
    pub height: u32,
    pub frame_rate: Rational,
    /// x264's name: `veryfast`, `medium`, `slow`.
    pub preset: String,
    /// x264's name: `film`, `animation`, `grain`.
    pub tune: Option<String>,
    /// Constant rate factor, 0 to 51; smaller is better.
    pub crf: f32,
    /// Every so many frames stands a key frame from which decoding can start; scene cuts may add others.
    pub gop_frames: u32,
    pub color: ColorFacts,
    #[serde(default)]
    pub samples: SampleFormat,
}

/// One picture to encode, in the settings' samples. Strides are bytes from one row to the next.
#[derive(Debug, Clone, Copy)]
pub struct FramePlanes<'a> {
    pub y: &'a [u8],
    pub u: &'a [u8],
    pub v: &'a [u8],
    pub strides: [usize; 3],
}

/// Takes what an encoder makes.
pub type PacketSink<'a> = dyn FnMut(Packet) -> Result<(), Failure> + 'a;

impl VideoEncoderSettings {
    /// The settings as x264 gets them, in order: what a chunk's key must hold of the encoder.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let range = if self.color.full_range { "pc" } else { "tv" };
        let mut options = vec![
            ("preset", self.preset.clone()),
            ("crf", self.crf.to_string()),
            ("profile", self.profile().0.to_owned()),
            ("g", self.gop_frames.to_string()),
            // Key frames on the grid are real starting points, and nothing refers across them.
            ("forced-idr", "1".to_owned()),
            ("flags", "+global_header+cgop".to_owned()),
            ("threads", X264_THREADS.to_string()),
            (
                "x264-params",
                "lookahead-threads=1:cpu-independent=1:stitchable=1:open-gop=0:repeat-headers=0".to_owned(),
            ),
            ("color_primaries", self.color.primaries.to_string()),
            ("color_trc", self.color.transfer.to_string()),
            ("colorspace", self.color.matrix.to_string()),
            ("color_range", range.to_owned()),
        ];
        if self.samples.shared()[0] == 2 {
            options.push(("chroma_sample_location", "left".to_owned()));
        }
        if let Some(tune) = &self.tune {
            options.push(("tune", tune.clone()));
        }
        options
    }

    /// The profile as x264 is asked for it, and as libav names that of the finished stream.
    fn profile(&self) -> (&'static str, &'static str) {
        // Below 1, x264 leaves nothing out, and only one profile can hold that.
        let lossless = self.crf < 1.0 && !self.samples.ten_bits();
        match self.samples {
            SampleFormat::Yuv444p | SampleFormat::Yuv444p10 => ("high444", "High 4:4:4 Predictive"),
            _ if lossless => ("high444", "High 4:4:4 Predictive"),
            SampleFormat::Yuv422p | SampleFormat::Yuv422p10 => ("high422", "High 4:2:2"),
            SampleFormat::Yuv420p10 => ("high10", "High 10"),
            // x264's fastest preset leaves out what High is for, and says so.
            SampleFormat::Yuv420p if self.preset == "ultrafast" => ("high", "Constrained Baseline"),
            SampleFormat::Yuv420p => ("high", "High"),
        }
    }

    /// libav's name of the finished stream's profile.
    pub fn profile_name(&self) -> &'static str {
        match self.profile().1 {
            // A stream of key frames alone says so.
            "High 10" if self.gop_frames == 1 => "High 10 Intra",
            "High 4:2:2" if self.gop_frames == 1 => "High 4:2:2 Intra",
            "High 4:4:4 Predictive" if self.gop_frames == 1 => "High 4:4:4 Intra",
            name => name,
        }
    }

    fn check(&self) -> Result<(), Failure> {
        let refuse = |why: &str| Err(Failure::new(Reason::InvalidProject, format!("H.264 can't be made: {why}")));
        let [across, down] = self.samples.shared();
        if self.width == 0
            || self.height == 0
            || !self.width.is_multiple_of(across)
            || !self.height.is_multiple_of(down)
        {
            return refuse("width and height must be even numbers above zero");
        }
        if self.width > 8192 || self.height > 8192 {
            return refuse("width and height go up to 8192");
        }
        if !self.frame_rate.is_positive() {
            return refuse("the frame rate must be above zero");
        }
        // x264 writes its own complaint about these to the terminal, so they don't get that far.
        if !PRESETS.contains(&self.preset.as_str()) {
            return refuse(&format!("presets are {}", PRESETS.join(", ")));
        }
        if self.tune.as_ref().is_some_and(|tune| !TUNES.contains(&tune.as_str())) {
            return refuse(&format!("tunes are {}", TUNES.join(", ")));
        }
        if self.gop_frames == 0 || !(0.0..=51.0).contains(&self.crf) {
            return refuse("crf goes from 0 to 51, and key frames need a distance of one frame or more");
        }
        Ok(())
    }
}

/// An H.264 encoder.
pub struct VideoEncoder {
    settings: VideoEncoderSettings,
    encoder: Encoder,
    frame: DecodedFrame,
    pushed: u64,
}

impl VideoEncoder {
    pub fn open(settings: &VideoEncoderSettings) -> Result<Self, Failure> {
        settings.check()?;
        let time_base = settings.frame_rate.recip().unwrap_or(Rational::ONE);
        let shape = EncoderShape::Video {
            width: settings.width,
            height: settings.height,
            pixel: settings.samples.name(),
            frame_rate: settings.frame_rate,
            time_base,
        };
        let encoder =
            Encoder::open("libx264", &shape, &settings.options()).map_err(|why| cant_open("libx264", &why))?;
        let frame = DecodedFrame::picture(pixel_number(settings.samples.name()), settings.width, settings.height)
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a frame"))?;
        Ok(Self { settings: settings.clone(), encoder, frame, pushed: 0 })
    }

    /// What a muxer must know. The same settings always give the same, so chunks can be joined.
    pub fn parameters(&self) -> StreamParameters {
        StreamParameters {
            codec: self.encoder.codec(),
            time_base: self.settings.frame_rate.recip().unwrap_or(Rational::ONE),
            extradata: self.encoder.extradata(),
            bit_rate: 0,
            profile: self.encoder.profile(),
            level: self.encoder.level(),
            shape: StreamShape::Video {
                width: self.settings.width,
                height: self.settings.height,
                pixel_format: self.settings.samples.name().to_owned(),
                frame_rate: self.settings.frame_rate,
                color: self.settings.color,
                chroma_location: if self.settings.samples.shared()[0] == 2 { CHROMA_LEFT } else { 0 },
            },
        }
    }

    /// Encodes the picture that is shown as frame `index`; indexes count up by one. Packets come when x264 has them.
    pub fn push(&mut self, planes: &FramePlanes<'_>, index: i64, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        for (plane, source) in [planes.y, planes.u, planes.v].into_iter().enumerate() {
            self.copy_plane(plane, source, planes.strides[plane])?;
        }
        self.frame.set_stamp(index);
        self.frame.set_key(self.pushed.is_multiple_of(u64::from(self.settings.gop_frames)));
        self.pushed += 1;
        self.encoder.send(Some(&self.frame)).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    /// Gives all packets that x264 still holds.
    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn drain(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        while let Some(mut packet) = self.encoder.receive().map_err(|why| failed(&why))? {
            packet.duration = 1;
            sink(packet)?;
        }
        Ok(())
    }

    fn copy_plane(&mut self, plane: usize, source: &[u8], stride: usize) -> Result<(), Failure> {
        let short = || Failure::new(Reason::EncoderFailed, "a frame is smaller than the picture to encode");
        let VideoEncoderSettings { width, height, samples, .. } = self.settings;
        let (columns, rows) = samples.plane_bytes((width, height), plane);
        let (target, target_stride) = self.frame.plane_mut(plane, rows).ok_or_else(short)?;
        if stride < columns || source.len() < stride * (rows - 1) + columns {
            return Err(short());
        }
        for (to, from) in target.chunks_mut(target_stride).zip(source.chunks(stride)) {
            to[..columns].copy_from_slice(&from[..columns]);
        }
        Ok(())
    }
}

fn failed(why: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("the video encoder failed: {why}"))
}

/// The failure behind an encoder that did not open.
pub(super) fn cant_open(name: &str, why: &CantOpen) -> Failure {
    match why {
        CantOpen::Missing => Failure::new(
            Reason::EncoderMissing,
            format!("this box's FFmpeg has no encoder {name}; install an FFmpeg that has it"),
        ),
        CantOpen::Refused(why) => Failure::new(Reason::EncoderFailed, format!("{name} did not start: {why}")),
    }
}
