//! The encoders of pictures: what each lets one choose, and the options under which the same frames give the same bytes.

mod av1;
mod codec;
mod demanding;
mod dnxhr;
mod ffv1;
mod h264_level;
mod prores;
mod recipe;
mod still;
mod vp9;
mod x264;
mod x265;

pub use av1::SvtAv1;
pub use codec::VideoCodec;
pub use demanding::Demanding;
pub use dnxhr::DnxHr;
pub use ffv1::Ffv1;
pub use prores::ProRes;
pub use recipe::Options;
pub(in crate::media) use recipe::Recipe;
pub use still::Still;
pub use vp9::Vp9;
pub use x264::{X264, X264_THREADS};
pub use x265::X265;
