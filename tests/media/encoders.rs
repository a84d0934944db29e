//! What the box can do is found out by doing it.

use rushes::base::Reason;
use rushes::media::{KNOWN_ENCODERS, build, smoke_encode, versions};

#[test]
fn the_encoders_that_exports_rest_on_work() {
    for name in
        ["libx264", "aac", "ffv1", "prores_ks", "dnxhd", "libx265", "libvpx-vp9", "gif", "png", "mjpeg", "tiff", "exr"]
    {
        assert!(KNOWN_ENCODERS.contains(&name));
        smoke_encode(name).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn an_encoder_that_is_not_there_is_missing_and_not_broken() {
    let failure = smoke_encode("no_such_encoder").unwrap_err();
    assert_eq!(failure.reason, Reason::EncoderMissing);
    assert!(failure.message.contains("no_such_encoder"));
}

#[test]
fn the_build_is_named_exactly() {
    let versions = versions();
    assert!(build().starts_with(&format!("libavcodec {}, x264 - core ", versions.codec)), "{}", build());
    // x264 is GPL, so a build that has it is.
    assert!(versions.gpl, "{}", versions.license);
}
