//! Every picture of a film in the order in which it is shown, as it is: damaged ones too, with what the decoder says of each.

use std::path::{Path, PathBuf};

use crate::base::{Failure, Rational, printable};

use super::inspect::ColorTags;
use super::libav::{
    DecodedFrame, Decoder, Input, PacketRead, PixelSketch, RawPacket, Received, StreamKind, StreamSketch, has_decoder,
    open_regular, pixel, unreadable,
};
use super::picture::{ChromaSite, Picture, plane_size};
use super::planes::{OwnPlanes, chroma_of, depth_of, unpack};

/// Decodes the first video stream of a file from its start to its end, whatever is wrong in between.
pub struct Reel {
    path: PathBuf,
    input: Input,
    decoder: Decoder,
    stream: StreamSketch,
    packet: RawPacket,
    frame: DecodedFrame,
    own: Option<OwnPlanes>,
    pixel: (i32, PixelSketch),
    draining: bool,
    /// What the decoder refused since the last picture.
    trouble: Option<String>,
    /// Why reading stopped before the container's end.
    broken: Option<String>,
    torn: bool,
}

/// One decoded picture.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// When it is shown, in seconds; none where nothing says it.
    pub at: Option<Rational>,
    /// The decoder had to make up parts of it.
    pub damaged: bool,
    /// What could not be decoded just before it came out.
    pub trouble: Option<String>,
    pub colors: ColorTags,
    pub picture: Picture<'a>,
}

impl Reel {
    /// The pictures of the file at `path`; none where it has none.
    pub fn open(path: &Path) -> Result<Option<Self>, Failure> {
        let (file, _) = open_regular(path)?;
        let mut input = Input::open(path, file)?;
        let shown = |stream: &&StreamSketch| stream.kind == StreamKind::Video && !stream.cover_art;
        let Some(stream) = input.streams().iter().find(shown).cloned() else { return Ok(None) };
        if !has_decoder(&input, stream.index) {
            return Err(unreadable(path, &format!("its codec {} can't be decoded here", stream.codec)));
        }
        input.keep_only(stream.index);
        let decoder = Decoder::open(&input, &stream)?;
        Ok(Some(Self {
            path: path.to_owned(),
            input,
            decoder,
            stream,
            packet: RawPacket::empty(),
            frame: DecodedFrame::empty(),
            own: None,
            pixel: (-1, PixelSketch::default()),
            draining: false,
            trouble: None,
            broken: None,
            torn: false,
        }))
    }

    /// How exactly the container can say a time.
    pub fn time_base(&self) -> Rational {
        self.stream.time_base
    }

    /// Why the pictures ended before the container said so; asked after the last one.
    pub fn ended_early(&self) -> Option<String> {
        let torn = || self.torn.then(|| "the last picture's bytes are not all there".to_owned());
        self.broken.clone().or_else(torn)
    }

    /// What was refused after the last picture that came out.
    pub fn last_trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// The next picture; `None` after the last one.
    pub fn next_shown(&mut self) -> Result<Option<Shown<'_>>, Failure> {
        if !self.decode()? {
            return Ok(None);
        }
        if self.pixel.0 != self.frame.format() {
            self.pixel = (self.frame.format(), pixel(self.frame.format()));
            if !self.pixel.1.readable {
                let why = format!("its pixel format {} can't be read", self.pixel.1.name);
                return Err(unreadable(&self.path, &why));
            }
        }
        let direct = self.pixel.1.planes().filter(|planes| planes.iter().all(|at| self.frame.plane(*at, 1).is_some()));
        self.own = match direct {
            Some(_) => None,
            None => unpack(&self.frame, &self.pixel.1),
        };
        let trouble = self.trouble.take();
        let at = self.frame.stamp().and_then(|stamp| self.stream.time_base.checked_mul(Rational::from_int(stamp)));
        let (damaged, colors) = (self.frame.damaged(), ColorTags::new(self.frame.colors()));
        let picture = self.picture().ok_or_else(|| {
            let name = printable::path(&self.path);
            Failure::new(crate::base::Reason::SourceDamaged, format!("{name}: a decoded picture lacks a plane"))
        })?;
        Ok(Some(Shown { at, damaged, trouble, colors, picture }))
    }

    fn decode(&mut self) -> Result<bool, Failure> {
        loop {
            self.input.watch().begin();
            match self.decoder.receive(&mut self.frame) {
                Received::Frame => return Ok(true),
                Received::End => return Ok(false),
                Received::Hungry if self.draining => return Ok(false),
                Received::Hungry => self.feed()?,
                Received::Broken(why) => {
                    self.trouble.get_or_insert(why);
                    self.feed()?;
                }
            }
        }
    }

    fn feed(&mut self) -> Result<(), Failure> {
        loop {
            match self.input.read(&mut self.packet)? {
                PacketRead::Packet if self.packet.stream() != self.stream.index => {}
                PacketRead::Packet => {
                    self.torn = self.packet.is_corrupt();
                    if let Received::Broken(why) = self.decoder.send(&self.packet) {
                        self.trouble.get_or_insert(why);
                    }
                    return Ok(());
                }
                ended => {
                    if let PacketRead::Broken(why) = ended {
                        self.broken = Some(why);
                    }
                    if !self.draining {
                        self.draining = true;
                        self.decoder.send_end();
                    }
                    return Ok(());
                }
            }
        }
    }

    fn picture(&self) -> Option<Picture<'_>> {
        let pixel = &self.pixel.1;
        let (width, height) = (self.frame.width(), self.frame.height());
        let chroma = chroma_of(pixel);
        let plane = |part: usize| match &self.own {
            Some(own) => own.plane(part),
            None => {
                let (_, rows) = plane_size((width, height), chroma, part);
                self.frame.plane(pixel.parts.get(part)?.plane, rows)
            }
        };
        let [first, second, third] = if pixel.gray { [0, 0, 0] } else { [0, 1, 2] };
        let alpha = if pixel.gray { 1 } else { 3 };
        let colors = ColorTags::new(self.frame.colors());
        Some(Picture {
            width,
            height,
            planes: [plane(first)?, plane(second)?, plane(third)?],
            alpha: if pixel.alpha { plane(alpha) } else { None },
            chroma,
            site: ChromaSite::Left,
            depth: depth_of(pixel),
            full_range: colors.full_range == Some(true),
            matrix: colors.matrix,
        })
    }
}
