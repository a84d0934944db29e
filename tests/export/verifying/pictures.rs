//! Frames that are gone, shown again, in each other's place, or broken.

use std::fs;

use rushes::export::receipt::path_for;
use rushes::export::verify::FaultKind;

use super::film::{FADES, Film, MOVING, NOISE, PAN, TITLE, faults, finds, seen, verdict};

#[test]
fn a_lost_frame_is_named_wherever_it_was() {
    for (text, rate) in [(MOVING, "25"), (PAN, "30000/1001"), (NOISE, "25"), (FADES, "25")] {
        let film = Film::of(text);
        let frames = film.frames();
        // Not in the middle of the fades, where nothing moves.
        for lost in [0, 11, 25, 27, frames.len() - 2, frames.len() - 1] {
            let mut left = frames.clone();
            left.remove(lost);
            let found = seen(&film.with_frames(&left, rate));
            finds(&found, FaultKind::MissingFrame, lost as u64);
            assert!(found.has(FaultKind::FrameCount), "{text}");
            assert_eq!(found.faults.len(), 2, "{lost} of {text}: {:#?}", found.faults);
        }
    }
}

#[test]
fn a_frame_that_is_shown_twice_is_named() {
    for (text, rate) in [(MOVING, "25"), (PAN, "30000/1001"), (NOISE, "25"), (FADES, "25")] {
        let film = Film::of(text);
        let frames = film.frames();
        for twice in [3, 20, 24] {
            // Put in between, so that all that follows comes later …
            let mut more = frames.clone();
            more.insert(twice, frames[twice].clone());
            let found = seen(&film.with_frames(&more, rate));
            // Of a slow pan it can be seen to a frame or two.
            let near = if text == PAN { 2 } else { 0 };
            let at = faults(&found, FaultKind::RepeatedFrame)[0].frame.unwrap();
            assert!(at.abs_diff(twice as u64) <= near, "{twice} of {text}: {:#?}", found.faults);
            assert_eq!(found.faults.len(), 2, "{twice} of {text}: {:#?}", found.faults);
        }
    }
}

#[test]
fn a_frame_in_another_one_s_place_is_named() {
    // Not in a fade, nor where frames differ by half a pixel: encoders smooth a single frame away there. That the file is
    // another one is seen by its bytes.
    for text in [MOVING, NOISE] {
        let film = Film::of(text);
        let frames = film.frames();
        for at in [7, 20, 26] {
            let mut other = frames.clone();
            other[at + 1] = frames[at].clone();
            let found = seen(&film.with_frames(&other, "25"));
            finds(&found, FaultKind::RepeatedFrame, at as u64);

            let mut swapped = frames.clone();
            swapped.swap(at, at + 1);
            let found = seen(&film.with_frames(&swapped, "25"));
            finds(&found, FaultKind::SwappedFrames, at as u64);
            assert_eq!(found.faults.len(), 1, "{at} of {text}: {:#?}", found.faults);
        }
    }
}

#[test]
fn frames_that_look_alike_can_t_be_told_apart_but_are_counted() {
    let film = Film::of(TITLE);
    let mut frames = film.frames();
    frames.remove(30);
    let found = seen(&film.with_frames(&frames, "25"));
    assert!(found.has(FaultKind::FrameCount));
    let lost = faults(&found, FaultKind::MissingFrame);
    assert_eq!(lost.len(), 1, "{:#?}", found.faults);
    assert!(lost[0].frame.is_some_and(|frame| (5..=31).contains(&frame)), "{lost:?}");
    assert!(lost[0].message.contains("alike"), "{lost:?}");
}

#[test]
fn a_frame_that_was_never_rendered_is_found() {
    for text in [MOVING, TITLE, FADES] {
        let film = Film::of(text);
        let frames = film.frames();
        let mut seed = 1u32;
        let noise = |value: &u8| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            value.wrapping_add((seed >> 26) as u8).saturating_sub(32)
        };
        let mut rough = frames.clone();
        rough[30] = frames[30].iter().map(noise).collect();
        finds(&seen(&film.with_frames(&rough, "25")), FaultKind::DamagedFrame, 30);

        let mut boxed = frames.clone();
        for row in boxed[41].chunks_exact_mut(160).take(90).skip(30).take(24) {
            row[60..90].fill(235);
        }
        finds(&seen(&film.with_frames(&boxed, "25")), FaultKind::DamagedFrame, 41);

        let mut tinted = frames.clone();
        tinted[12][160 * 90..].fill(90);
        finds(&seen(&film.with_frames(&tinted, "25")), FaultKind::DamagedFrame, 12);
    }
}

#[test]
fn a_packet_that_is_lost_or_broken_is_found_where_it_is() {
    let film = Film::of(MOVING);
    let lost = seen(&film.through(&["-c", "copy", "-bsf:v", "noise=drop='eq(n,40)'"]));
    assert!(lost.has(FaultKind::MissingFrame) && lost.has(FaultKind::FrameCount), "{:#?}", lost.faults);
    let broken = seen(&film.through(&["-c", "copy", "-bsf:v", "noise=amount='eq(n,40)*3'"]));
    let damaged = faults(&broken, FaultKind::DamagedFrame);
    let near = |frame: u64| (36..=49).contains(&frame);
    assert!(damaged.iter().any(|fault| fault.frame.is_some_and(near)), "{:#?}", broken.faults);
}

#[test]
fn a_file_that_is_cut_off_says_where_it_ends() {
    let film = Film::of(MOVING);
    let bytes = fs::read(&film.path).unwrap();
    for share in [0.95, 0.5, 0.2] {
        let length = (bytes.len() as f64 * share) as usize;
        let cut = film.copy(|copy| fs::write(copy, &bytes[..length]).unwrap());
        for found in [seen(&cut), verdict(&cut)] {
            assert!(
                found.has(FaultKind::Truncated) && found.has(FaultKind::FrameCount),
                "{share}: {:#?}",
                found.faults
            );
        }
        // Without a receipt too.
        fs::remove_file(path_for(&cut)).unwrap();
        let found = verdict(&cut);
        assert!(found.has(FaultKind::Truncated) && found.has(FaultKind::NoReceipt), "{share}: {:#?}", found.faults);
    }
    let empty = film.copy(|copy| fs::write(copy, &bytes[..100]).unwrap());
    assert!(verdict(&empty).has(FaultKind::Truncated), "{:#?}", verdict(&empty).faults);
    let nothing = film.copy(|copy| fs::write(copy, "no film").unwrap());
    assert!(verdict(&nothing).has(FaultKind::Unreadable), "{:#?}", verdict(&nothing).faults);
}

#[test]
fn another_film_s_receipt_fits_no_film() {
    let (film, other) = (Film::of(MOVING), Film::of(TITLE));
    let copy = film.copy(|copy| {
        fs::copy(&other.path, copy).unwrap();
    });
    let found = seen(&copy);
    assert!(faults(&found, FaultKind::DamagedFrame).iter().any(|fault| fault.frame.is_some_and(|frame| frame < 30)));
    assert!(verdict(&copy).has(FaultKind::ChangedBytes));
}

#[test]
fn pictures_that_come_too_late_are_told() {
    let film = Film::of(MOVING);
    let path = film.path.to_str().unwrap();
    let late = film.copy(|copy| {
        let words = ["-itsoffset", "0.04", "-i", path, "-i", path, "-map", "0:v", "-map", "1:a", "-c", "copy"];
        super::film::ffmpeg(&words, copy);
    });
    finds(&seen(&late), FaultKind::FrameTime, 0);
    let slower = film.through(&["-c", "copy", "-bsf:v", "setts=ts=TS*25/24"]);
    assert!(seen(&slower).has(FaultKind::FrameTime) || seen(&slower).has(FaultKind::MissingFrame));
}
