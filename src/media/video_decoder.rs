//! Frame-accurate decoding: the picture with exactly the index that was asked for, whichever way a clip is played.

use std::path::Path;

use crate::base::Failure;
use crate::base::facts::VideoFacts;

use super::deinterlace::{Neighbours, deinterlace};
use super::frame_reader::FrameReader;
use super::libav::{DecodedFrame, PixelSketch, pixel};
use super::picture::{ChromaSite, Picture, plane_size};
use super::planes::{OwnPlanes, chroma_of, depth_of, sample_bytes, unpack};
use super::shelf::FrameShelf;

/// Decodes one video stream. Growing indexes decode forward: the first frame costs one seek, the next ones none. Falling ones
/// are taken from windows that are decoded forward too, so that a clip played backwards costs little more.
pub struct VideoDecoder {
    facts: VideoFacts,
    reader: FrameReader,
    shelf: FrameShelf,
    /// The index that was asked for last, and its planes where they are not the decoder's own.
    shown: Option<u64>,
    own: Option<OwnPlanes>,
    /// What frames of the pixel format that was seen last are made of.
    pixel: (i32, PixelSketch),
}

impl VideoDecoder {
    /// A decoder that stands at `from_frame`. The facts are those that a probe of the same file found.
    pub fn open(path: &Path, facts: &VideoFacts, from_frame: u64) -> Result<Self, Failure> {
        let mut opened = Self {
            reader: FrameReader::open(path, facts)?,
            facts: facts.clone(),
            shelf: FrameShelf::default(),
            shown: None,
            own: None,
            pixel: (-1, PixelSketch::default()),
        };
        opened.frame(from_frame)?;
        Ok(opened)
    }

    /// The picture with that index in presentation order. The same index again gives the held picture.
    pub fn frame(&mut self, index: u64) -> Result<Picture<'_>, Failure> {
        if self.shown != Some(index) {
            let count = self.facts.frame_count();
            if index >= count {
                let why = format!("frame {index} was asked for, but there are only {count}");
                return Err(self.reader.damaged(&why));
            }
            let backwards = self.shown.is_some_and(|shown| index < shown);
            self.shown = None;
            self.fetch(index, backwards)?;
            self.own = self.prepare(index)?;
            self.shown = Some(index);
        }
        self.picture(index)
    }

    /// How many frames were decoded so far, those included that only lead to the ones that were asked for.
    pub fn decoded(&self) -> u64 {
        self.reader.decoded()
    }

    /// Brings the frame onto the shelf, with its neighbours where fields are put together with their help.
    fn fetch(&mut self, index: u64, backwards: bool) -> Result<(), Failure> {
        let last = self.facts.frame_count().saturating_sub(1);
        let reach = u64::from(self.facts.interlaced);
        let wanted = index.saturating_sub(reach)..=(index + reach).min(last);
        self.shelf.want(&wanted, backwards);
        // What a jump passes by may not be fit to be shown, so that it must be found for itself.
        while let Some((first, last)) = self.shelf.missing(wanted.clone()) {
            let shelf = &mut self.shelf;
            let mut keep = |index, frame| shelf.put(index, frame);
            if self.reader.at().is_some_and(|at| at < first) {
                self.reader.forward(last, &mut keep)?;
            } else {
                self.reader.locate(last, &mut keep)?;
            }
            if self.shelf.get(last).is_none() {
                return Err(self
                    .reader
                    .damaged(&format!("the picture at {} can't be decoded", self.reader.time(last))));
            }
        }
        Ok(())
    }

    /// The planes of a frame, where they are others than those that the decoder made.
    fn prepare(&mut self, index: u64) -> Result<Option<OwnPlanes>, Failure> {
        let frame = self.shelved(index)?;
        if (frame.width(), frame.height()) != (self.facts.width, self.facts.height) {
            let time = self.reader.time(index);
            return Err(self.reader.damaged(&format!("its picture size changes at {time}")));
        }
        if self.pixel.0 != frame.format() {
            self.pixel = (frame.format(), pixel(frame.format()));
            let bare = self.pixel.1.rgb || self.pixel.1.gray;
            if !self.pixel.1.readable || bare != (self.facts.color.matrix == 0) {
                let time = self.reader.time(index);
                return Err(self.reader.damaged(&format!("its pixel format changes at {time}")));
            }
        }
        if let (true, Some(top_first)) = (self.facts.interlaced, self.shelved(index)?.fields()) {
            return self.one_field(index, top_first).map(Some);
        }
        let frame = self.shelved(index)?;
        if self.direct(frame) { Ok(None) } else { self.unpacked(frame).map(Some) }
    }

    /// Whether the decoder's own planes can be handed out.
    fn direct(&self, frame: &DecodedFrame) -> bool {
        self.pixel.1.planes().is_some_and(|planes| planes.iter().all(|plane| frame.plane(*plane, 1).is_some()))
    }

    fn unpacked(&self, frame: &DecodedFrame) -> Result<OwnPlanes, Failure> {
        unpack(frame, &self.pixel.1).ok_or_else(|| self.reader.damaged("a decoded picture is not as large as it says"))
    }

    fn one_field(&self, index: u64, top_first: bool) -> Result<OwnPlanes, Failure> {
        let last = self.facts.frame_count().saturating_sub(1);
        let frames = [index.saturating_sub(1), index, (index + 1).min(last)].map(|index| self.shelved(index));
        let [before, own, after] = frames;
        let frames = [before?, own?, after?];
        if frames.iter().any(|frame| frame.format() != self.pixel.0 || (frame.width(), frame.height()) != self.size()) {
            return self.unpacked(frames[1]);
        }
        let unpacked: Result<Vec<_>, Failure> = frames
            .iter()
            .map(|frame| if self.direct(frame) { Ok(None) } else { self.unpacked(frame).map(Some) })
            .collect();
        let unpacked = unpacked?;
        let mut done = OwnPlanes::default();
        for part in 0..self.pixel.1.parts.len().max(if self.pixel.1.palette { 4 } else { 0 }) {
            let size = self.part_size(part);
            let plane = |which: usize| self.plane_of(frames[which], unpacked[which].as_ref(), part);
            let three = (|| Some(Neighbours { before: plane(0)?, own: plane(1)?, after: plane(2)? }))();
            let bytes = sample_bytes(depth_of(&self.pixel.1));
            three
                .and_then(|three| deinterlace(&three, size, bytes, top_first, &mut done))
                .ok_or_else(|| self.reader.damaged("a decoded picture lacks a plane"))?;
        }
        Ok(done)
    }

    fn size(&self) -> (u32, u32) {
        (self.facts.width, self.facts.height)
    }

    /// Columns and rows of a component's plane.
    fn part_size(&self, part: usize) -> (usize, usize) {
        let pixel = &self.pixel.1;
        let alpha = pixel.alpha && part + 1 == if pixel.palette { 4 } else { pixel.parts.len() };
        plane_size(self.size(), chroma_of(pixel), if alpha { 3 } else { part })
    }

    fn plane_of<'a>(
        &self,
        frame: &'a DecodedFrame,
        own: Option<&'a OwnPlanes>,
        part: usize,
    ) -> Option<(&'a [u8], usize)> {
        match own {
            Some(own) => own.plane(part),
            None => frame.plane(self.pixel.1.parts.get(part)?.plane, self.part_size(part).1),
        }
    }

    fn shelved(&self, index: u64) -> Result<&DecodedFrame, Failure> {
        self.shelf.get(index).ok_or_else(|| self.reader.damaged("a decoded picture was lost"))
    }

    fn picture(&self, index: u64) -> Result<Picture<'_>, Failure> {
        let frame = self.shelved(index)?;
        let pixel = &self.pixel.1;
        let plane = |part: usize| {
            self.plane_of(frame, self.own.as_ref(), part)
                .ok_or_else(|| self.reader.damaged("a decoded picture lacks a plane"))
        };
        let colors = if pixel.gray { [0, 0, 0] } else { [0, 1, 2] };
        let alpha = if pixel.gray { 1 } else { 3 };
        let [first, second, third] = colors.map(plane);
        let site = match frame.chroma_location() {
            2 => ChromaSite::Center,
            3 => ChromaSite::TopLeft,
            4 => ChromaSite::Top,
            _ => ChromaSite::Left,
        };
        Ok(Picture {
            width: self.facts.width,
            height: self.facts.height,
            planes: [first?, second?, third?],
            alpha: if pixel.alpha { Some(plane(alpha)?) } else { None },
            chroma: chroma_of(pixel),
            site,
            depth: depth_of(pixel),
            full_range: self.facts.color.full_range,
            matrix: self.facts.color.matrix,
        })
    }
}
