//! Exports as they are: whatever the quality, nothing is found.

use rushes::export::verify::FaultKind;

use super::film::{FADES, MOVING, NOISE, PAN, TITLE, desk, faults, seen, verdict};

#[test]
fn untouched_exports_are_never_accused() {
    let desk = desk();
    for (name, text) in [("moving", MOVING), ("title", TITLE), ("pan", PAN), ("fades", FADES), ("noise", NOISE)] {
        for quality in ["high", "low", "draft"] {
            let project = desk.project(&format!("{name}-{quality}.yaml"), &text.replace("medium", quality));
            let completed = desk.export(&desk.work(&project)).0.result.unwrap();
            let verdict = verdict(&completed.output);
            assert!(verdict.ok(), "{name} {quality}: {:#?}", verdict.faults);
            let lines: Vec<_> = verdict.checks.iter().map(|line| line.what.as_str()).collect();
            for what in ["hash", "frames", "container matrix", "picture range", "size"] {
                assert!(lines.contains(&what), "{what} is not among {lines:?}");
            }
        }
    }
}

#[test]
fn sound_alone_is_what_was_mixed_whatever_it_is_kept_as() {
    let desk = desk();
    for preset in ["wav", "flac", "m4a", "mp3", "opus"] {
        let text = MOVING.replace("quality: medium, chunk: 1s, video: { gop: 1s }", &format!("preset: {preset}"));
        let project = desk.project(&format!("{preset}.yaml"), &text);
        let verdict = verdict(&desk.export(&desk.work(&project)).0.result.unwrap().output);
        assert!(verdict.ok(), "{preset}: {:#?}", verdict.faults);
        assert!(verdict.checks.iter().any(|line| line.what == "sound is off by"), "{preset}: {:#?}", verdict.checks);
    }
}

#[test]
fn moving_pictures_of_few_colours_are_what_was_rendered() {
    let desk = desk();
    for (name, text) in [("moving", MOVING), ("fades", FADES)] {
        for quality in ["high", "draft"] {
            let said = format!("preset: gif, quality: {quality}");
            let text =
                text.replace("quality: medium, chunk: 1s, video: { gop: 1s }", &said).replace(", sound: off", "");
            let project = desk.project(&format!("{name}-{quality}.yaml"), &text);
            let verdict = verdict(&desk.export(&desk.work(&project)).0.result.unwrap().output);
            assert!(verdict.ok(), "{name} {quality}: {:#?}", verdict.faults);
        }
    }
}

#[test]
fn each_picture_of_a_folder_is_held_against_its_hash() {
    let desk = desk();
    let text = MOVING
        .replace("duration: 3s", "duration: 200ms")
        .replace("quality: medium, chunk: 1s, video: { gop: 1s }", "preset: png");
    let project = desk.project("folder.yaml", &text.replace("audio:\n  - { source: beats.wav }\n", ""));
    let folder = desk.export(&desk.work(&project)).0.result.unwrap().output;
    assert!(verdict(&folder).ok(), "{:#?}", verdict(&folder).faults);
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
    names.sort();
    let mut bytes = std::fs::read(&names[2]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&names[2], bytes).unwrap();
    std::fs::remove_file(&names[4]).unwrap();
    super::film::finds(&verdict(&folder), FaultKind::DamagedFrame, 2);
    super::film::finds(&verdict(&folder), FaultKind::MissingFrame, 4);
}

#[test]
fn a_copy_that_was_written_anew_is_told_from_one_that_looks_different() {
    let film = super::film::Film::of(MOVING);
    let again = film.through(&["-c", "copy", "-metadata", "title=Other"]);
    assert!(seen(&again).ok(), "{:#?}", seen(&again).faults);
    let strict = verdict(&again);
    assert!(strict.has(FaultKind::ChangedBytes), "{:#?}", strict.faults);

    // Encoded again at a fair quality it still shows the same.
    let frames = film.frames();
    let again = seen(&film.with_frames(&frames, "25"));
    assert!(again.ok(), "{:#?}", again.faults);
    assert_eq!(faults(&again, FaultKind::DamagedFrame).len(), 0);
}
