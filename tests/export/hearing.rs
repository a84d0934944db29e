//! What the pictures of an export hear: analysed once, kept, found again, and told when it went bad.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use rushes::base::author::Author;
use rushes::base::process::ProcessIdentity;
use rushes::base::{Digest, Reason};
use rushes::config::Places;
use rushes::export::analyses::{Analyses, Attention};
use rushes::export::event::Event;
use rushes::export::heard::Listened;
use rushes::export::listening::Listening;
use rushes::export::prepare::examine;
use rushes::export::still::Stills;
use rushes::export::{Stopped, facts};
use rushes::project::{Project, Source};
use rushes::timeline::{Hearing, bands};

use crate::sound::material::wave;

/// A project of 3 s at 30 frames a second beside one sound of 2 s: a tone of 3 kHz that is twice as loud from 1 s on, and
/// has a click there.
struct Desk {
    folder: tempfile::TempDir,
    places: Places,
}

fn samples() -> Vec<f32> {
    let tone = |n: usize| (std::f32::consts::TAU * 3000.0 * (n % 16) as f32 / 48_000.0).sin();
    (0..96_000).map(|n| tone(n) * if n < 48_000 { 0.1 } else { 0.2 } + if n == 48_000 { 0.7 } else { 0.0 }).collect()
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        wave(&folder.path().join("tune.wav"), 48_000, 1, &samples());
        let places = Places::under(&folder.path().join("home"));
        Self { folder, places }
    }

    fn project(&self, more: &str) -> (Project, rushes::base::facts::Facts) {
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 64x36, fps: 30, duration: 3s }}\nlayers: [ {{ solid: red }} ]\n{more}"
        );
        let source = Source { path: &self.folder.path().join("p.yaml"), text: &text, set: &[] };
        let (reading, facts) = examine(&source, None);
        (reading.project.unwrap_or_else(|| panic!("{:?}", reading.problems)), facts)
    }

    fn listened(&self, more: &str) -> Listened {
        let (project, facts) = self.project(more);
        Listened::of(&project, &facts).unwrap()
    }

    fn kept(&self) -> Vec<PathBuf> {
        let Ok(listed) = std::fs::read_dir(self.places.analyses()) else { return Vec::new() };
        listed.map(|entry| entry.unwrap().path()).collect()
    }
}

const TUNE: &str = "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0 }\n";

fn attention<'a>(tell: &'a dyn Fn(String)) -> Attention<'a> {
    Attention { go_on: &|| Ok(()), beat: &|| {}, tell, unchanged: &|| Ok(()) }
}

#[test]
fn a_sound_is_analysed_once_and_heard_frame_by_frame() {
    let desk = Desk::new();
    let listened = desk.listened(TUNE);
    let analyses = Analyses::open(&desk.places.analyses()).unwrap();
    let told = RefCell::new(Vec::new());
    let tell = |line| told.borrow_mut().push(line);
    let heard = analyses.get(&listened, attention(&tell)).unwrap();
    assert_eq!((heard.bins(), heard.header().frames), (1024, 90));
    assert!((heard.bin_hz() - 23.4375).abs() < 1e-9);

    // 3 kHz is bin 128 and nothing else is there.
    let at = |frame| {
        let mut bytes = Vec::new();
        heard.bytes(frame, &mut bytes);
        bytes
    };
    assert_eq!(at(0), [0; 1024]);
    let level = |db: f64| (255.0 / 70.0 * (db + 100.0)).floor() as u8;
    assert_eq!(at(20)[128], level(20.0 * (0.1f64 * 0.21).log10()));
    assert_eq!(at(50)[128], level(20.0 * (0.2f64 * 0.21).log10()));
    assert!(at(50)[..120].iter().all(|byte| *byte == 0));
    assert!(bands::band(&heard, 50, 2_900.0, 3_100.0) > bands::band(&heard, 20, 2_900.0, 3_100.0));
    // The sound ends after 2 s; the last frame stands for those after it.
    assert_eq!((at(70), at(89), at(1_000_000)), (vec![0; 1024], vec![0; 1024], vec![0; 1024]));

    let mut sound = Vec::new();
    heard.wave(10, 4, &mut sound);
    let played = samples();
    let wanted = &played[16_000 - 4..16_000];
    assert!(sound.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1.0 / 32_768.0), "{sound:?}");
    heard.wave(0, 16, &mut sound);
    assert_eq!(sound, [0.0; 16]);
    heard.wave(75, 100, &mut sound);
    assert_eq!(sound, [0.0; 100]);

    let mut onsets = Vec::new();
    heard.onsets(36, &mut onsets);
    let (since, strength) = onsets[0];
    assert!((since - 0.2).abs() < 0.012 && strength > 0.3, "{onsets:?}");
    heard.onsets(0, &mut onsets);
    assert!(onsets.iter().all(|(since, _)| *since >= 0.0));
    assert_eq!(heard.fault(), None);

    // Another export, another process: it is there.
    assert_eq!(told.borrow().len(), 2, "{told:?}");
    let again = analyses.get(&listened, attention(&tell)).unwrap();
    let mut bytes = Vec::new();
    again.bytes(50, &mut bytes);
    assert_eq!((bytes, told.borrow().len(), desk.kept().len()), (at(50), 2, 1));
}

#[test]
fn the_key_names_all_that_is_heard_and_nothing_else() {
    let desk = Desk::new();
    let key = |more: &str| desk.listened(more).key;
    let usual = key(TUNE);
    let same = "audio: [ { id: tune, source: tune.wav, gain: -3dB, fade: { in: 1s } } ]\nanalysis: { source: tune, smoothing: 0 }\ntitle: Other\n";
    assert_eq!(key(same), usual, "a sound is heard before its gain and fades");
    let others = [
        "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0.5 }\n",
        "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0, fft: 1024 }\n",
        "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0, window: hann }\n",
        "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0, align: centre }\n",
        "audio: [ { id: tune, source: tune.wav } ]\nanalysis: { source: tune, smoothing: 0, range: -90dB..-30dB }\n",
        "audio: [ { id: tune, source: tune.wav, at: 1s } ]\nanalysis: { source: tune, smoothing: 0 }\n",
        "audio: [ { id: tune, source: tune.wav, gain: -3dB } ]\nanalysis: { smoothing: 0 }\n",
    ];
    let mut keys: Vec<Digest> = others.iter().map(|other| key(other)).chain([usual]).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), others.len() + 1);
    wave(&desk.folder.path().join("tune.wav"), 48_000, 1, &vec![0.1; 96_000]);
    assert_ne!(key(TUNE), usual, "another sound");
    let (silent, facts) = desk.project("");
    assert!(Listened::of(&silent, &facts).is_none());
}

#[test]
fn what_is_damaged_is_made_again_and_what_is_half_made_leaves_nothing() {
    let desk = Desk::new();
    let listened = desk.listened(TUNE);
    let analyses = Analyses::open(&desk.places.analyses()).unwrap();
    drop(analyses.get(&listened, attention(&|_| {})).unwrap());
    let whole = std::fs::read(&desk.kept()[0]).unwrap();
    let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        std::fs::write(desk.places.analyses().join(format!("{}.ears", listened.key)), bytes).unwrap();
        assert!(analyses.find(&listened.key, &|| {}).unwrap().is_none());
        assert!(desk.kept().is_empty());
    };
    damaged(&|bytes| bytes.truncate(bytes.len() / 2));
    damaged(&|bytes| bytes.truncate(3));
    damaged(&|bytes| bytes.clear());
    for part in [9, 30, 1000, 100_000, 200_000, whole.len() - 1, whole.len() - 150] {
        damaged(&|bytes| bytes[part] ^= 1);
    }
    drop(analyses.get(&listened, attention(&|_| {})).unwrap());
    assert_eq!(std::fs::read(&desk.kept()[0]).unwrap(), whole, "the same bytes again");

    std::fs::remove_file(&desk.kept()[0]).unwrap();
    let rounds = Cell::new(0);
    let stop = || {
        rounds.set(rounds.get() + 1);
        if rounds.get() > 5 { Err(Stopped::Cancelled) } else { Ok(()) }
    };
    let cancelled = Attention { go_on: &stop, ..attention(&|_| {}) };
    assert_eq!(analyses.get(&listened, cancelled).err(), Some(Stopped::Cancelled));
    assert!(desk.kept().is_empty());
    let gone = rushes::base::Failure::new(Reason::SourceChanged, "it changed");
    let changed = Attention { unchanged: &|| Err(gone.clone()), ..attention(&|_| {}) };
    assert_eq!(analyses.get(&listened, changed).err(), Some(Stopped::Failed(gone.clone())));
    assert!(desk.kept().is_empty());
}

#[test]
fn what_others_left_half_made_is_gone_before_room_is_looked_for() {
    let desk = Desk::new();
    let listened = desk.listened(TUNE);
    let analyses = Analyses::open(&desk.places.analyses()).unwrap();
    // Of a process that is gone: on a full disk nothing would ever be made again, and so never tidied.
    let me = Author::current().unwrap();
    let gone = Author { process: ProcessIdentity { started: me.process.started + 1, ..me.process }, ..me };
    let left = desk.places.analyses().join(format!(".{}.0.{gone}.part", listened.key));
    std::fs::write(&left, "half").unwrap();
    let stopped = Attention { go_on: &|| Err(Stopped::Cancelled), ..attention(&|_| {}) };
    assert_eq!(analyses.get(&listened, stopped).err(), Some(Stopped::Cancelled));
    assert!(desk.kept().is_empty());
}

#[test]
fn the_oldest_go_first_and_those_in_use_stay() {
    let desk = Desk::new();
    let analyses = Analyses::open(&desk.places.analyses()).unwrap();
    let of = |fft: u32| {
        desk.listened(&format!(
            "audio: [ {{ id: tune, source: tune.wav }} ]\nanalysis: {{ source: tune, fft: {fft} }}\n"
        ))
    };
    let open = analyses.get(&of(64), attention(&|_| {})).unwrap();
    for fft in [128, 256, 512] {
        drop(analyses.get(&of(fft), attention(&|_| {})).unwrap());
    }
    let left = desk.places.analyses().join(format!(".{}.0.00000000-1-1.part", of(64).key));
    std::fs::write(&left, "half").unwrap();
    let note = desk.places.analyses().join("note.txt");
    std::fs::write(&note, "not ours").unwrap();
    let newest = std::fs::metadata(desk.places.analyses().join(format!("{}.ears", of(512).key))).unwrap().len();
    analyses
        .tidy(newest + std::fs::metadata(desk.places.analyses().join(format!("{}.ears", of(64).key))).unwrap().len())
        .unwrap();
    let there = |fft: u32| desk.places.analyses().join(format!("{}.ears", of(fft).key)).exists();
    assert_eq!([64, 128, 256, 512].map(there), [true, false, false, true]);
    analyses.tidy(0).unwrap();
    assert_eq!([64, 512].map(there), [true, false]);
    assert!(note.exists());
    drop(open);
    analyses.tidy(0).unwrap();
    assert!(!there(64));
}

#[test]
fn an_analysis_that_goes_bad_while_it_is_used_is_a_fault() {
    let desk = Desk::new();
    let (project, facts) = desk.project(TUNE);
    let listening = Listening::to([&project].into_iter(), &facts, &desk.places, attention(&|_| {})).unwrap();
    let heard = listening.ears(&project, &facts).unwrap();
    listening.check().unwrap();
    let file = std::fs::File::options().write(true).open(&desk.kept()[0]).unwrap();
    file.set_len(1000).unwrap();
    let mut bytes = Vec::new();
    heard.bytes(60, &mut bytes);
    assert_eq!(bytes, [0; 1024]);
    let failure = listening.check().unwrap_err();
    assert!(
        failure.reason == Reason::VerifyFailed && failure.message.contains("can't be read any more"),
        "{failure:?}"
    );
    // Who listens to something else hears nothing of it.
    let (other, facts) = desk.project("audio: [ { source: tune.wav } ]\n");
    assert!(listening.ears(&other, &facts).is_none());
}

#[test]
fn nobody_listens_and_nothing_is_analysed() {
    let desk = Desk::new();
    let (project, facts) = desk.project(TUNE);
    let listening = Listening::undisturbed(&project, &facts, &desk.places).unwrap();
    assert!(listening.ears(&project, &facts).is_none() && desk.kept().is_empty());
    facts::unchanged(&facts).unwrap();
    assert!(!Path::new(&desk.places.analyses()).exists());
}

/// Twice as loud from 1 s on: 9 % of the range of 70 dB.
const FOLLOWS: &str = "rushes: 1
canvas: { size: 64x36, fps: 25, duration: 2s, background: black }
audio: [ { id: tune, source: tune.wav } ]
analysis: { source: tune, smoothing: 0 }
layers: [ { solid: white, opacity: \"= band(2950, 3050)\" } ]
exports: { default: { chunk: 1s } }
";

#[test]
fn a_film_follows_its_sound() {
    let desk = crate::support::desk::Desk::new();
    wave(&desk.file("tune.wav"), 48_000, 1, &samples());
    let project = desk.project("follows.yaml", FOLLOWS);
    let analysed = |events: &[Event]| {
        let told = |event: &Event| matches!(event, Event::Log(line) if line.text.starts_with("sound analysed for 50"));
        events.iter().filter(|event| told(event)).count()
    };
    let (outcome, events) = desk.export(&desk.work(&project));
    assert!(outcome.result.is_ok(), "{:?}", outcome.result);
    assert_eq!(analysed(&events), 1);
    // It is there for whoever asks next, and its chunks are too.
    let mut work = desk.work(&project);
    work.output = Some(desk.file("again.mp4"));
    let (again, events) = desk.export(&work);
    assert!(again.result.is_ok(), "{:?}", again.result);
    assert_eq!((analysed(&events), again.chunks_encoded), (0, 0));

    let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    let mut shown = |frame| stills.still(frame).unwrap().get_pixel(32, 18)[0];
    let (before, quiet, loud) = (shown(0), shown(15), shown(40));
    // Three bins' worth of window leak into the band; what counts is that it grows by 6 dB of 70.
    assert_eq!(before, 0);
    assert!(quiet > 100 && loud > quiet + 10 && loud < quiet + 35, "{quiet} {loud}");
}
