//! Pictures one by one: PNG, JPEG, TIFF and OpenEXR. Every packet is a whole file.

use serde::{Deserialize, Serialize};

use crate::base::facts::ColorFacts;
use crate::base::{Failure, Rational, Reason};

use super::image_pixels::{Packed, Pixels, covered, jfif, linear_light, mean};
use super::libav::{DecodedFrame, Encoder, EncoderShape, pixel_number};
use super::packet::{Packet, StreamParameters, StreamShape};
use super::png_color;
use super::video_encoder::{PacketSink, cant_open};

/// Files that hold one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageCodec {
    Png,
    Jpeg,
    Tiff,
    Exr,
}

impl ImageCodec {
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Tiff, Self::Exr];

    /// libav's name of the encoder, and of what it makes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "mjpeg",
            Self::Tiff => "tiff",
            Self::Exr => "exr",
        }
    }
}

/// How much work is put into a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageEffort {
    Most,
    Usual,
    Little,
    Least,
}

/// All that decides a picture's file, besides its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageEncoderSettings {
    pub codec: ImageCodec,
    pub effort: ImageEffort,
    /// JPEG's steps, 2 (fine) to 31; nothing to others.
    pub steps: u32,
    pub width: u32,
    pub height: u32,
    pub frame_rate: Rational,
    /// Pixels come with 16 bits a sample. PNG and TIFF keep them, OpenEXR makes light of them.
    pub deep: bool,
    /// Alpha is kept; JPEG has none.
    pub alpha: bool,
    /// What the values mean, in the numbers of H.273; PNG says it.
    pub color: ColorFacts,
}

/// sRGB, as pictures say it.
pub const SRGB: ColorFacts = ColorFacts { primaries: 1, transfer: 13, matrix: 0, full_range: true };

/// libav multiplies what a person calls quality by this.
const LAMBDA: u32 = 118;

impl ImageEncoderSettings {
    /// libav's name of how the encoder takes its samples.
    pub fn pixel_format(&self) -> &'static str {
        match (self.codec, self.deep, self.alpha) {
            (ImageCodec::Png | ImageCodec::Tiff, false, false) => "rgb24",
            (ImageCodec::Png | ImageCodec::Tiff, false, true) => "rgba",
            (ImageCodec::Png, true, false) => "rgb48be",
            (ImageCodec::Png, true, true) => "rgba64be",
            (ImageCodec::Tiff, true, false) => "rgb48le",
            (ImageCodec::Tiff, true, true) => "rgba64le",
            (ImageCodec::Jpeg, ..) if self.whole_color() => "yuv444p",
            (ImageCodec::Jpeg, ..) => "yuv420p",
            (ImageCodec::Exr, _, false) => "gbrpf32le",
            (ImageCodec::Exr, _, true) => "gbrapf32le",
        }
    }

    /// Whether a JPEG keeps a sample of colour for every pixel.
    fn whole_color(&self) -> bool {
        self.steps <= 2
    }

    /// The settings as libav gets them, in order: what a chunk's key must hold of the encoder.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let choose = |[most, usual, little, least]: [&str; 4]| match self.effort {
            ImageEffort::Most => most.to_owned(),
            ImageEffort::Usual => usual.to_owned(),
            ImageEffort::Little => little.to_owned(),
            ImageEffort::Least => least.to_owned(),
        };
        // One thread: a picture comes out as soon as it went in, and lanes work side by side.
        let mut options = vec![("threads", "1".to_owned())];
        match self.codec {
            ImageCodec::Png => {
                options.push(("flags", "+bitexact".to_owned()));
                options.push(("compression_level", choose(["9", "6", "3", "1"])));
                options.push(("pred", choose(["mixed", "mixed", "up", "up"])));
            }
            ImageCodec::Tiff => {
                options.push(("flags", "+bitexact".to_owned()));
                options.push(("compression_algo", choose(["deflate", "deflate", "lzw", "raw"])));
            }
            ImageCodec::Exr => {
                options.push(("flags", "+bitexact".to_owned()));
                options.push(("format", choose(["float", "half", "half", "half"])));
                options.push(("compression", choose(["zip16", "zip16", "zip16", "rle"])));
            }
            ImageCodec::Jpeg => {
                options.push(("flags", "+bitexact+qscale".to_owned()));
                options.push(("global_quality", (self.steps * LAMBDA).to_string()));
                options.push(("color_range", "pc".to_owned()));
            }
        }
        options
    }

    pub(super) fn check(&self) -> Result<(), Failure> {
        let refuse = |why: &str| Err(Failure::new(Reason::InvalidProject, format!("pictures can't be made: {why}")));
        if self.width == 0 || self.height == 0 || self.width > 8192 || self.height > 8192 {
            return refuse("width and height go from 1 to 8192");
        }
        if !self.frame_rate.is_positive() {
            return refuse("the frame rate must be above zero");
        }
        match self.codec {
            ImageCodec::Exr if !self.deep => refuse("OpenEXR is made of 16 bits a sample"),
            ImageCodec::Jpeg if !(2..=31).contains(&self.steps) => refuse("JPEG's steps go from 2 to 31"),
            ImageCodec::Jpeg if self.deep || self.alpha => refuse("JPEG has 8 bits a sample and no alpha"),
            _ => Ok(()),
        }
    }
}

/// An encoder of single pictures.
pub struct ImageEncoder {
    settings: ImageEncoderSettings,
    encoder: Encoder,
    frame: DecodedFrame,
    /// Light for every sample, where the file holds light.
    light: Vec<f32>,
}

impl ImageEncoder {
    pub fn open(settings: &ImageEncoderSettings) -> Result<Self, Failure> {
        settings.check()?;
        let ImageEncoderSettings { codec, width, height, frame_rate, color, .. } = *settings;
        let pixel = settings.pixel_format();
        let time_base = frame_rate.recip().unwrap_or(Rational::ONE);
        let shape = EncoderShape::Video { width, height, pixel, frame_rate, time_base };
        let encoder =
            Encoder::open(codec.name(), &shape, &settings.options()).map_err(|why| cant_open(codec.name(), &why))?;
        let mut frame = DecodedFrame::picture(pixel_number(pixel), width, height)
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a frame"))?;
        if codec == ImageCodec::Jpeg {
            frame.set_quality(settings.steps * LAMBDA);
            frame.set_color(ColorFacts { primaries: 2, transfer: 2, matrix: 5, full_range: true });
        } else {
            frame.set_color(color);
        }
        let light = if codec == ImageCodec::Exr { linear_light() } else { Vec::new() };
        Ok(Self { settings: *settings, encoder, frame, light })
    }

    /// What is known of the packets.
    pub fn parameters(&self) -> StreamParameters {
        StreamParameters {
            codec: self.encoder.codec(),
            time_base: self.settings.frame_rate.recip().unwrap_or(Rational::ONE),
            extradata: Vec::new(),
            bit_rate: 0,
            profile: -99,
            level: -99,
            shape: StreamShape::Video {
                width: self.settings.width,
                height: self.settings.height,
                pixel_format: self.settings.pixel_format().to_owned(),
                frame_rate: self.settings.frame_rate,
                color: self.settings.color,
                chroma_location: 0,
                hdr: None,
            },
        }
    }

    /// Encodes the picture that is shown as frame `index`: R, G, B and alpha side by side, rows `stride` bytes apart.
    pub fn push(
        &mut self,
        (bytes, stride): (&[u8], usize),
        index: i64,
        sink: &mut PacketSink<'_>,
    ) -> Result<(), Failure> {
        let ImageEncoderSettings { codec, width, deep, alpha, .. } = self.settings;
        let pixels = Pixels { bytes, stride, width: width as usize, deep };
        let filled = match codec {
            ImageCodec::Png => self.pack(pixels, Packed { alpha, deep, big_endian: true }),
            ImageCodec::Tiff => self.pack(pixels, Packed { alpha, deep, big_endian: false }),
            ImageCodec::Jpeg => self.separate(pixels),
            ImageCodec::Exr => self.enlighten(pixels),
        };
        filled.ok_or_else(|| failed("a frame is smaller than the picture to encode"))?;
        self.frame.set_stamp(index);
        self.frame.set_key(true);
        self.encoder.send(Some(&self.frame)).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn drain(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        while let Some(packet) = self.encoder.receive().map_err(|why| failed(&why))? {
            let ImageEncoderSettings { codec, color, .. } = self.settings;
            let bytes = if codec == ImageCodec::Png { png_color::said(packet.bytes, color) } else { packet.bytes };
            sink(Packet { dts: packet.pts, duration: 1, key: true, side: Vec::new(), bytes, ..packet })?;
        }
        Ok(())
    }

    fn pack(&mut self, pixels: Pixels<'_>, packed: Packed) -> Option<()> {
        let rows = self.settings.height as usize;
        let bytes = pixels.width * packed.pixel_bytes();
        let (plane, stride) = self.frame.plane_mut(0, rows)?;
        for (to, from) in plane.chunks_mut(stride).zip(pixels.rows(rows)?) {
            packed.row(from, to.get_mut(..bytes)?);
        }
        Some(())
    }

    /// Luma and colour for JPEG.
    fn separate(&mut self, pixels: Pixels<'_>) -> Option<()> {
        let (width, rows) = (pixels.width, self.settings.height as usize);
        let shared = if self.settings.whole_color() { 1 } else { 2 };
        let mut whole = [const { Vec::new() }, const { Vec::new() }, const { Vec::new() }];
        whole.iter_mut().for_each(|plane: &mut Vec<u8>| plane.reserve(width * rows));
        for pixel in pixels.rows(rows)?.flat_map(|row| row.as_chunks::<4>().0) {
            for (plane, value) in whole.iter_mut().zip(jfif(*pixel)) {
                plane.push(value);
            }
        }
        for (index, whole) in whole.iter().enumerate() {
            let step = if index == 0 { 1 } else { shared };
            let (columns, lines) = (width.div_ceil(step), rows.div_ceil(step));
            let (plane, stride) = self.frame.plane_mut(index, lines)?;
            for (y, line) in plane.chunks_mut(stride).take(lines).enumerate() {
                for (x, sample) in line.get_mut(..columns)?.iter_mut().enumerate() {
                    *sample = if step == 1 { whole[y * width + x] } else { block(whole, (width, rows), (x, y)) };
                }
            }
        }
        Some(())
    }

    /// Linear light for OpenEXR, whose colours are multiplied by alpha.
    fn enlighten(&mut self, pixels: Pixels<'_>) -> Option<()> {
        /// Green, blue and red have the planes in this order.
        const PLANE_OF: [usize; 4] = [2, 0, 1, 3];
        let rows = self.settings.height as usize;
        let alpha = self.settings.alpha;
        for (part, index) in PLANE_OF.into_iter().enumerate().take(3 + usize::from(alpha)) {
            let (plane, stride) = self.frame.plane_mut(index, rows)?;
            for (to, from) in plane.chunks_mut(stride).zip(pixels.rows(rows)?) {
                for (to, pixel) in to.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<8>().0) {
                    let sample = |part: usize| u16::from_le_bytes([pixel[2 * part], pixel[2 * part + 1]]);
                    let cover = f32::from(sample(3)) / 65_535.0;
                    let value = match part {
                        3 => cover,
                        _ if alpha => self.light[usize::from(sample(part))] * cover,
                        _ => self.light[usize::from(covered(sample(part), sample(3)))],
                    };
                    *to = value.to_le_bytes();
                }
            }
        }
        Some(())
    }
}

/// The mean of two by two samples, fewer at an odd edge.
fn block(plane: &[u8], (width, rows): (usize, usize), (x, y): (usize, usize)) -> u8 {
    let (right, below) = ((2 * x + 1).min(width - 1), (2 * y + 1).min(rows - 1));
    let at = |x: usize, y: usize| plane[y * width + x];
    mean(&[at(2 * x, 2 * y), at(right, 2 * y), at(2 * x, below), at(right, below)])
}

fn failed(why: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("the picture's encoder failed: {why}"))
}
