//! Filters of libav between frames that go in and frames that come out.
#![expect(unsafe_code, reason = "frames are handed to filters through libav's own calls")]

use ffmpeg_next::filter::{self, Graph};
use ffmpeg_next::{Error, ffi};

use super::codec::DecodedFrame;
use super::fault;

/// A chain of filters with one or two inputs.
pub struct Filters {
    graph: Graph,
}

/// One input: packed pixels of a size, frame after frame.
#[derive(Debug, Clone, Copy)]
pub struct FilterInput<'a> {
    pub name: &'a str,
    /// libav's name of the pixel format.
    pub pixel: &'a str,
    pub width: u32,
    pub height: u32,
}

impl Filters {
    /// `chain` is written as libav's users write it, with the inputs' names as labels; what comes out is called `out`.
    pub fn open(inputs: &[FilterInput<'_>], chain: &str) -> Result<Self, String> {
        fault::quiet();
        let failed = |error: Error| fault::sentence(error);
        let missing = |name: &str| format!("this box's FFmpeg has no filter {name}");
        let mut graph = Graph::new();
        let source = filter::find("buffer").ok_or_else(|| missing("buffer"))?;
        let sink = filter::find("buffersink").ok_or_else(|| missing("buffersink"))?;
        for input in inputs {
            let FilterInput { name, pixel, width, height } = input;
            let shape = format!("video_size={width}x{height}:pix_fmt={pixel}:time_base=1/100:pixel_aspect=1/1");
            graph.add(&source, name, &shape).map_err(failed)?;
        }
        graph.add(&sink, "out", "").map_err(failed)?;
        // Results must not depend on how many threads a box gives to a filter.
        // SAFETY: the graph was just made and is not configured yet.
        unsafe { (*graph.as_mut_ptr()).nb_threads = 1 };
        let mut parser = filter::graph::Parser::new(&mut graph);
        for input in inputs {
            parser = parser.output(input.name, 0).map_err(failed)?;
        }
        parser.input("out", 0).and_then(|parser| parser.parse(chain)).map_err(failed)?;
        graph.validate().map_err(failed)?;
        Ok(Self { graph })
    }

    /// Hands a frame in. It is borrowed: what the filters keep of it is a reference of their own.
    pub fn send(&mut self, input: &str, frame: &DecodedFrame) -> Result<(), String> {
        const KEEP: i32 = ffi::AV_BUFFERSRC_FLAG_KEEP_REF as i32;
        let mut context = self.graph.get(input).ok_or_else(|| format!("no input {input}"))?;
        // SAFETY: context and frame are alive; with this flag libav takes a reference and leaves the frame as it is.
        let code = unsafe {
            let raw = frame.inner().as_ptr().cast_mut();
            ffi::av_buffersrc_add_frame_flags(context.as_mut_ptr(), raw, KEEP)
        };
        if code < 0 { Err(fault::sentence(Error::from(code))) } else { Ok(()) }
    }

    /// Says that no frame follows at that input; `at` is where the last one ended.
    pub fn end(&mut self, input: &str, at: i64) -> Result<(), String> {
        let mut context = self.graph.get(input).ok_or_else(|| format!("no input {input}"))?;
        context.source().close(at).map_err(fault::sentence)
    }

    /// The next frame that is finished, if there is one.
    pub fn receive(&mut self) -> Result<Option<DecodedFrame>, String> {
        let mut context = self.graph.get("out").ok_or("no output")?;
        let mut frame = DecodedFrame::empty();
        // SAFETY: context and frame are alive; the frame is empty and libav fills it.
        let code = unsafe { ffi::av_buffersink_get_frame(context.as_mut_ptr(), frame.raw_mut()) };
        match Error::from(code) {
            _ if code >= 0 => Ok(Some(frame)),
            Error::Eof | Error::Other { errno: ffmpeg_next::error::EAGAIN } => Ok(None),
            error => Err(fault::sentence(error)),
        }
    }
}
