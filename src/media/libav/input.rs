//! A container, open for reading: formats that are allowed, one file, nothing else reachable.
#![expect(unsafe_code, reason = "reading packets in place and seeking need libav's own calls")]

use std::fs::File;
use std::path::{Path, PathBuf};

use ffmpeg_next::codec::packet::Packet;
use ffmpeg_next::codec::packet::traits::Mut;
use ffmpeg_next::ffi;
use ffmpeg_next::format::context::StreamIo;
use ffmpeg_next::{Dictionary, Error, format};

use crate::base::{Failure, Rational, Reason, printable};

use super::stream::{sketch, stamp, text};
use super::watch::{Watch, WatchedFile};
use super::{StreamSketch, fault};

/// Containers that may be read. Playlists, concatenation scripts and image patterns reach other files and are not here.
const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mp3,wav,w64,flac,ogg,aac,aiff,caf,au,mxf,\
                       flv,asf,ivf,gif,yuv4mpegpipe";
const MAX_STREAMS: usize = 64;
/// The longest side of an image file that is drawn.
pub const MOST_SIDE: u32 = 8192;
/// The largest picture that is opened, in pixels.
pub const MAX_PIXELS: u64 = 8192 * 8192;
const BUFFER: usize = 64 * 1024;

/// An open container.
pub struct Input {
    path: PathBuf,
    context: format::context::Input,
    watch: Watch,
    streams: Vec<StreamSketch>,
}

/// What reading the next packet gave.
#[derive(Debug, PartialEq, Eq)]
pub enum PacketRead {
    Packet,
    End,
    /// The container can't be read beyond this point.
    Broken(String),
}

impl Input {
    /// Opens what `file` holds; `path` is only its name in sentences.
    pub fn open(path: &Path, file: File) -> Result<Self, Failure> {
        Self::open_with(path, file, true)
    }

    /// Like [`open`](Self::open), with no codec asked: streams are then told as the container alone tells them.
    pub fn open_undecoded(path: &Path, file: File) -> Result<Self, Failure> {
        Self::open_with(path, file, false)
    }

    fn open_with(path: &Path, file: File, codecs: bool) -> Result<Self, Failure> {
        fault::quiet();
        let watch = Watch::start();
        let reader = WatchedFile { file, watch: watch.clone() };
        let io = StreamIo::from_read_seek_with_capacity(reader, BUFFER)
            .map_err(|error| unreadable(path, &fault::sentence(error)))?;
        let mut options = Dictionary::new();
        options.set("format_whitelist", FORMATS);
        // The file is read through our own descriptor, so no protocol at all is needed, and none can be named from inside.
        options.set("protocol_whitelist", "none");
        options.set("max_streams", &MAX_STREAMS.to_string());
        if !codecs {
            options.set("codec_whitelist", "none");
        }
        let asked = watch.clone();
        let opened = format::input_from_stream_with_interrupt(io, None, Some(options), move || asked.expired());
        let context = opened.map_err(|error| open_failure(path, &watch, error))?;
        let streams: Vec<StreamSketch> = context.streams().map(|stream| sketch(&stream)).collect();
        if streams.len() > MAX_STREAMS {
            return Err(unreadable(path, &format!("it has more than {MAX_STREAMS} streams")));
        }
        Ok(Self { path: path.to_owned(), context, watch, streams })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    pub fn streams(&self) -> &[StreamSketch] {
        &self.streams
    }

    /// libav's names of the container's format.
    pub fn format(&self) -> String {
        // SAFETY: the input format is static data of the library.
        unsafe { text((*(*self.context.as_ptr()).iformat).name) }
    }

    /// Whether the container keeps no presentation times, so that frames are known by their order alone.
    pub fn counts_frames(&self) -> bool {
        self.format().split(',').any(|name| matches!(name, "avi" | "mpeg"))
    }

    /// The whole length that the container declares.
    pub fn declared_duration(&self) -> Option<Rational> {
        // SAFETY: the context is alive.
        let ticks = stamp(unsafe { (*self.context.as_ptr()).duration }).filter(|ticks| *ticks > 0)?;
        Rational::checked(i128::from(ticks), i128::from(ffi::AV_TIME_BASE))
    }

    /// Where the file's own time line begins: the earliest start of a picture or sound stream.
    pub fn origin(&self) -> Rational {
        let starts = self.streams.iter().filter(|stream| stream.kind != super::StreamKind::Other && !stream.cover_art);
        let starts = starts.filter_map(|stream| stream.time_base.checked_mul(Rational::from_int(stream.start?)));
        starts.min().unwrap_or(Rational::ZERO)
    }

    /// Leaves out all other streams' packets from now on.
    pub fn keep_only(&mut self, wanted: usize) {
        for index in 0..self.streams.len() {
            if index != wanted
                && let Some(mut stream) = self.context.stream_mut(index)
            {
                // SAFETY: the stream belongs to the context borrowed here.
                unsafe { (*stream.as_mut_ptr()).discard = ffi::AVDiscard::AVDISCARD_ALL };
            }
        }
    }

    /// Reads the next packet into `packet`, replacing what it held.
    pub fn read(&mut self, packet: &mut Packet) -> Result<PacketRead, Failure> {
        self.watch.begin();
        // SAFETY: both pointers are alive; the packet is released before libav fills it again.
        let code = unsafe {
            ffi::av_packet_unref(packet.as_mut_ptr());
            ffi::av_read_frame(self.context.as_mut_ptr(), packet.as_mut_ptr())
        };
        if self.watch.stalled() {
            return Err(self.stalled());
        }
        if let Some((_, trouble)) = self.watch.trouble() {
            let name = printable::path(&self.path);
            return Err(Failure::new(Reason::SourceDamaged, format!("{name}: reading it failed: {trouble}")));
        }
        Ok(match code {
            0.. => PacketRead::Packet,
            ffi::AVERROR_EOF => PacketRead::End,
            code => PacketRead::Broken(fault::sentence(Error::from(code))),
        })
    }

    /// Goes to the last point at or before `stamp` from which `stream` can be decoded; `false` where libav finds none.
    pub fn seek_before(&mut self, stream: usize, stamp: i64) -> bool {
        self.watch.begin();
        let Ok(stream) = i32::try_from(stream) else { return false };
        // SAFETY: the context is alive and the stream index was taken from it.
        unsafe { ffi::av_seek_frame(self.context.as_mut_ptr(), stream, stamp, ffi::AVSEEK_FLAG_BACKWARD) >= 0 }
    }

    /// The parameters that a decoder of this stream is opened with.
    pub fn parameters(&self, stream: usize) -> Option<*const ffi::AVCodecParameters> {
        let stream = self.context.stream(stream)?;
        // SAFETY: the pointer is used only while the context lives, by the decoder that copies it at once.
        Some(unsafe { (*stream.as_ptr()).codecpar.cast_const() })
    }

    pub fn stalled(&self) -> Failure {
        let name = printable::path(&self.path);
        Failure::new(Reason::Stalled, format!("{name}: reading it made no progress for 30 seconds"))
    }
}

fn open_failure(path: &Path, watch: &Watch, error: Error) -> Failure {
    if watch.stalled() {
        let name = printable::path(path);
        return Failure::new(Reason::Stalled, format!("{name}: opening it made no progress for 30 seconds"));
    }
    if let Some((_, trouble)) = watch.trouble() {
        return unreadable(path, &format!("reading it failed: {trouble}"));
    }
    match error {
        Error::InvalidData => {
            unreadable(path, "this is no picture, video or sound that can be read, or its start is damaged")
        }
        Error::Other { errno: ffmpeg_next::error::EINVAL } => {
            unreadable(path, "this kind of file is not read; export it as MP4, MOV, MKV, WebM, WAV, FLAC or MP3")
        }
        Error::Eof => unreadable(path, "the file ends before its pictures and sounds begin"),
        other => unreadable(path, &fault::sentence(other)),
    }
}

/// The failure of a source that is there but can't be used, with the reason as a clause.
pub fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(path)))
}
