//! MIDI files, against what another program reads in them; and files that are none.

use proptest::prelude::*;
use rushes::base::Rational;
use rushes::base::midi::{MidiFacts, MidiNote};
use rushes::base::tempo::Point;
use rushes::timeline::midi;
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    name: String,
    midi: String,
    notes: Vec<(f64, f64, u8, u8, u8, usize)>,
    beats: Vec<(f64, f64)>,
    bars: Vec<f64>,
}

fn goldens() -> Vec<Golden> {
    serde_json::from_str(include_str!("goldens/midi.json")).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// A ratio for a number that was printed with nine decimals.
fn ratio(value: f64) -> Rational {
    Rational::new((value * 1e9).round() as i64, 1_000_000_000)
}

#[test]
fn notes_tempi_and_bars_fall_where_another_program_hears_them() {
    let goldens = goldens();
    assert!(goldens.len() >= 20);
    let (mut notes, mut worst) = (0, 0.0_f64);
    for golden in &goldens {
        let facts = midi::read(&bytes(&golden.midi)).unwrap();
        let found: Vec<(usize, &MidiNote)> = facts
            .tracks
            .iter()
            .enumerate()
            .flat_map(|(at, track)| track.notes.iter().map(move |note| (at, note)))
            .collect();
        assert_eq!(found.len(), golden.notes.len(), "{}", golden.name);
        for ((at, note), (on, off, channel, pitch, velocity, track)) in found.into_iter().zip(&golden.notes) {
            let said = (note.channel, note.pitch, note.velocity, at);
            assert_eq!(said, (*channel, *pitch, *velocity, *track), "{}", golden.name);
            for (tick, expected) in [(note.on, on), (note.off, off)] {
                worst = worst.max((facts.seconds(tick).unwrap().to_f64() - expected).abs());
            }
            notes += 1;
        }
        for (beat, seconds) in &golden.beats {
            let found = facts.tempo.seconds(ratio(*beat)).unwrap().to_f64();
            assert!((found - seconds).abs() < 1e-6, "{}: beat {beat} at {found} and not {seconds}", golden.name);
            let found = facts.tempo.beat(ratio(*seconds)).unwrap().to_f64();
            assert!((found - beat).abs() < 1e-6, "{}: beat {found} and not {beat} at {seconds}", golden.name);
        }
        for (bar, beat) in golden.bars.iter().enumerate() {
            let bars = Rational::from_int(i64::try_from(bar).unwrap());
            let found = facts.tempo.beat_of(Point { bars, beats: Rational::ZERO }).unwrap();
            assert!((found.to_f64() - beat).abs() < 1e-6, "{}: bar {bar} at beat {found} and not {beat}", golden.name);
            let (inside, start) = facts.tempo.bar_at(found + Rational::new(1, 1000)).unwrap();
            assert_eq!((inside, start), (bar as i128, found), "{}", golden.name);
        }
    }
    assert!(notes > 300, "{notes}");
    assert!(worst < 1e-6, "{worst} s off");
}

#[test]
fn beats_and_seconds_are_exact_both_ways() {
    for golden in goldens().iter().filter(|golden| !golden.beats.is_empty()) {
        let tempo = midi::read(&bytes(&golden.midi)).unwrap().tempo;
        for sixteenth in 0..64 {
            let beat = Rational::new(sixteenth, 16);
            assert_eq!(tempo.beat(tempo.seconds(beat).unwrap()).unwrap(), beat, "{}", golden.name);
        }
    }
}

fn song(body: &[u8], (format, division): (u8, u16)) -> Result<MidiFacts, String> {
    let mut file = b"MThd\0\0\0\x06\0".to_vec();
    file.push(format);
    file.extend([0, 1]);
    file.extend(division.to_be_bytes());
    file.extend(b"MTrk");
    file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
    file.extend(body);
    midi::read(&file)
}

#[test]
fn what_can_not_be_played_is_refused_in_a_sentence() {
    let refused = |bytes: &[u8]| midi::read(bytes).unwrap_err();
    assert!(refused(b"").contains("no MIDI file"), "{}", refused(b""));
    assert!(refused(b"RIFF....WAVE").contains("no MIDI file"));
    assert_eq!(refused(b"MThd\0\0\0\x06\0\x01\0\0\0\x60"), "there are no tracks in it");
    assert!(song(&[], (2, 96)).unwrap_err().contains("several songs"));
    assert!(song(&[], (0, 0)).unwrap_err().contains("no length"));
    assert!(song(&[], (0, 0xe700)).unwrap_err().contains("no length"));
    // One tick a quarter, each delta as long as it may be.
    let long = [0xff, 0xff, 0xff, 0x7f, 0x90, 60, 1];
    assert!(song(&long, (0, 1)).unwrap_err().contains("24 hours"));
}

#[test]
fn a_track_that_breaks_off_keeps_what_it_had() {
    let broken = [0, 0x90, 60, 100, 48, 60, 0, 48, 0x90, 62, 100, 24, 0xf7, 0xff];
    let facts = song(&broken, (0, 96)).unwrap();
    assert_eq!(facts.tracks[0].notes.len(), 2);
    assert_eq!(facts.seconds(facts.tracks[0].notes[0].off), Some(Rational::new(1, 4)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_bring_it_down(body in proptest::collection::vec(any::<u8>(), 0..400), format in 0..3_u8, division: u16) {
        let _ = midi::read(&body);
        let _ = song(&body, (format, division));
    }

    #[test]
    fn no_change_to_a_file_brings_it_down(which in 0..31_usize, at: prop::sample::Index, to: u8, cut: prop::sample::Index) {
        let mut bytes = bytes(&goldens()[which].midi);
        let index = at.index(bytes.len());
        bytes[index] = to;
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(facts) = midi::read(&bytes) {
            for note in facts.tracks.iter().flat_map(|track| &track.notes) {
                prop_assert!(note.off >= note.on && facts.seconds(note.off).is_some());
            }
        }
    }
}
