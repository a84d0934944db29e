//! Videos whose frames carry their own number, made by our own encoder and muxer or by the `ffmpeg` program.

use std::path::Path;
use std::process::{Command, Stdio};

use rushes::base::Rational;
use rushes::media::{
    AudioEncoder, BT709, FramePlanes, Muxer, Packet, Picture, SOUND_RATE, VideoCodec, VideoEncoder,
    VideoEncoderSettings, X264,
};

pub const WIDTH: u32 = 192;
pub const HEIGHT: u32 = 128;
const BITS: usize = 12;
const BLOCK: usize = 16;

pub fn settings(rate: Rational, gop_frames: u32) -> VideoEncoderSettings {
    VideoEncoderSettings {
        width: WIDTH,
        height: HEIGHT,
        frame_rate: rate,
        codec: VideoCodec::X264(X264::new("veryfast", 20.0)),
        gop_frames,
        color: BT709,
        samples: rushes::media::SampleFormat::Yuv420p,
        hdr: None,
    }
}

/// Luma and chroma of frame `number`: its bits as bright or dark blocks, over something that moves.
pub fn draw(number: u64) -> (Vec<u8>, Vec<u8>) {
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let mut luma = vec![0u8; width * height];
    for (row, line) in luma.chunks_mut(width).enumerate() {
        for (column, sample) in line.iter_mut().enumerate() {
            let bit = column / BLOCK;
            *sample = if row < 2 * BLOCK {
                if bit < BITS && number >> bit & 1 == 1 { 220 } else { 30 }
            } else {
                let moved = column as u64 + number * 3 + (row as u64 * 7) % 31;
                60 + (moved % 97) as u8
            };
        }
    }
    let chroma = vec![(100 + number % 50) as u8; width / 2 * height / 2];
    (luma, chroma)
}

/// The number that a decoded picture carries.
pub fn number_in(picture: &Picture<'_>) -> u64 {
    let scale = picture.width as usize / WIDTH as usize;
    let bright = |bit: usize| sample(picture, 0, ((bit * BLOCK + BLOCK / 2) * scale, BLOCK * scale)) > 0.49;
    (0..BITS).fold(0, |number, bit| number | u64::from(bright(bit)) << bit)
}

/// One sample of a plane (3 is alpha) over the largest that its depth can hold.
pub fn sample(picture: &Picture<'_>, plane: usize, (x, y): (usize, usize)) -> f64 {
    let (bytes, stride) = if plane == 3 { picture.alpha.unwrap() } else { picture.planes[plane] };
    let code = if picture.depth > 8 {
        u16::from_le_bytes([bytes[y * stride + 2 * x], bytes[y * stride + 2 * x + 1]])
    } else {
        u16::from(bytes[y * stride + x])
    };
    f64::from(code) / f64::from((1u32 << picture.depth) - 1)
}

/// Encodes numbered frames; packets in the order they come.
pub fn encode(settings: &VideoEncoderSettings, frames: std::ops::Range<u64>) -> Vec<Packet> {
    let mut encoder = VideoEncoder::open(settings).unwrap();
    let mut packets = Vec::new();
    let mut sink = |packet| {
        packets.push(packet);
        Ok(())
    };
    for number in frames {
        let (luma, chroma) = draw(number);
        let (width, half) = (WIDTH as usize, WIDTH as usize / 2);
        let planes = FramePlanes::yuv([&luma, &chroma, &chroma], [width, half, half]);
        encoder.push(&planes, number as i64, &mut sink).unwrap();
    }
    encoder.finish(&mut sink).unwrap();
    packets
}

/// Stereo samples of a steady tone, interleaved.
pub fn tone(samples: usize) -> Vec<f32> {
    (0..samples)
        .flat_map(|moment| {
            let value = (moment as f32 * 440.0 * std::f32::consts::TAU / SOUND_RATE as f32).sin() * 0.4;
            [value, value * 0.5]
        })
        .collect()
}

pub fn encode_sound(interleaved: &[f32]) -> (rushes::media::StreamParameters, Vec<Packet>) {
    let mut encoder = AudioEncoder::open(128_000).unwrap();
    let parameters = encoder.parameters();
    let mut packets = Vec::new();
    let mut sink = |packet| {
        packets.push(packet);
        Ok(())
    };
    for piece in interleaved.chunks(2 * 777) {
        encoder.push(piece, &mut sink).unwrap();
    }
    encoder.finish(&mut sink).unwrap();
    (parameters, packets)
}

/// Writes a numbered film, with sound of `samples` where that is not zero.
pub fn write_film(path: &Path, format: &str, rate: Rational, frames: u64, samples: usize) {
    let settings = settings(rate, (rate * Rational::from_int(2)).round() as u32);
    let video = VideoEncoder::open(&settings).unwrap().parameters();
    let packets = encode(&settings, 0..frames);
    let mut streams = vec![video.clone()];
    let mut sound = Vec::new();
    if samples > 0 {
        let (parameters, packets) = encode_sound(&tone(samples));
        streams.push(parameters);
        sound = packets;
    }
    let mut muxer = Muxer::create(path, format, &streams, Some("Numbers")).unwrap();
    let mut sound = sound.into_iter().peekable();
    for packet in packets {
        let now = video.time_base * Rational::from_int(packet.dts);
        while let Some(next) = sound.next_if(|next| Rational::new(next.dts, i64::from(SOUND_RATE)) <= now) {
            muxer.write(1, &next).unwrap();
        }
        muxer.write(0, &packet).unwrap();
    }
    for packet in sound {
        muxer.write(1, &packet).unwrap();
    }
    muxer.finish().unwrap();
}

/// Runs `ffmpeg` quietly and insists that it succeeds. The set-up script installs it; without it this fails, loudly.
pub fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("these tests need the ffmpeg program");
    assert!(output.status.success(), "ffmpeg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What `ffprobe` says, as JSON.
pub fn ffprobe(path: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json"])
        .args(arguments)
        .arg(path)
        .output()
        .expect("these tests need the ffprobe program");
    assert!(output.status.success(), "ffprobe: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}
