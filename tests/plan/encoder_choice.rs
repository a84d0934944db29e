//! Which encoder is taken, with every outcome of trying.

use rushes::base::{Failure, Reason};
use rushes::plan::encoder_choice::{EncoderChoice, choose};
use rushes::project::model::EncoderWish;

const KNOWN: [&str; 3] = ["h264_nvenc", "h264_qsv", "h264_vaapi"];

/// The choice where only `working` work, and the names that were tried.
fn chosen(wish: EncoderWish, working: &[&str]) -> (Result<EncoderChoice, Failure>, Vec<String>) {
    let mut tried = Vec::new();
    let choice = choose(&wish, "h264", &KNOWN, &mut |name| {
        tried.push(name.to_owned());
        match name {
            _ if working.contains(&name) => Ok(()),
            "h264_qsv" => Err(Failure::new(Reason::EncoderMissing, "this box's FFmpeg has no encoder h264_qsv")),
            _ => Err(Failure::new(Reason::EncoderFailed, format!("{name} did not start: no device"))),
        }
    });
    (choice, tried)
}

#[test]
fn software_is_what_nothing_said_means() {
    for wish in [EncoderWish::Auto, EncoderWish::Software] {
        let (choice, tried) = chosen(wish, &KNOWN);
        assert_eq!((choice.unwrap(), tried.len()), (EncoderChoice::default(), 0));
    }
}

#[test]
fn hardware_takes_the_first_that_works() {
    for (working, expected, tries) in
        [(&KNOWN[..], "h264_nvenc", 1), (&KNOWN[1..], "h264_qsv", 2), (&KNOWN[2..], "h264_vaapi", 3)]
    {
        let (choice, tried) = chosen(EncoderWish::Hardware, working);
        let choice = choice.unwrap();
        assert_eq!((choice.hardware.as_deref(), choice.fallback, tried.len()), (Some(expected), None, tries));
    }
}

#[test]
fn hardware_falls_back_to_software_with_every_reason() {
    let (choice, tried) = chosen(EncoderWish::Hardware, &[]);
    let choice = choice.unwrap();
    assert_eq!((choice.hardware, tried.len()), (None, 3));
    assert_eq!(
        choice.fallback.unwrap(),
        "no graphics device here makes h264 (h264_nvenc did not start: no device; h264_qsv: not in this box's FFmpeg; \
         h264_vaapi did not start: no device); it is made in software"
    );
    let none = choose(&EncoderWish::Hardware, "ffv1", &[], &mut |_| Ok(())).unwrap();
    assert!(none.fallback.unwrap().contains("no graphics device makes ffv1"));
}

#[test]
fn a_name_is_that_encoder_or_a_failure() {
    for name in ["vaapi", "h264_vaapi"] {
        let (choice, tried) = chosen(EncoderWish::Named(name.into()), &["h264_vaapi"]);
        assert_eq!(choice.unwrap().hardware.as_deref(), Some("h264_vaapi"));
        assert_eq!(tried, ["h264_vaapi"], "no other one is asked");
        let failure = chosen(EncoderWish::Named(name.into()), &["h264_nvenc"]).0.unwrap_err();
        assert_eq!(failure.reason, Reason::EncoderMissing);
        assert!(failure.message.contains("no device") && failure.message.contains(name), "{}", failure.message);
    }
    let failure = chosen(EncoderWish::Named("amf".into()), &KNOWN).0.unwrap_err();
    assert!(failure.message.contains("does not make h264"), "{}", failure.message);
}
