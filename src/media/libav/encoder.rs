//! An encoder of pictures or sound, set up by libav's own option names.
#![expect(unsafe_code, reason = "an encoder's headers and padding are read from libav's structure")]

use std::ffi::c_int;

use ffmpeg_next::codec::context::Context;
use ffmpeg_next::codec::encoder;
use ffmpeg_next::codec::packet::Packet as RawPacket;
use ffmpeg_next::{Dictionary, Error, ffi};

use super::codec::{DecodedFrame, av_rational};
use super::device::DeviceFrames;
use super::pixels::{self, pixel_number};
use super::stream::text;
use super::{fault, stream};
use crate::base::Rational;
use crate::media::packet::{Packet, SideData};

/// What is encoded.
#[derive(Debug, Clone)]
pub enum EncoderShape<'a> {
    Video { width: u32, height: u32, pixel: &'a str, frame_rate: Rational, time_base: Rational },
    Audio { rate: u32, channels: u16, bit_rate: i64, samples: SoundSamples },
}

/// How an encoder takes samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundSamples {
    /// 32-bit floats, a plane for each channel.
    PlanarFloat,
    /// 32-bit floats, interleaved.
    Float,
    /// Whole numbers of 24 bits in the upper part of 32, interleaved.
    Whole24,
}

impl SoundSamples {
    fn format(self) -> ffi::AVSampleFormat {
        match self {
            Self::PlanarFloat => ffi::AVSampleFormat::AV_SAMPLE_FMT_FLTP,
            Self::Float => ffi::AVSampleFormat::AV_SAMPLE_FMT_FLT,
            Self::Whole24 => ffi::AVSampleFormat::AV_SAMPLE_FMT_S32,
        }
    }
}

/// A frame that an encoder takes.
pub type FrameToEncode = DecodedFrame;

/// An open encoder.
pub struct Encoder {
    context: Context,
    packet: RawPacket,
}

/// Why an encoder could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CantOpen {
    /// This build of libav has no encoder of that name.
    Missing,
    Refused(String),
}

impl Encoder {
    /// Opens the encoder of that name. Options are libav's own, the encoder's private ones included; one that it doesn't
    /// know is an error, so that no setting is lost silently.
    pub fn open(name: &str, shape: &EncoderShape<'_>, options: &[(&str, String)]) -> Result<Self, CantOpen> {
        Self::open_on(name, shape, options, None)
    }

    /// As [`Encoder::open`], for an encoder whose frames lie in a device.
    pub fn open_on(
        name: &str,
        shape: &EncoderShape<'_>,
        options: &[(&str, String)],
        device: Option<&DeviceFrames>,
    ) -> Result<Self, CantOpen> {
        fault::quiet();
        if name.contains('\0') || options.iter().any(|(key, value)| key.contains('\0') || value.contains('\0')) {
            return Err(CantOpen::Refused("a setting has a zero byte in it".to_owned()));
        }
        let codec = encoder::find_by_name(name).ok_or(CantOpen::Missing)?;
        let mut context = Context::new_with_codec(codec);
        // SAFETY: the context was just allocated for this codec and is not open yet.
        unsafe { shape_context(&mut *context.as_mut_ptr(), shape)? };
        if let Some(device) = device {
            // SAFETY: as above; the context takes the reference over and gives it back when it is freed.
            unsafe {
                let raw = context.as_mut_ptr();
                (*raw).pix_fmt = ffi::AVPixelFormat::AV_PIX_FMT_VAAPI;
                (*raw).hw_frames_ctx = device.share();
            }
        }
        let mut given = Dictionary::new();
        for (key, value) in options {
            given.set(key, value);
        }
        // SAFETY: as above; the dictionary is taken back whole, whatever libav left in it.
        let (code, left) = unsafe {
            let mut raw = given.disown();
            let code = ffi::avcodec_open2(context.as_mut_ptr(), codec.as_ptr(), &raw mut raw);
            (code, Dictionary::own(raw))
        };
        if code < 0 {
            return Err(CantOpen::Refused(fault::sentence(Error::from(code))));
        }
        if let Some((key, _)) = left.iter().next() {
            return Err(CantOpen::Refused(format!("it does not know the setting {key}")));
        }
        Ok(Self { context, packet: RawPacket::empty() })
    }

    /// Hands a frame in, or `None` after the last one.
    pub fn send(&mut self, frame: Option<&FrameToEncode>) -> Result<(), String> {
        // SAFETY: the context is open; the frame lives through the call, libav takes its own reference.
        let code = unsafe {
            let raw = frame.map_or(std::ptr::null(), |frame| frame.inner().as_ptr());
            ffi::avcodec_send_frame(self.context.as_mut_ptr(), raw)
        };
        if code < 0 { Err(fault::sentence(Error::from(code))) } else { Ok(()) }
    }

    /// Takes the next packet, if one is ready.
    pub fn receive(&mut self) -> Result<Option<Packet>, String> {
        use ffmpeg_next::codec::packet::traits::Mut;
        // SAFETY: context and packet are alive; libav releases what the packet held.
        let code = unsafe { ffi::avcodec_receive_packet(self.context.as_mut_ptr(), self.packet.as_mut_ptr()) };
        if code < 0 {
            return match Error::from(code) {
                Error::Eof | Error::Other { errno: ffmpeg_next::error::EAGAIN } => Ok(None),
                other => Err(fault::sentence(other)),
            };
        }
        Ok(Some(Packet {
            pts: self.packet.pts().unwrap_or(0),
            dts: self.packet.dts().or(self.packet.pts()).unwrap_or(0),
            duration: self.packet.duration(),
            key: self.packet.is_key(),
            bytes: self.packet.data().unwrap_or_default().to_vec(),
            side: side_of(&self.packet),
        }))
    }

    pub fn extradata(&self) -> Vec<u8> {
        let raw = self.raw();
        let length = usize::try_from(raw.extradata_size).unwrap_or(0);
        if raw.extradata.is_null() || length == 0 {
            return Vec::new();
        }
        // SAFETY: libav keeps `extradata_size` bytes there while the context lives.
        unsafe { std::slice::from_raw_parts(raw.extradata, length) }.to_vec()
    }

    pub fn profile(&self) -> i32 {
        self.raw().profile
    }

    pub fn level(&self) -> i32 {
        self.raw().level
    }

    /// libav's name of the codec that comes out.
    pub fn codec(&self) -> String {
        // SAFETY: names are static.
        text(unsafe { ffi::avcodec_get_name(self.raw().codec_id) })
    }

    pub fn frame_size(&self) -> u32 {
        u32::try_from(self.raw().frame_size).unwrap_or(0)
    }

    pub fn initial_padding(&self) -> u32 {
        u32::try_from(self.raw().initial_padding).unwrap_or(0)
    }

    fn raw(&self) -> &ffi::AVCodecContext {
        // SAFETY: the context is allocated for as long as `self` lives.
        unsafe { &*self.context.as_ptr() }
    }
}

/// # Safety
/// The context must be allocated and not open.
unsafe fn shape_context(raw: &mut ffi::AVCodecContext, shape: &EncoderShape<'_>) -> Result<(), CantOpen> {
    let size =
        |value: u32| c_int::try_from(value).map_err(|_| CantOpen::Refused("the picture is too large".to_owned()));
    match shape {
        EncoderShape::Video { width, height, pixel, frame_rate, time_base } => {
            let format = pixel_number(pixel);
            if pixels::pixel(format).name.is_empty() {
                return Err(CantOpen::Refused(format!("{pixel} is no pixel format")));
            }
            raw.width = size(*width)?;
            raw.height = size(*height)?;
            // SAFETY: `pixel` above found this number among the formats that this library knows.
            unsafe { (&raw mut raw.pix_fmt).cast::<i32>().write(format) };
            raw.time_base = av_rational(*time_base);
            raw.framerate = av_rational(*frame_rate);
            raw.sample_aspect_ratio = ffi::AVRational { num: 1, den: 1 };
        }
        EncoderShape::Audio { rate, channels, bit_rate, samples } => {
            raw.sample_fmt = samples.format();
            if *samples == SoundSamples::Whole24 {
                raw.bits_per_raw_sample = 24;
            }
            raw.sample_rate = size(*rate)?;
            raw.bit_rate = *bit_rate;
            raw.time_base = ffi::AVRational { num: 1, den: size(*rate)? };
            // SAFETY: the layout is part of the context; the default layouts own no memory.
            unsafe { ffi::av_channel_layout_default(&raw mut raw.ch_layout, c_int::from(*channels)) };
        }
    }
    Ok(())
}

/// A sound frame that encoders take, with room for `count` samples of each channel.
pub fn sound_frame(rate: u32, channels: u16, count: usize, samples: SoundSamples) -> Option<FrameToEncode> {
    let mut frame = DecodedFrame::empty();
    // SAFETY: the frame is empty and alive; libav allocates its planes by these fields.
    let code = unsafe {
        let raw = frame.raw_mut();
        (*raw).format = samples.format() as i32;
        (*raw).sample_rate = c_int::try_from(rate).ok()?;
        (*raw).nb_samples = c_int::try_from(count).ok()?;
        ffi::av_channel_layout_default(&raw mut (*raw).ch_layout, c_int::from(channels));
        ffi::av_frame_get_buffer(raw, 0)
    };
    (code >= 0).then_some(frame)
}

/// Writes interleaved stereo into a frame of [`sound_frame`] for two channels; `false` where it doesn't fit.
pub fn fill_sound(frame: &mut FrameToEncode, interleaved: &[f32], samples: SoundSamples) -> bool {
    let count = interleaved.len() / 2;
    // SAFETY: the frame becomes writable first, so that its planes are its own; each has `linesize[0]` bytes.
    let (raw, planes) = unsafe {
        let raw = frame.raw_mut();
        if ffi::av_frame_make_writable(raw) < 0 {
            return false;
        }
        (&mut *raw, if samples == SoundSamples::PlanarFloat { 2 } else { 1 })
    };
    let values = interleaved.len() / planes;
    let room = usize::try_from(raw.linesize[0]).unwrap_or(0) / size_of::<f32>();
    let Ok(nb_samples) = c_int::try_from(count) else { return false };
    if values > room || raw.data[..planes].iter().any(|plane| plane.is_null()) {
        return false;
    }
    raw.nb_samples = nb_samples;
    for (index, plane) in raw.data[..planes].iter().enumerate() {
        // SAFETY: the plane is not null and has room for so many values of four bytes; libav aligns planes.
        let target = unsafe { std::slice::from_raw_parts_mut(plane.cast::<[u8; 4]>(), values) };
        let source = interleaved.iter().skip(index).step_by(planes);
        for (target, sample) in target.iter_mut().zip(source) {
            *target = match samples {
                SoundSamples::Whole24 => whole24(*sample).to_ne_bytes(),
                _ => sample.to_ne_bytes(),
            };
        }
    }
    true
}

/// Full scale is one step short of what 24 bits reach downwards.
fn whole24(sample: f32) -> i32 {
    const FULL: f64 = 8_388_607.0;
    ((f64::from(sample) * 8_388_608.0).round().clamp(-FULL - 1.0, FULL) as i32) << 8
}

fn side_of(packet: &RawPacket) -> Vec<SideData> {
    let quality = ffi::AVPacketSideDataType::AV_PKT_DATA_QUALITY_STATS as u32;
    packet
        .side_data()
        .filter_map(|side| {
            // SAFETY: the iterator yields entries of the borrowed packet.
            let raw = unsafe { &*side.as_ptr() };
            let kind = stream::number_of!(raw.type_);
            let kind = u32::try_from(kind).ok()?;
            // Statistics for two-pass tools: no player and no muxer reads them.
            (kind != quality).then(|| SideData { kind, bytes: side.data().to_vec() })
        })
        .collect()
}

/// Whether this build has an encoder of that name.
pub fn has_encoder(name: &str) -> bool {
    encoder::find_by_name(name).is_some()
}

/// Versions of the three libraries (major, minor, micro) and the licence and configuration of the build.
pub fn versions() -> ([(u32, u32, u32); 3], String, String) {
    let split = |number: u32| (number >> 16, (number >> 8) & 255, number & 255);
    // SAFETY: these take nothing and return static data.
    unsafe {
        (
            [split(ffi::avcodec_version()), split(ffi::avformat_version()), split(ffi::avutil_version())],
            text(ffi::avcodec_license()),
            text(ffi::avcodec_configuration()),
        )
    }
}
