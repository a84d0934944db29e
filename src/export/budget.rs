//! How an export fits into what it may use: how many lanes, how long their rings, how large their caches. None of it changes
//! what is made; what would (an encoder's look-ahead, its threads) is left alone.

use crate::base::bytes;
use crate::compose::FrameLayout;

use super::beside::Beside;
use super::event::Level;
use super::formats;
use super::limits::Limits;
use super::meter::Meter;
use super::prepare::Prepared;

/// The limits at which an export fits, with those that are made along; told where something was made smaller.
pub fn of_export(limits: &Limits, prepared: &Prepared, beside: &[Beside], meter: &Meter) -> Limits {
    let format = formats::planes(prepared.encoder.samples, prepared.checked.export.video.color);
    let (width, height) = prepared.plan.size;
    let settings = std::iter::once(&prepared.encoder).chain(beside.iter().map(Beside::encoder));
    let encoders: Vec<&str> = settings.map(|settings| settings.codec.encoder()).collect();
    let film = Film {
        size: prepared.plan.size,
        canvas: (prepared.checked.project.canvas.width, prepared.checked.project.canvas.height),
        frame_bytes: u64::from(FrameLayout::new(format, width, height).bytes),
        encoders: &encoders,
        software: prepared.plan.class.software,
    };
    let (fitted, told) = fit(limits, &film);
    if let Some(told) = told {
        meter.log(Level::Info, told);
    }
    fitted
}

/// What decides how much an export takes.
#[derive(Debug, Clone, Copy)]
pub struct Film<'a> {
    /// Of the frames that are encoded, and of the canvas.
    pub size: (u32, u32),
    pub canvas: (u32, u32),
    /// Bytes of one finished frame.
    pub frame_bytes: u64,
    /// libav's names of the encoders that a lane has open at once.
    pub encoders: &'a [&'a str],
    /// The adapter is software: what lies on the device lies in the same memory.
    pub software: bool,
}

/// The process itself, with its libraries, a driver and the mix: measured at 130 MiB on a software adapter.
const BASE: u64 = 150 << 20;
/// Bytes of a canvas's pixel, drawn and kept beneath what moves.
const CANVAS_PIXEL: u64 = 32;
/// Bytes of a source's pixel in the decoders of a lane.
const SOURCE_PIXEL: u64 = 24;
/// A ring that is shorter stops encoder and renderer in turn.
const LEAST_RING: usize = 2;
const LEAST_CACHE: u64 = 16 << 20;

/// Bytes that an encoder holds for each pixel of its frames, measured at 1080p and rounded up.
fn encoder_bytes_a_pixel(name: &str) -> u64 {
    match name {
        "libx264" => 140,
        "libx265" => 230,
        "libsvtav1" | "libaom-av1" => 600,
        "libvpx-vp9" => 160,
        // No frame refers to another one.
        "prores_ks" | "dnxhd" | "ffv1" | "mjpeg" | "png" | "tiff" | "exr" | "gif" => 40,
        _ => 150,
    }
}

fn pixels(size: (u32, u32)) -> u64 {
    u64::from(size.0) * u64::from(size.1)
}

impl Film<'_> {
    /// Bytes that one lane takes on the device, without what it caches.
    pub fn device_bytes_a_lane(&self, ring: usize) -> u64 {
        let ring = self.frame_bytes.saturating_mul(ring as u64 + 2);
        ring.saturating_add(pixels(self.canvas).saturating_mul(CANVAS_PIXEL))
    }

    /// Bytes that one lane takes in the box's memory.
    pub fn bytes_a_lane(&self, ring: usize) -> u64 {
        let encoders: u64 = self.encoders.iter().map(|name| encoder_bytes_a_pixel(name)).sum();
        let own = pixels(self.size).saturating_mul(encoders).saturating_add(pixels(self.canvas) * SOURCE_PIXEL);
        // Frames are read back into memory that both see.
        let device = if self.software { self.device_bytes_a_lane(ring) } else { self.frame_bytes * ring as u64 };
        own.saturating_add(device)
    }

    /// Bytes that the whole export takes at these limits.
    pub fn bytes(&self, limits: &Limits) -> u64 {
        let cache = if self.software { limits.cache_bytes } else { 0 };
        let lanes = self.bytes_a_lane(limits.ring_slots).saturating_mul(limits.lanes as u64);
        BASE.saturating_add(cache).saturating_add(lanes)
    }
}

/// The limits at which the film fits, and what had to be made smaller, in a sentence. What can't fit is tried all the same:
/// this is an estimate, and what is really used is watched.
pub fn fit(limits: &Limits, film: &Film) -> (Limits, Option<String>) {
    let mut fitted = *limits;
    fitted.lanes = fitted.lanes.max(1);
    while fitted.lanes > 1
        && !film.software
        && film.device_bytes_a_lane(fitted.ring_slots).saturating_mul(fitted.lanes as u64) > limits.device_bytes
    {
        fitted.lanes -= 1;
    }
    while film.bytes(&fitted) > limits.memory_bytes {
        if film.software && fitted.cache_bytes / 2 >= (LEAST_CACHE * 4).max(pixels(film.canvas) * CANVAS_PIXEL) {
            fitted.cache_bytes /= 2;
        } else if fitted.lanes > 1 {
            fitted.lanes -= 1;
        } else if fitted.ring_slots > LEAST_RING {
            fitted.ring_slots -= 1;
        } else if film.software && fitted.cache_bytes / 2 >= LEAST_CACHE {
            fitted.cache_bytes /= 2;
        } else {
            break;
        }
    }
    let told = told(limits, &fitted, film);
    (fitted, told)
}

fn told(limits: &Limits, fitted: &Limits, film: &Film) -> Option<String> {
    let mut made = Vec::new();
    if fitted.lanes < limits.lanes {
        made.push(format!("{} instead of {} lanes", fitted.lanes, limits.lanes));
    }
    if fitted.ring_slots < limits.ring_slots {
        made.push(format!("{} instead of {} frames between adapter and encoder", fitted.ring_slots, limits.ring_slots));
    }
    if fitted.cache_bytes < limits.cache_bytes {
        made.push(format!("a cache of {}", bytes::short(fitted.cache_bytes)));
    }
    let (needs, has) = (film.bytes(fitted), limits.memory_bytes);
    let short = needs > has;
    if made.is_empty() && !short {
        return None;
    }
    let end = if short {
        format!("it may need {} and has {}; RUSHES_MEMORY allows it more", bytes::short(needs), bytes::short(has))
    } else {
        format!("it is to stay below {}", bytes::short(has))
    };
    made.push(end);
    Some(made.join(", "))
}
