//! Sounds to test with, made on the spot, and a fallback that is the real FFmpeg on the other end of a pipe.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rushes::base::{Failure, Rational, Reason};
use rushes::sound::{Block, Decoder, Fallback, Mixer};
use rushes::timeline::sounds::{SoundClip, SoundPlan};

/// Writes interleaved samples as a float WAV.
pub fn wave(path: &Path, rate: u32, channels: u16, samples: &[f32]) {
    let bytes = samples.len() as u32 * 4;
    let mut file = Vec::with_capacity(samples.len() * 4 + 58);
    file.extend(b"RIFF");
    file.extend((4 + 26 + 12 + 8 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(18u32.to_le_bytes());
    file.extend(3u16.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(channels) * 4).to_le_bytes());
    file.extend((channels * 4).to_le_bytes());
    file.extend(32u16.to_le_bytes());
    file.extend(0u16.to_le_bytes());
    file.extend(b"fact");
    file.extend(4u32.to_le_bytes());
    file.extend((samples.len() as u32 / u32::from(channels)).to_le_bytes());
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    for sample in samples {
        file.extend(sample.to_le_bytes());
    }
    std::fs::write(path, file).unwrap();
}

/// Mono sound of `seconds` with a pulse at each of `times`, so narrow that its place is known to the sample.
pub fn pulses(rate: u32, seconds: f64, times: &[f64]) -> Vec<f32> {
    let mut samples = vec![0.0f32; (f64::from(rate) * seconds).round() as usize];
    for time in times {
        let center = time * f64::from(rate);
        let reach = (f64::from(rate) * 0.004) as i64;
        for index in (center as i64 - reach).max(0)..(center as i64 + reach).min(samples.len() as i64) {
            samples[index as usize] += pulse((index as f64 - center) / f64::from(rate)) as f32;
        }
    }
    samples
}

/// A pulse half a millisecond wide, `seconds` from its middle.
fn pulse(seconds: f64) -> f64 {
    0.8 * (-(seconds / 0.000_25).powi(2)).exp()
}

/// Where in the left channel of a 48 kHz stereo mix the pulse nearest to `expected` stands.
pub fn pulse_position(mix: &[f32], expected: i64) -> i64 {
    let match_at = |center: i64| -> f64 {
        let near = (center - 100)..(center + 100);
        near.map(|index| {
            let sample = usize::try_from(index).ok().and_then(|index| mix.get(index * 2)).copied().unwrap_or(0.0);
            f64::from(sample) * pulse((index - center) as f64 / 48_000.0)
        })
        .sum()
    };
    let best = ((expected - 3000)..(expected + 3000)).max_by(|a, b| match_at(*a).total_cmp(&match_at(*b))).unwrap();
    assert!(match_at(best) > 2.0, "there is no pulse near {expected}");
    best
}

/// Runs `ffmpeg` over a file; `arguments` say how the result is encoded.
pub fn encode(from: &Path, to: &Path, arguments: &[&str]) {
    let done =
        Command::new("ffmpeg").args(["-v", "error", "-y", "-i"]).arg(from).args(arguments).arg(to).output().unwrap();
    assert!(done.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&done.stderr));
}

pub fn clip(source: &Path, samples: u64) -> SoundClip {
    SoundClip::of(source, samples)
}

/// The whole mix of the clips, asked for in blocks of `block` frames.
pub fn mix_in_blocks(samples: u64, clips: &[SoundClip], block: usize) -> Result<Vec<f32>, Failure> {
    mix_with(&PipedFfmpeg, samples, clips, block)
}

pub fn mix_with(fallback: &dyn Fallback, samples: u64, clips: &[SoundClip], block: usize) -> Result<Vec<f32>, Failure> {
    let plan = SoundPlan { clips: clips.to_vec(), ..SoundPlan::silence(samples) };
    let mut mixer = Mixer::new(&plan, fallback)?;
    let (mut mix, mut out) = (Vec::new(), vec![9.0; block * 2]);
    loop {
        match mixer.next(&mut out)? {
            0 => break,
            frames => mix.extend_from_slice(&out[..frames * 2]),
        }
    }
    assert_eq!(mixer.position(), samples);
    Ok(mix)
}

pub fn mix(samples: u64, clips: &[SoundClip]) -> Vec<f32> {
    mix_in_blocks(samples, clips, 1024).unwrap()
}

/// FFmpeg's own program as the fallback.
pub struct PipedFfmpeg;

/// No fallback at all, for formats that must do without.
pub struct NoFallback;

impl Fallback for NoFallback {
    fn open(&self, path: &Path, _stream: usize) -> Result<Box<dyn Decoder>, Failure> {
        Err(Failure::new(Reason::SourceDamaged, format!("{}: nobody can read this", path.display())))
    }
}

impl Fallback for PipedFfmpeg {
    fn open(&self, path: &Path, stream: usize) -> Result<Box<dyn Decoder>, Failure> {
        let probe = Command::new("ffprobe")
            .args([
                "-v",
                "error",
                "-select_streams",
                &format!("a:{stream}"),
                "-show_entries",
                "stream=sample_rate,channels",
            ])
            .args(["-of", "csv=p=0"])
            .arg(path)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&probe.stdout).into_owned();
        let mut numbers = text.trim().split(',').map(str::parse::<u32>);
        let (Some(Ok(rate)), Some(Ok(channels))) = (numbers.next(), numbers.next()) else {
            let told = format!("{}: no sound that can be read", path.display());
            return Err(Failure::new(Reason::SourceDamaged, told));
        };
        Ok(Box::new(Piped { path: path.to_owned(), stream, rate, channels: channels as u16, at: 0, child: None }))
    }
}

struct Piped {
    path: PathBuf,
    stream: usize,
    rate: u32,
    channels: u16,
    at: i64,
    child: Option<Child>,
}

impl Decoder for Piped {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn channels(&self) -> u16 {
        self.channels
    }

    fn next(&mut self) -> Result<Option<Block>, Failure> {
        let child = self.child.get_or_insert_with(|| {
            Command::new("ffmpeg")
                .args(["-v", "quiet", "-i"])
                .arg(&self.path)
                .args(["-map", &format!("0:a:{}", self.stream), "-f", "f32le", "-"])
                .stdout(Stdio::piped())
                .stdin(Stdio::null())
                .spawn()
                .unwrap()
        });
        let mut bytes = Vec::new();
        let wanted = 1000 * u64::from(self.channels) * 4;
        child.stdout.as_mut().unwrap().take(wanted).read_to_end(&mut bytes).unwrap();
        let samples: Vec<f32> =
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
        let at = self.at;
        self.at += (samples.len() / usize::from(self.channels)) as i64;
        Ok((!samples.is_empty()).then_some(Block { at, samples }))
    }

    fn seek(&mut self, _time: Rational) -> Result<(), Failure> {
        self.stop();
        self.at = 0;
        Ok(())
    }
}

impl Piped {
    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        self.stop();
    }
}
