//! Frames in a graphics device's memory, for encoders that take none from elsewhere.
#![expect(unsafe_code, reason = "devices and their frames are made through libav's own calls")]

use std::ptr;

use ffmpeg_next::{Error, ffi};

use super::codec::DecodedFrame;
use super::fault;
use super::pixels::{pixel, pixel_number};

/// Frames that may be in the device at one time: those that the encoder holds back, and a few on their way.
const POOL: i32 = 24;

/// A pool of frames of one size on a VA-API device.
pub struct DeviceFrames(*mut ffi::AVBufferRef);

// SAFETY: the reference is owned by this value alone; libav's buffers may be used from any thread, one at a time.
unsafe impl Send for DeviceFrames {}

impl DeviceFrames {
    /// The box's first VA-API device, with frames whose samples are like `pixel`.
    pub fn open(pixel_format: &str, width: u32, height: u32) -> Result<Self, String> {
        fault::quiet();
        let samples = pixel_number(pixel_format);
        if pixel(samples).name.is_empty() {
            return Err(format!("{pixel_format} is no pixel format"));
        }
        let size = |value: u32| i32::try_from(value).map_err(|_| "the picture is too large".to_owned());
        let (width, height) = (size(width)?, size(height)?);
        let mut device = ptr::null_mut();
        // SAFETY: the pointers live through the calls; both references are given back on every way out.
        unsafe {
            let kind = ffi::AVHWDeviceType::AV_HWDEVICE_TYPE_VAAPI;
            let code = ffi::av_hwdevice_ctx_create(&raw mut device, kind, ptr::null(), ptr::null_mut(), 0);
            if code < 0 {
                return Err(format!("no VA-API device answers: {}", fault::sentence(Error::from(code))));
            }
            let frames = ffi::av_hwframe_ctx_alloc(device);
            ffi::av_buffer_unref(&raw mut device);
            if frames.is_null() {
                return Err("no memory for the device's frames".to_owned());
            }
            let frames = Self(frames);
            let context = (*frames.0).data.cast::<ffi::AVHWFramesContext>();
            (*context).format = ffi::AVPixelFormat::AV_PIX_FMT_VAAPI;
            (&raw mut (*context).sw_format).cast::<i32>().write(samples);
            (*context).width = width;
            (*context).height = height;
            (*context).initial_pool_size = POOL;
            let code = ffi::av_hwframe_ctx_init(frames.0);
            if code < 0 {
                let why = fault::sentence(Error::from(code));
                return Err(format!("the device has no {pixel_format} frames of that size: {why}"));
            }
            Ok(frames)
        }
    }

    /// Copies a frame into the device's memory.
    pub fn upload(&self, frame: &DecodedFrame) -> Result<DecodedFrame, String> {
        let mut there = DecodedFrame::empty();
        let done = |code: i32| if code < 0 { Err(fault::sentence(Error::from(code))) } else { Ok(()) };
        // SAFETY: pool and frames are alive; the new frame is empty and libav fills it.
        unsafe {
            done(ffi::av_hwframe_get_buffer(self.0, there.raw_mut(), 0))?;
            done(ffi::av_hwframe_transfer_data(there.raw_mut(), frame.inner().as_ptr(), 0))?;
            done(ffi::av_frame_copy_props(there.raw_mut(), frame.inner().as_ptr()))?;
        }
        Ok(there)
    }

    /// A reference of its own for an encoder that is not open yet; null where there is no memory for one.
    pub(super) fn share(&self) -> *mut ffi::AVBufferRef {
        // SAFETY: the reference is alive as long as `self`.
        unsafe { ffi::av_buffer_ref(self.0) }
    }
}

impl Drop for DeviceFrames {
    fn drop(&mut self) {
        // SAFETY: the reference is owned by this value and given back once.
        unsafe { ffi::av_buffer_unref(&raw mut self.0) };
    }
}
