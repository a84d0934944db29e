//! The parts of an export, each alone: frames composed and laid aside, sources decoded, frames laid aside encoded.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::base::facts::Facts;
use crate::base::{Failure, Reason};
use crate::compose::{
    ComposerSettings, FrameLayout, ImagePixels, Pictures, ReadyFrame, Renderer, Submitted, VideoPicture,
};
use crate::config::Places;
use crate::export::Limits;
use crate::export::composers::{Adapter, Composers};
use crate::export::formats;
use crate::export::pictures::OpenPictures;
use crate::export::prepare::{self, Prepared};
use crate::export::steps::Steps;
use crate::export::stop::{StopFlag, Stopped};
use crate::media::{FramePlanes, VideoEncoder};
use crate::plan::Chunk;
use crate::timeline::Scene;

use super::cost::Cost;

/// A video's frame that was asked for, by layer.
type Asked = (usize, PathBuf, u64);

/// Frames as the encoder gets them, in a file without a name that its owner's end removes.
pub struct Spool {
    file: File,
    layout: FrameLayout,
    /// Of each chunk, in order.
    frames: Vec<u64>,
    asked: Vec<Vec<Asked>>,
    writing: Cost,
}

/// Pictures that remember what was asked of them.
struct Remembering<'a> {
    inner: OpenPictures<'a>,
    asked: Vec<Asked>,
}

impl Pictures for Remembering<'_> {
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure> {
        self.inner.image(path)
    }

    fn animation(&mut self, layer: usize, path: &Path, frame: u64) -> Result<ImagePixels, Failure> {
        self.inner.animation(layer, path, frame)
    }

    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure> {
        self.inner.video_size(path)
    }

    fn video(&mut self, layer: usize, path: &Path, frame: u64) -> Result<VideoPicture<'_>, Failure> {
        self.asked.push((layer, path.to_owned(), frame));
        self.inner.video(layer, path, frame)
    }
}

/// Composes the chunks' frames and lays them aside; what that cost, sources decoded and without the laying aside.
pub fn compose(
    (prepared, adapter): (&Prepared, &Adapter),
    (places, limits, stop): (&Places, &Limits, &StopFlag),
    chunks: &[Chunk],
) -> Result<(Cost, Spool), Stopped> {
    let checked = &prepared.checked;
    let settings = ComposerSettings {
        canvas: (checked.project.canvas.width, checked.project.canvas.height),
        color: checked.export.video.color,
        output: checked.export.size,
        ring_slots: limits.ring_slots,
        cache_bytes: limits.cache_bytes,
    };
    let format = formats::planes(prepared.encoder.samples, checked.export.video.color);
    let mut composers = Composers::new(adapter, settings, format, limits.patience);
    let file = tempfile::tempfile_in(places.cache())
        .map_err(|error| Failure::io("laying frames aside", places.cache(), &error))?;
    let mut spool = Spool {
        file,
        layout: FrameLayout::new(format, settings.output.0, settings.output.1),
        frames: Vec::new(),
        asked: Vec::new(),
        writing: Cost::default(),
    };
    let common = prepare::common(checked, &prepared.plan.class);
    let mut steps = Steps::new(&prepared.timeline, common, places.kept(), prepare::series(checked), limits.patience);
    let cost = Cost::of(|| {
        let mut count = 0;
        for chunk in chunks {
            let mut pictures = Remembering { inner: OpenPictures::unmetered(&checked.facts), asked: Vec::new() };
            let mut scene = Scene::default();
            let composer = composers.on(chunk.path)?;
            for frame in chunk.from..chunk.to {
                stop.check()?;
                prepared.timeline.scene(frame, &mut scene);
                if let Renderer::Device(composer) = &mut *composer {
                    steps.bring_up(&scene, composer, &mut pictures)?;
                }
                while composer.submit(&scene, &mut pictures, frame)? == Submitted::RingFull {
                    spool.keep(&composer.next_ready(limits.patience)?)?;
                }
                while composer.under_way() > 1 {
                    spool.keep(&composer.next_ready(limits.patience)?)?;
                }
            }
            while composer.under_way() > 0 {
                spool.keep(&composer.next_ready(limits.patience)?)?;
            }
            count += chunk.frames();
            spool.frames.push(chunk.frames());
            spool.asked.push(pictures.asked);
        }
        Ok::<u64, Stopped>(count)
    })?;
    Ok((cost.without(spool.writing), spool))
}

/// Decodes what composing asked for, in the same order.
pub fn decode(facts: &Facts, spool: &Spool, stop: &StopFlag) -> Result<Cost, Stopped> {
    Cost::of(|| {
        for asked in &spool.asked {
            let mut pictures = OpenPictures::unmetered(facts);
            for (layer, path, frame) in asked {
                stop.check()?;
                pictures.video(*layer, path, *frame)?;
            }
        }
        Ok(spool.frames.iter().sum())
    })
}

/// Encodes the frames that were laid aside, each chunk by an encoder of its own as in an export.
pub fn encode(prepared: &Prepared, spool: &mut Spool, stop: &StopFlag) -> Result<Cost, Stopped> {
    spool.file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let layout = spool.layout;
    let mut bytes = vec![0; layout.bytes as usize];
    let mut made = 0u64;
    Cost::of(|| {
        for frames in &spool.frames {
            let mut encoder = VideoEncoder::open(&prepared.encoder)?;
            for index in 0..*frames {
                stop.check()?;
                spool.file.read_exact(&mut bytes).map_err(|error| unreadable(&error))?;
                let count = layout.format.planes();
                let place = [0, 1, 2, 3].map(|index| (index < count).then(|| layout.plane(index)));
                let planes = FramePlanes {
                    planes: place.map(|place| place.map_or(&[][..], |(start, ..)| &bytes[start..])),
                    strides: place.map(|place| place.map_or(0, |(_, stride, ..)| stride)),
                };
                encoder.push(&planes, i64::try_from(index).unwrap_or(0), &mut |packet| {
                    made += packet.bytes.len() as u64;
                    Ok(())
                })?;
            }
            encoder.finish(&mut |packet| {
                made += packet.bytes.len() as u64;
                Ok(())
            })?;
        }
        if made == 0 {
            return Err(Failure::new(Reason::EncoderFailed, "the encoder made nothing").into());
        }
        Ok(spool.frames.iter().sum())
    })
}

impl Spool {
    fn keep(&mut self, ready: &ReadyFrame) -> Result<(), Failure> {
        let written = Cost::of(|| self.file.write_all(ready.bytes()).map(|()| 1));
        let written = written.map_err(|error| {
            Failure::new(Reason::DiskFull, format!("frames can't be laid aside in the cache: {error}"))
        })?;
        self.writing.wall += written.wall;
        self.writing.cpu += written.cpu;
        Ok(())
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::new(Reason::Crashed, format!("frames that were laid aside can't be read: {error}"))
}
