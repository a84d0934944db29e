//! Pixel formats other than 8-bit 4:2:0, brought there exactly the same way on every box.
#![expect(unsafe_code, reason = "swscale is set up option by option")]

use std::ffi::{CStr, c_int};
use std::ptr;

use ffmpeg_next::ffi;

use super::DecodedFrame;
use super::stream::pixel;

/// Converts pictures of one format and size to `yuv420p` of the same size.
pub struct Scaler {
    context: *mut ffi::SwsContext,
    from: (i32, u32, u32),
    target: DecodedFrame,
}

// SAFETY: the context is owned by this value alone and used through `&mut self` only.
unsafe impl Send for Scaler {}

impl Scaler {
    /// `None` where swscale can't read that format. `matrix` and `full` say how the source is coded; both are kept,
    /// except that RGB becomes `matrix` in limited range.
    pub fn open(from: (i32, u32, u32), target: i32, matrix: u8, full: bool) -> Option<Self> {
        let (format, width, height) = from;
        let target_frame = DecodedFrame::picture(target, width, height)?;
        let rgb = pixel(format).rgb;
        let flags = ffi::SWS_BICUBIC
            | ffi::SWS_ACCURATE_RND
            | ffi::SWS_BITEXACT
            | ffi::SWS_FULL_CHR_H_INP
            | ffi::SWS_FULL_CHR_H_INT;
        // SAFETY: the context is alive between alloc and the drop of `scaler`; option names are C strings.
        unsafe {
            let context = ffi::sws_alloc_context();
            if context.is_null() {
                return None;
            }
            let scaler = Self { context, from, target: target_frame };
            let set = |name: &CStr, value: i64| ffi::av_opt_set_int(context.cast(), name.as_ptr(), value, 0) >= 0;
            let ready = set(c"srcw", i64::from(width))
                && set(c"srch", i64::from(height))
                && set(c"src_format", i64::from(format))
                && set(c"dstw", i64::from(width))
                && set(c"dsth", i64::from(height))
                && set(c"dst_format", i64::from(target))
                && set(c"sws_flags", i64::from(flags));
            if !ready {
                return None;
            }
            // Chroma that is made smaller here lands where H.264 says it lies: left of the pair, between the rows.
            set(c"dst_h_chr_pos", 0);
            set(c"dst_v_chr_pos", 128);
            let range = c_int::from(full);
            let table = ffi::sws_getCoefficients(c_int::from(matrix));
            // Set twice: the first call decides how the context is initialised, the second holds where that resets it.
            let colour = || {
                let target_range = if rgb { 0 } else { range };
                ffi::sws_setColorspaceDetails(context, table, range, table, target_range, 0, 1 << 16, 1 << 16)
            };
            colour();
            if ffi::sws_init_context(context, ptr::null_mut(), ptr::null_mut()) < 0 {
                return None;
            }
            colour();
            Some(scaler)
        }
    }

    /// Whether this converter was opened for pictures such as this one.
    pub fn fits(&self, frame: &DecodedFrame) -> bool {
        self.from == (frame.format(), frame.width(), frame.height())
    }

    /// Converts `frame`; the result is held until the next call.
    pub fn convert(&mut self, frame: &DecodedFrame) -> bool {
        let (_, _, height) = self.from;
        let source = frame.raw();
        let rows = c_int::try_from(height).unwrap_or(0);
        // SAFETY: the source has the format and size that the context was opened for (`fits`), the target was allocated
        // for the same size, and nothing else refers to the target's buffers.
        let written = unsafe {
            let target = self.target.raw_mut();
            ffi::sws_scale(
                self.context,
                source.data.as_ptr().cast(),
                source.linesize.as_ptr(),
                0,
                rows,
                (*target).data.as_ptr(),
                (*target).linesize.as_ptr(),
            )
        };
        written == rows
    }

    /// The picture that [`Scaler::convert`] made last.
    pub fn picture(&self) -> &DecodedFrame {
        &self.target
    }
}

impl Drop for Scaler {
    fn drop(&mut self) {
        // SAFETY: the context was allocated by swscale and is freed once.
        unsafe { ffi::sws_freeContext(self.context) };
    }
}
