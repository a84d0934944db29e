//! Animated GIF: one palette for the whole film, found in one pass over its frames and used in a second one.
//!
//! Frames come as PNG packets, one after the other, so that neither pass holds more than two of them.

use std::path::{Path, PathBuf};

use crate::base::{Failure, Rational, Reason, printable};

use super::libav::{
    DecodedFrame, Encoder, EncoderShape, FilterInput, Filters, Output, SingleDecoder, pixel_name, pixel_number,
};
use super::packet::{Packet, StreamParameters, StreamShape};
use super::video_encoder::BT709;

/// Frames whose colours together are more than this are looked at with 7 bits each: the list of all colours of a long film
/// would take half a gigabyte, and what a camera saw has none that must be met exactly.
const EXACT_PIXELS: u64 = 1 << 27;

/// How a film is brought down to a few colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GifSettings {
    pub width: u32,
    pub height: u32,
    pub frame_rate: Rational,
    pub frames: u64,
    /// Up to 256, one of which is kept for what did not change or lets light through.
    pub colors: u16,
    pub dither: Dither,
}

/// What is done where a colour is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dither {
    /// The nearest one.
    None,
    /// A regular pattern that stays where it is from frame to frame; 0 is the strongest, 5 the finest.
    Bayer(u8),
    /// The error is handed on to neighbours: smooth, and larger in the file.
    Diffused,
}

impl Dither {
    fn words(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Bayer(scale) => format!("bayer:bayer_scale={scale}"),
            Self::Diffused => "sierra2_4a".to_owned(),
        }
    }
}

/// When each frame is shown, in hundredths of a second. A GIF knows no finer time, so delays differ by one where the rate
/// asks for it, and the whole has the right length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hundredths {
    pub frame_rate: Rational,
}

impl Hundredths {
    /// Where frame `index` begins.
    pub fn at(self, index: u64) -> i64 {
        let seconds = Rational::from_int(i64::try_from(index).unwrap_or(i64::MAX)).checked_div(self.frame_rate);
        let ticks = seconds.and_then(|seconds| seconds.checked_mul(Rational::from_int(100)));
        ticks.map_or(i64::MAX, |ticks| i64::try_from(ticks.round()).unwrap_or(i64::MAX))
    }
}

/// Looks at all frames and finds the colours.
pub struct PaletteFinder {
    filters: Filters,
    decoder: SingleDecoder,
    frame: DecodedFrame,
    settings: GifSettings,
    seen: i64,
}

/// The colours of a film.
pub struct Palette(DecodedFrame);

impl PaletteFinder {
    pub fn new(settings: &GifSettings) -> Result<Self, Failure> {
        let chain = format!(
            "[in]palettegen=max_colors={}:reserve_transparent=1:stats_mode=diff[out]",
            settings.colors.clamp(8, 256)
        );
        let filters = Filters::open(&[input("in", settings.width, settings.height)], &chain);
        Ok(Self {
            filters: filters.map_err(|why| failed(&why))?,
            decoder: SingleDecoder::open("png").map_err(|why| failed(&why))?,
            frame: blank(settings)?,
            settings: *settings,
            seen: 0,
        })
    }

    /// The next frame, as PNG.
    pub fn look(&mut self, png: &[u8]) -> Result<(), Failure> {
        let pixels = u64::from(self.settings.width) * u64::from(self.settings.height);
        let mask = if pixels.saturating_mul(self.settings.frames) > EXACT_PIXELS { 0xfe } else { 0xff };
        let decoded = self.decoder.decode(png).map_err(|why| failed(&why))?;
        fill(&decoded, &mut self.frame, mask)?;
        self.frame.set_stamp(self.seen);
        self.seen += 1;
        self.filters.send("in", &self.frame).map_err(|why| failed(&why))?;
        // Filters work only while something is asked of them.
        self.filters.receive().map_err(|why| failed(&why)).map(|_| ())
    }

    pub fn finish(mut self) -> Result<Palette, Failure> {
        self.filters.end("in", self.seen).map_err(|why| failed(&why))?;
        let palette = self.filters.receive().map_err(|why| failed(&why))?;
        palette.map(Palette).ok_or_else(|| failed("no colours were found"))
    }
}

/// Writes the file.
pub struct GifWriter {
    path: PathBuf,
    filters: Filters,
    decoder: SingleDecoder,
    encoder: Encoder,
    output: Output,
    frame: DecodedFrame,
    times: Hundredths,
    taken: u64,
    written: u64,
}

impl GifWriter {
    /// Starts the file at `path`, which is overwritten.
    pub fn create(path: &Path, settings: &GifSettings, palette: &Palette) -> Result<Self, Failure> {
        let GifSettings { width, height, frame_rate, frames, dither, .. } = *settings;
        let chain =
            format!("[in][colors]paletteuse=dither={}:diff_mode=rectangle:alpha_threshold=128[out]", dither.words());
        let inputs = [input("in", width, height), input("colors", palette.0.width(), palette.0.height())];
        let mut filters = Filters::open(&inputs, &chain).map_err(|why| failed(&why))?;
        filters.send("colors", &palette.0).and_then(|()| filters.end("colors", 1)).map_err(|why| failed(&why))?;
        let time_base = Rational::new(1, 100);
        let shape = EncoderShape::Video { width, height, pixel: "pal8", frame_rate, time_base };
        let encoder = Encoder::open("gif", &shape, &[("threads", "1".to_owned())])
            .map_err(|why| super::video_encoder::cant_open("gif", &why))?;
        let times = Hundredths { frame_rate };
        let last = times.at(frames) - times.at(frames.saturating_sub(1));
        let options = [("loop", "0".to_owned()), ("final_delay", last.clamp(0, 65_535).to_string())];
        let stream = StreamParameters {
            codec: "gif".to_owned(),
            time_base,
            extradata: encoder.extradata(),
            bit_rate: 0,
            profile: -99,
            level: -99,
            shape: StreamShape::Video {
                width,
                height,
                pixel_format: "pal8".to_owned(),
                frame_rate,
                color: BT709,
                chroma_location: 0,
                hdr: None,
            },
        };
        let output = Output::create(path, "gif", &[stream], None, &options)
            .map_err(|why| super::muxer::failure(path, "writing", &why))?;
        Ok(Self {
            path: path.to_owned(),
            filters,
            decoder: SingleDecoder::open("png").map_err(|why| failed(&why))?,
            encoder,
            output,
            frame: blank(settings)?,
            times,
            taken: 0,
            written: 0,
        })
    }

    /// The next frame, as PNG.
    pub fn push(&mut self, png: &[u8]) -> Result<(), Failure> {
        let decoded = self.decoder.decode(png).map_err(|why| failed(&why))?;
        fill(&decoded, &mut self.frame, 0xff)?;
        self.frame.set_stamp(self.times.at(self.taken));
        self.taken += 1;
        self.filters.send("in", &self.frame).map_err(|why| failed(&why))?;
        self.drain()
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        self.filters.end("in", self.times.at(self.taken)).map_err(|why| failed(&why))?;
        self.drain()?;
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.write_ready()?;
        if self.written != self.taken {
            return Err(failed(&format!("{} of {} frames came out", self.written, self.taken)));
        }
        let Self { path, output, .. } = self;
        output.finish().map_err(|why| super::muxer::failure(&path, "finishing", &why))
    }

    fn drain(&mut self) -> Result<(), Failure> {
        while let Some(frame) = self.filters.receive().map_err(|why| failed(&why))? {
            self.encoder.send(Some(&frame)).map_err(|why| failed(&why))?;
            self.write_ready()?;
        }
        Ok(())
    }

    fn write_ready(&mut self) -> Result<(), Failure> {
        while let Some(packet) = self.encoder.receive().map_err(|why| failed(&why))? {
            let (from, to) = (self.times.at(self.written), self.times.at(self.written + 1));
            let packet = Packet { pts: from, dts: from, duration: to - from, ..packet };
            self.written += 1;
            self.output.write(0, &packet).map_err(|why| super::muxer::failure(&self.path, "writing", &why))?;
        }
        Ok(())
    }
}

/// What the palette filters take: B, G, R and alpha side by side.
fn input(name: &str, width: u32, height: u32) -> FilterInput<'_> {
    FilterInput { name, pixel: "bgra", width, height }
}

fn blank(settings: &GifSettings) -> Result<DecodedFrame, Failure> {
    DecodedFrame::picture(pixel_number("bgra"), settings.width, settings.height)
        .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a frame"))
}

/// Copies a decoded PNG into a frame for the filters; `mask` leaves the lowest bits out.
fn fill(from: &DecodedFrame, to: &mut DecodedFrame, mask: u8) -> Result<(), Failure> {
    let name = pixel_name(from.format());
    let step = match name.as_str() {
        "rgb24" => 3,
        "rgba" => 4,
        _ => return Err(failed(&format!("a frame was kept as {}", printable::text(&name)))),
    };
    let (width, height) = (to.width() as usize, to.height() as usize);
    if (from.width(), from.height()) != (to.width(), to.height()) {
        return Err(failed("a frame was kept in another size"));
    }
    let (plane, stride) = to.plane_mut(0, height).ok_or_else(|| failed("a frame has no memory"))?;
    // The highest bit fills in, so that white stays white.
    let keep = |value: u8| value & mask | (value >> 7) & !mask;
    for (y, line) in plane.chunks_mut(stride).enumerate() {
        let row = from.row(0, y, width * step).ok_or_else(|| failed("a frame is smaller than it says"))?;
        for (to, from) in line.chunks_exact_mut(4).zip(row.chunks_exact(step)) {
            to[0] = keep(from[2]);
            to[1] = keep(from[1]);
            to[2] = keep(from[0]);
            to[3] = from.get(3).copied().unwrap_or(255);
        }
    }
    Ok(())
}

fn failed(why: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("the GIF can't be written: {why}"))
}
