//! How an export's pictures are encoded: what preset and document say, held against what the codec can do.

use super::builder::Builder;
use crate::base::Rational;
use crate::project::model::{Canvas, CanvasColor, EncoderWish, Pixels, Primaries, Screen, VideoCodec, VideoSettings};
use crate::project::presets::Chain;
use crate::project::table::Type;
use crate::project::table::units::BITRATE;
use crate::project::tree::Node;
use crate::project::values;
use crate::project::video_codec::Speeds;

/// The largest speed that anything has.
const MOST_SPEED: u32 = 13;
const H264_LEVELS: [u32; 19] = [10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61, 62];

/// Where an export stands and what its preset is.
pub(super) struct Ordered<'a> {
    /// Of the export.
    pub path: &'a str,
    pub chain: &'a Chain,
    /// Where the preset is named.
    pub at: (usize, usize),
    /// What the document itself says under `video`.
    pub said: Option<&'a Node>,
    /// The same with what the preset says.
    pub node: Option<&'a Node>,
}

/// The settings of an export's pictures.
pub(super) fn video(ordered: &Ordered<'_>, canvas: &Canvas, builder: &mut Builder<'_>) -> VideoSettings {
    let codec = ordered.chain.word("codec").and_then(VideoCodec::of).unwrap_or_default();
    let mut reader = Reader { ordered, codec, builder };
    reader.color(canvas.color);
    reader.encoder();
    let profile = reader.profile(canvas.color);
    let pixels = reader.pixels(profile.as_deref(), canvas);
    VideoSettings {
        codec,
        preset: reader.speed(),
        tune: reader.tune(),
        crf: reader.crf(),
        profile,
        screen: reader.screen(canvas.color),
        pixels,
        color: canvas.color,
        bitrate: reader.bitrate(),
        level: reader.level(),
        wish: reader.wish(),
        hardware: None,
        gop: reader.get("gop").and_then(|node| reader.builder.length(node)).unwrap_or(Rational::from_int(2)),
    }
}

struct Reader<'a, 'b> {
    ordered: &'a Ordered<'a>,
    codec: VideoCodec,
    builder: &'a mut Builder<'b>,
}

impl<'a> Reader<'a, '_> {
    fn get(&self, key: &str) -> Option<&'a Node> {
        self.ordered.node?.get(key)
    }

    fn word(&self, key: &str) -> Option<(&'a Node, &'a str)> {
        let node = self.get(key)?;
        Some((node, node.scalar()?))
    }

    /// Whether the document says it, and not the preset.
    fn said(&self, key: &str) -> Option<&'a Node> {
        self.ordered.said?.get(key)
    }

    fn refuse(&mut self, node: &Node, key: &str, message: &str, help: Option<String>) {
        let path = format!("{}.video.{key}", self.ordered.path);
        self.builder.error(node, &path, format!("`{key}`: {message}"), help.as_deref());
    }

    /// Presets for screens of high dynamic range need a canvas that has such values.
    fn color(&mut self, color: CanvasColor) {
        if !self.codec.takes_color(color) {
            let name = self.codec.name();
            let message = format!("`preset`: {name} files hold an sRGB canvas, and this one is in `{}`", color.word());
            let help = "`png` and `tiff` hold it with 16 bits, `hdr10` and `hlg` as a film";
            self.builder.problem_at(self.ordered.at, &format!("{}.preset", self.ordered.path), message, Some(help));
        }
        let Some(wanted) = self.ordered.chain.word("color").filter(|wanted| *wanted != color.word()) else { return };
        let name = self.ordered.chain.0.last().map_or("", |preset| preset.name.as_str());
        let message = format!("`preset`: `{name}` needs a canvas in `{wanted}`, and this one is in `{}`", color.word());
        let help = format!("say `canvas: {{ color: {wanted} }}`");
        self.builder.problem_at(self.ordered.at, &format!("{}.preset", self.ordered.path), message, Some(&help));
    }

    fn encoder(&mut self) {
        let Some((node, word)) = self.word("encoder").filter(|(_, word)| *word != "auto") else { return };
        let Some(other) = VideoCodec::ALL.into_iter().find(|codec| codec.encoders().contains(&word)) else { return };
        if other != self.codec {
            let message = format!("`{word}` makes {}, and this is {}", other.name(), self.codec.name());
            let help = format!("leave it out, or say `preset: {}`", other.word());
            self.refuse(node, "encoder", &message, Some(help));
        }
    }

    fn wish(&mut self) -> EncoderWish {
        let Some((node, word)) = self.word("encoder") else { return EncoderWish::Auto };
        let Some(wish) = EncoderWish::of(word) else { return EncoderWish::Software };
        let fits = match &wish {
            EncoderWish::Named(name) => match name.split_once('_') {
                // The maker's name alone stands for whatever it has for this codec.
                None => self.codec.in_devices(),
                Some((codec, _)) => codec == self.codec.word(),
            },
            EncoderWish::Hardware => self.codec.in_devices(),
            EncoderWish::Auto | EncoderWish::Software => true,
        };
        if !fits {
            let message = match &wish {
                EncoderWish::Named(name) if name.contains('_') => {
                    format!("`{word}` does not make {}", self.codec.name())
                }
                _ => format!("no graphics device makes {}", self.codec.name()),
            };
            self.refuse(node, "encoder", &message, Some("leave it out".to_owned()));
        }
        wish
    }

    fn speed(&mut self) -> String {
        let speeds = self.codec.speeds();
        let usual = if speeds == Speeds::Words { "medium" } else { "" };
        let Some((node, word)) = self.word("preset") else { return usual.to_owned() };
        match (speeds, word.parse::<u32>()) {
            (Speeds::Words, Err(_)) => word.to_owned(),
            (Speeds::Numbers(most), Ok(number)) if number <= most => number.to_string(),
            (Speeds::Numbers(_), Err(_)) => self.codec.speed_of(word).unwrap_or_default().to_string(),
            // What nobody counts was refused by the walk.
            (_, Ok(number)) if number > MOST_SPEED => String::new(),
            (Speeds::Numbers(most), Ok(_)) => {
                let message = format!("{} has speeds from 0 to {most}, and no `{word}`", self.codec.name());
                self.refuse(node, "preset", &message, None);
                String::new()
            }
            (Speeds::Words, Ok(_)) => {
                let message = format!("{} has no speed `{word}`", self.codec.name());
                let help = "speeds are words like `veryfast`, `medium` and `slow`".to_owned();
                self.refuse(node, "preset", &message, Some(help));
                String::new()
            }
            (Speeds::None, _) => {
                let message = format!("{} has no speeds to choose from", self.codec.name());
                self.refuse(node, "preset", &message, Some("leave it out".to_owned()));
                String::new()
            }
        }
    }

    fn tune(&mut self) -> Option<String> {
        let (node, word) = self.word("tune")?;
        let tunes = self.codec.tunes();
        if tunes.contains(&word) {
            return Some(word.to_owned());
        }
        // What is no tune at all was refused by the walk.
        if VideoCodec::H264.tunes().contains(&word) {
            let message = format!("{} has no `{word}`", self.codec.name());
            let help = match tunes {
                [] => "leave it out".to_owned(),
                tunes => format!("it has {}", tunes.join(", ")),
            };
            self.refuse(node, "tune", &message, Some(help));
        }
        None
    }

    fn crf(&mut self) -> f64 {
        let usual = if self.codec.crf().is_some() { 23.0 } else { 0.0 };
        let Some((node, value)) = self.word("crf").and_then(|(node, text)| Some((node, values::number(text)?))) else {
            return usual;
        };
        match self.codec.crf() {
            None => {
                let message = format!("{} has no constant quality to choose", self.codec.name());
                let help = match self.codec.profiles() {
                    [] => "leave it out".to_owned(),
                    kinds => format!("its kinds are {}", names(kinds.iter().map(|(name, _)| *name))),
                };
                self.refuse(node, "crf", &message, Some(help));
            }
            Some((least, most, _)) if !(least..=most).contains(&value) && value <= 63.0 => {
                let message = format!("`{value}` is out of bounds, {} goes from {least} to {most}", self.codec.name());
                self.refuse(node, "crf", &message, None);
            }
            Some((_, _, false)) if value.fract() != 0.0 => {
                let message = format!("`{value}` is no whole number, and {} takes nothing between", self.codec.name());
                self.refuse(node, "crf", &message, None);
            }
            Some(_) => return value,
        }
        usual
    }

    /// Bits a second; a constant quality of the preset's gives way, one in the document does not.
    fn bitrate(&mut self) -> Option<u64> {
        let (node, text) = self.word("bitrate")?;
        let Type::Quantity(quantity) = BITRATE else { return None };
        let bits = values::quantity(text, quantity)?;
        if !self.codec.in_devices() {
            let message = format!("{} has no bit rate to choose", self.codec.name());
            self.refuse(node, "bitrate", &message, Some("leave it out".to_owned()));
        } else if self.said("bitrate").is_some() && self.said("crf").is_some() {
            let message = "`crf` is a constant quality, and both can't be had";
            self.refuse(node, "bitrate", message, Some("leave one of them out".to_owned()));
        }
        Some(bits.round() as u64)
    }

    fn level(&mut self) -> Option<f64> {
        let (node, level) = self.word("level").and_then(|(node, text)| Some((node, values::number(text)?)))?;
        if self.codec != VideoCodec::H264 {
            let message = format!("{} takes the level that its pictures need", self.codec.name());
            self.refuse(node, "level", &message, Some("leave it out".to_owned()));
            return None;
        }
        let tenths = (level * 10.0).round() as u32;
        if (level * 10.0 - f64::from(tenths)).abs() > 1e-6 || !H264_LEVELS.contains(&tenths) {
            let known: Vec<String> = H264_LEVELS.iter().map(|level| format!("{}.{}", level / 10, level % 10)).collect();
            let message = format!("`{level}` is no level of H.264");
            self.refuse(node, "level", &message, Some(format!("its levels are {}", known.join(", "))));
            return None;
        }
        Some(level)
    }

    fn profile(&mut self, color: CanvasColor) -> Option<String> {
        let (node, word) = self.word("profile")?;
        let kinds = self.codec.profiles();
        let Some((_, samples)) = kinds.iter().find(|(name, _)| *name == word) else {
            let message = format!("`{word}` is no kind of {}", self.codec.name());
            let help = match kinds {
                [] => "leave it out".to_owned(),
                kinds => format!("its kinds are {}", names(kinds.iter().map(|(name, _)| *name))),
            };
            self.refuse(node, "profile", &message, Some(help));
            return None;
        };
        if samples.iter().all(|pixels| pixels.bits() < color.bits()) {
            // A quality's kind gives way to the canvas; one that was asked for does not.
            if self.said("profile").is_none() {
                let deep = kinds.iter().find(|(_, samples)| samples.iter().any(|pixels| pixels.bits() >= color.bits()));
                return deep.map(|(name, _)| (*name).to_owned());
            }
            let message = format!("`{word}` has 8 bits, and a canvas in `{}` needs 10", color.word());
            self.refuse(node, "profile", &message, None);
        }
        Some(word.to_owned())
    }

    fn pixels(&mut self, profile: Option<&str>, canvas: &Canvas) -> Pixels {
        let of_profile =
            self.codec.profiles().iter().find(|(name, _)| Some(*name) == profile).map(|(_, pixels)| *pixels);
        let possible = of_profile.unwrap_or(self.codec.pixels());
        let written = self.word("pixels").and_then(|(_, word)| Pixels::of(word));
        if let Some(node) = self.said("pixels") {
            // A word that is none was refused by the walk.
            let Some(pixels) = node.scalar().and_then(Pixels::of) else { return usual(possible) };
            return self.asked_for(node, pixels, possible, canvas);
        }
        let mut pixels = written.filter(|pixels| possible.contains(pixels)).unwrap_or_else(|| usual(possible));
        if pixels.bits() < canvas.color.bits() {
            pixels = pixels.deeper();
        }
        match pixels.with_alpha() {
            Some(alpha) if canvas.background.a < 1.0 && possible.contains(&alpha) => alpha,
            _ => pixels,
        }
    }

    /// Samples that the document itself names.
    fn asked_for(&mut self, node: &Node, pixels: Pixels, possible: &[Pixels], canvas: &Canvas) -> Pixels {
        let word = pixels.word();
        if !possible.contains(&pixels) {
            let message = format!("{} has no samples like `{word}`", self.codec.name());
            let help = format!("it has {}", names(possible.iter().map(|pixels| pixels.word())));
            self.refuse(node, "pixels", &message, Some(help));
            return usual(possible);
        }
        if pixels.bits() < canvas.color.bits() {
            let message = format!("`{word}` has 8 bits, and a canvas in `{}` needs 10", canvas.color.word());
            let help = format!("leave `pixels` out, or say `{}`", pixels.deeper().word());
            self.refuse(node, "pixels", &message, Some(help));
        }
        pixels
    }

    fn screen(&mut self, color: CanvasColor) -> Option<Screen> {
        let described = [("mastering", self.get("mastering")), ("light", self.get("light"))];
        if described.iter().all(|(_, node)| node.is_none()) {
            return None;
        }
        for (key, _) in described {
            let Some(node) = self.said(key) else { continue };
            if !self.codec.describes_screens() {
                let message = format!("{} streams carry nothing of it", self.codec.name());
                self.refuse(node, key, &message, Some("`hdr10` makes HEVC, `hdr10-av1` AV1".to_owned()));
            } else if color != CanvasColor::Pq {
                let message = format!("it belongs to HDR10, and the canvas is in `{}`", color.word());
                self.refuse(node, key, &message, Some("say `canvas: { color: pq }`".to_owned()));
            }
        }
        if !self.codec.describes_screens() || color != CanvasColor::Pq {
            return None;
        }
        let [(_, mastering), (_, light)] = described;
        let number = |node: Option<&Node>, key: &str, usual: f64| {
            node.and_then(|node| node.get(key)).and_then(Node::scalar).and_then(values::number).unwrap_or(usual)
        };
        let word = mastering.and_then(|node| node.get("primaries")).and_then(Node::scalar);
        let screen = Screen {
            primaries: word.and_then(Primaries::of).unwrap_or(Primaries::DisplayP3),
            luminance: [number(mastering, "max", 1000.0), number(mastering, "min", 0.0001)],
            max_light: number(light, "max", 1000.0) as u32,
            average_light: number(light, "average", 400.0) as u32,
        };
        if let Some(node) = mastering.filter(|_| screen.luminance[1] >= screen.luminance[0]) {
            self.refuse(node, "mastering", "`min` must be below `max`", None);
        }
        if let Some(node) = light.filter(|_| screen.average_light > screen.max_light) {
            self.refuse(node, "light", "`average` can't be above `max`", None);
        }
        Some(screen)
    }
}

fn usual(possible: &[Pixels]) -> Pixels {
    possible.first().copied().unwrap_or(Pixels::Yuv420p)
}

fn names<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
