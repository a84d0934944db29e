//! Sound that is gone, moved, broken off or has a hole.

use rushes::export::verify::FaultKind;

use super::film::{Film, MOVING, faults, ffmpeg, seen};
use crate::support::desk::{Desk, FILM};

/// By how many milliseconds the sound is said to come late.
fn told(film: &Film, copy: &std::path::Path) -> f64 {
    let found = seen(copy);
    let moved = faults(&found, FaultKind::SoundOffset);
    assert!(!moved.is_empty(), "{}: {:#?}", film.path.display(), found.faults);
    let words: Vec<&str> = moved[0].message.split(' ').collect();
    let ms: f64 = words[words.iter().position(|word| *word == "ms").unwrap() - 1].parse().unwrap();
    if moved[0].message.contains("early") { -ms } else { ms }
}

#[test]
fn a_shift_is_found_to_a_few_milliseconds() {
    // Beats, and a tone that is the same all along but for its beginning and its end.
    for film in [Film::of(MOVING), Film::on(Desk::new(), FILM)] {
        let path = film.path.to_str().unwrap();
        for ms in [40i32, -40, 12] {
            let late = film.copy(|copy| match ms {
                ..0 => {
                    let filter =
                        format!("atrim=start={},asetpts=PTS-STARTPTS,apad=pad_dur=0.04", f64::from(-ms) / 1000.0);
                    ffmpeg(&["-i", path, "-c:v", "copy", "-af", &filter, "-c:a", "aac", "-b:a", "192k"], copy);
                }
                _ => {
                    let filter = format!("adelay={ms}:all=1");
                    ffmpeg(&["-i", path, "-c:v", "copy", "-af", &filter, "-c:a", "aac", "-b:a", "192k"], copy);
                }
            });
            let found = told(&film, &late);
            assert!((found - f64::from(ms)).abs() < 5.0, "{ms} ms are told as {found}");
        }
        // By its times alone, nothing encoded again.
        let late = film.copy(|copy| {
            ffmpeg(&["-i", path, "-itsoffset", "0.04", "-i", path, "-map", "0:v", "-map", "1:a", "-c", "copy"], copy);
        });
        let found = told(&film, &late);
        assert!((found - 40.0).abs() < 5.0, "40 ms are told as {found}");
    }
}

#[test]
fn another_encoding_of_the_same_sound_is_the_same_sound() {
    let film = Film::of(MOVING);
    for codec in [&["-c:a", "aac", "-b:a", "96k"][..], &["-c:a", "libmp3lame", "-b:a", "128k"]] {
        let again = seen(&film.through(&[&["-c:v", "copy"][..], codec].concat()));
        let kinds: Vec<_> =
            again.faults.iter().map(|fault| fault.kind).filter(|kind| *kind != FaultKind::Stream).collect();
        assert!(kinds.is_empty(), "{codec:?}: {:#?}", again.faults);
    }
}

#[test]
fn what_is_gone_is_found_where_it_is() {
    let film = Film::of(MOVING);
    let hole = seen(&film.through(&["-c:v", "copy", "-af", "volume=0:enable='between(t,2.02,2.06)'", "-c:a", "aac"]));
    let gone = faults(&hole, FaultKind::SoundDropout);
    assert!(gone.iter().any(|fault| fault.time.is_some_and(|time| (2.0..2.06).contains(&time))), "{:#?}", hole.faults);
    let half = seen(&film.through(&["-c:v", "copy", "-af", "pan=stereo|c0=c0|c1=0*c1", "-c:a", "aac"]));
    assert!(half.has(FaultKind::SoundDropout), "{:#?}", half.faults);
    let short = seen(&film.through(&["-c:v", "copy", "-af", "atrim=end=2.5", "-c:a", "aac"]));
    assert!(short.has(FaultKind::SoundLength), "{:#?}", short.faults);
    assert!(seen(&film.through(&["-c", "copy", "-an"])).has(FaultKind::SoundMissing));
    let noise = "aevalsrc=0.4*random(0):s=48000:d=3,volume=0:enable='lt(t,1)+gt(t,1.2)'[n];[0:a][n]amix=2:normalize=0";
    let more = seen(&film.through(&["-c:v", "copy", "-filter_complex", noise, "-c:a", "aac", "-ac", "2"]));
    assert!(more.has(FaultKind::SoundDiffers), "{:#?}", more.faults);
}
