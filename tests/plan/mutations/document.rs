//! Keys of the document itself, of its sounds, of what is heard and of its exports.

use super::{HEAD, Row, hold};

/// Parts of a document that follow its canvas.
pub const DOCUMENT: &[Row] = &[
    ("rushes", "layers: [ { video: clip.mp4 } ]", "layers: [ { video: clip.mp4 } ] # of one version", ""),
    ("title", "layers: [ { solid: red } ]", "title: Another\nlayers: [ { solid: red } ]", ""),
    ("canvas", "{ size: 320x180, fps: 10, duration: 20s }", "{ fps: 10, size: 320x180, duration: 20s }", ""),
    ("canvas.size", "{ size: 320x180, fps: 10, duration: 20s }", "{ size: 160x90, fps: 10, duration: 20s }", "*"),
    ("canvas.fps", "{ size: 320x180, fps: 10, duration: 20s }", "{ size: 320x180, fps: 5, duration: 20s }", "*"),
    (
        "canvas.background",
        "{ size: 320x180, fps: 10, duration: 20s }",
        "{ size: 320x180, fps: 10, duration: 20s, background: \"#000001\" }",
        "*",
    ),
    (
        "canvas.color",
        "{ size: 320x180, fps: 10, duration: 20s }",
        "{ size: 320x180, fps: 10, duration: 20s, color: hlg }",
        "*",
    ),
    (
        "canvas.duration",
        "{ size: 320x180, fps: 10, duration: 20s }",
        "{ size: 320x180, fps: 10, duration: 19.5s }",
        "4s",
    ),
    (
        "vars",
        "vars: { word: Hi }\nlayers: [ { solid: red }, { text: \"${word}\", at: 8s..11s } ]",
        "vars: { word: Ho }\nlayers: [ { solid: red }, { text: \"${word}\", at: 8s..11s } ]",
        "2",
    ),
    ("tempo", "tempo: { bpm: 120 }\nlayers: [ { solid: red } ]", "layers: [ { solid: red } ]", ""),
    (
        "tempo.bpm",
        "tempo: { bpm: 120 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "tempo: { bpm: 121 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "2",
    ),
    (
        "tempo.offset",
        "tempo: { bpm: 120 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "tempo: { bpm: 120, offset: 100ms }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "2",
    ),
    (
        "tempo.signature",
        "tempo: { bpm: 120 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= bar' } ]",
        "tempo: { bpm: 120, signature: 3/4 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= bar' } ]",
        "2",
    ),
    (
        "tempo.midi",
        "tempo: { midi: song.mid }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "tempo: { bpm: 121 }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "2",
    ),
    (
        "tempo.beats",
        "tempo: { beats: beats.txt }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "tempo: { beats: slow.txt }\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "2",
    ),
    (
        "tempo.detect",
        "tempo: { detect: a }\naudio: [ { id: a, source: tune.wav }, { id: b, source: quick.wav } ]\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "tempo: { detect: b }\naudio: [ { id: a, source: tune.wav }, { id: b, source: quick.wav } ]\nlayers: [ { solid: red, at: 8s..11s, rotate: '= beat' } ]",
        "2",
    ),
    ("tracks", "{}", "{ pads: { pattern: x } }", ""),
    ("tracks.midi", "{ lead: { midi: song.mid } }", "{ lead: { midi: tune.mid } }", "2"),
    ("tracks.track", "{ lead: { midi: song.mid, track: 0 } }", "{ lead: { midi: song.mid, track: 1 } }", "2"),
    ("tracks.channel", "{ lead: { midi: song.mid, channel: 1 } }", "{ lead: { midi: song.mid, channel: 2 } }", "2"),
    (
        "tracks.pattern",
        "{ lead: { pattern: \"x.x.\", loop: true } }",
        "{ lead: { pattern: \"x.xx\", loop: true } }",
        "2",
    ),
    (
        "tracks.step",
        "{ lead: { pattern: \"x.x.\", loop: true } }",
        "{ lead: { pattern: \"x.x.\", loop: true, step: 1/8 } }",
        "2",
    ),
    ("tracks.loop", "{ lead: { pattern: \"x.x.\", loop: true } }", "{ lead: { pattern: \"x.x.\" } }", "2"),
    ("tracks.notes", "{ lead: { notes: [ { at: 9s } ] } }", "{ lead: { notes: [ { at: 9s }, { at: 10s } ] } }", "2"),
    ("tracks.notes.at", "{ lead: { notes: [ { at: 9s } ] } }", "{ lead: { notes: [ { at: 9.1s } ] } }", "2"),
    ("tracks.notes.for", "{ lead: { notes: [ { at: 9s } ] } }", "{ lead: { notes: [ { at: 9s, for: 2b } ] } }", "2"),
    (
        "tracks.notes.pitch",
        "{ lead: { notes: [ { at: 9s }, { at: 10s, pitch: C3 } ] } }",
        "{ lead: { notes: [ { at: 9s, pitch: D4 }, { at: 10s, pitch: C3 } ] } }",
        "2",
    ),
    (
        "tracks.notes.velocity",
        "{ lead: { notes: [ { at: 9s } ] } }",
        "{ lead: { notes: [ { at: 9s, velocity: 0.4 } ] } }",
        "2",
    ),
    ("layers", "layers: [ { solid: red } ]", "layers: [ { solid: red }, { solid: blue, at: 8s..11s } ]", "2"),
    // What is cut off is not made again; the sound is one piece.
    (
        "range",
        "range: 0s..20s\nlayers: [ { video: clip.mp4 } ]",
        "range: 4s..20s\nlayers: [ { video: clip.mp4 } ]",
        "s",
    ),
    (
        "exports",
        "layers: [ { solid: red } ]",
        "layers: [ { solid: red } ]\nexports: { default: {}, other: { size: 64x36 } }",
        "",
    ),
];

/// The first sound of a mix, under which a second one lies.
pub const SOUNDS: &[Row] = &[
    ("audio", "source: tune.wav", "source: tune.wav }, { source: short.wav", "s"),
    ("audio.id", "source: tune.wav", "id: music, source: tune.wav", ""),
    ("audio.source", "source: tune.wav", "source: quick.wav", "s"),
    ("audio.stream", "source: two.mkv", "source: two.mkv, stream: 1", "s"),
    ("audio.at", "source: tune.wav", "source: tune.wav, at: 1s", "s"),
    ("audio.from", "source: tune.wav", "source: tune.wav, from: 1s", "s"),
    ("audio.speed", "source: tune.wav", "source: tune.wav, speed: 1.5", "s"),
    ("audio.pitch", "source: tune.wav, speed: 1.5", "source: tune.wav, speed: 1.5, pitch: follow", "s"),
    ("audio.gain", "source: tune.wav", "source: tune.wav, gain: -1dB", "s"),
    ("audio.pan", "source: tune.wav", "source: tune.wav, pan: 0.1", "s"),
    ("audio.fade", "source: tune.wav", "source: tune.wav, fade: {}", ""),
    ("audio.fade.in", "source: tune.wav", "source: tune.wav, fade: { in: 1s }", "s"),
    ("audio.fade.out", "source: tune.wav", "source: tune.wav, fade: { out: 1s }", "s"),
    ("audio.loop", "source: short.wav", "source: short.wav, at: 0s..20s, loop: true", "s"),
    ("audio.duck", "source: tune.wav", "source: tune.wav, duck: { under: voice }", "s"),
    ("audio.duck.under", "source: tune.wav, duck: { under: voice }", "source: tune.wav, duck: { under: other }", "s"),
    (
        "audio.duck.by",
        "source: tune.wav, duck: { under: voice }",
        "source: tune.wav, duck: { under: voice, by: 6dB }",
        "s",
    ),
    ("master", "source: tune.wav", "source: tune.wav } ]\nmaster: {}\nx-more: [ { a: b", "s"),
    (
        "master.loudness",
        "source: tune.wav } ]\nmaster: {}\nx-more: [ { a: b",
        "source: tune.wav } ]\nmaster: { loudness: -16 LUFS }\nx-more: [ { a: b",
        "s",
    ),
    (
        "master.peak",
        "source: tune.wav } ]\nmaster: {}\nx-more: [ { a: b",
        "source: tune.wav } ]\nmaster: { peak: -2 dBTP }\nx-more: [ { a: b",
        "s",
    ),
];

/// What a spectrum in the third chunk hears. The mix has more in it than the sound that may be listened to alone.
pub const ANALYSIS: &[Row] = &[
    ("analysis", "{}", "{ fft: 2048 }", ""),
    ("analysis.source", "{}", "{ source: a }", "2"),
    ("analysis.fft", "{}", "{ fft: 1024 }", "2"),
    ("analysis.window", "{}", "{ window: hann }", "2"),
    ("analysis.smoothing", "{}", "{ smoothing: 0.5 }", "2"),
    ("analysis.rate", "{}", "{ rate: literal }", "2"),
    ("analysis.align", "{}", "{ align: centre }", "2"),
    ("analysis.range", "{}", "{ range: -90dB..-30dB }", "2"),
];

/// What is said of the export of a film with a clip, a title in the third chunk, and sound.
pub const EXPORT: &[Row] = &[
    ("exports.preset", "", "preset: wav", "s"),
    ("exports.quality", "", "quality: high", "*"),
    ("exports.frame", "", "frame: {}", ""),
    ("exports.frame.aspect", "", "frame: { aspect: 1:1 }", "*"),
    ("exports.frame.center", "frame: { zoom: 2 }", "frame: { zoom: 2, center: [0.4, 0.5] }", "*"),
    ("exports.frame.zoom", "frame: { zoom: 2 }", "frame: { zoom: 3 }", "*"),
    ("exports.range", "", "range: 8s..20s", "s"),
    ("exports.size", "", "size: 160x90", "*"),
    ("exports.fps", "", "fps: 5", "*"),
    ("exports.video", "", "video: {}", ""),
    ("exports.video.encoder", "", "video: { encoder: x264 }", ""),
    ("exports.video.preset", "", "video: { preset: fast }", "*"),
    ("exports.video.crf", "", "video: { crf: 24 }", "*"),
    ("exports.video.bitrate", "", "video: { bitrate: 2M }", "*"),
    ("exports.video.level", "", "video: { level: 4.2 }", "*"),
    ("exports.video.gop", "", "video: { gop: 1s }", "*"),
    ("exports.video.tune", "", "video: { tune: film }", "*"),
    ("exports.video.pixels", "", "video: { pixels: yuv444p }", "*"),
    ("exports.video.profile", "preset: prores, video: { profile: lt }", "preset: prores, video: { profile: hq }", "*"),
    (
        "exports.video.mastering",
        "preset: hdr10, video: { mastering: {} }",
        "preset: hdr10, video: { mastering: { max: 1000 } }",
        "",
    ),
    (
        "exports.video.mastering.primaries",
        "preset: hdr10",
        "preset: hdr10, video: { mastering: { primaries: bt2020 } }",
        "*",
    ),
    ("exports.video.mastering.max", "preset: hdr10", "preset: hdr10, video: { mastering: { max: 4000 } }", "*"),
    ("exports.video.mastering.min", "preset: hdr10", "preset: hdr10, video: { mastering: { min: 0.005 } }", "*"),
    (
        "exports.video.light",
        "preset: hdr10, video: { light: {} }",
        "preset: hdr10, video: { light: { max: 1000 } }",
        "",
    ),
    ("exports.video.light.max", "preset: hdr10", "preset: hdr10, video: { light: { max: 900 } }", "*"),
    ("exports.video.light.average", "preset: hdr10", "preset: hdr10, video: { light: { average: 300 } }", "*"),
    ("exports.video.bitrate", "", "video: { bitrate: 2M }", "*"),
    ("exports.video.level", "", "video: { level: 4.1 }", "*"),
    ("exports.sound", "", "sound: off", "s"),
    ("exports.sound.codec", "", "sound: { codec: opus }", "s"),
    ("exports.sound.bitrate", "", "sound: { bitrate: 128k }", "s"),
    ("exports.chunk", "", "chunk: 6s", "*"),
    ("exports.verify", "", "verify: full", ""),
    ("exports.on_exists", "", "on_exists: suffix", ""),
    ("exports.output", "", "output: elsewhere/film.mp4", ""),
];

#[test]
fn keys_of_the_document() {
    hold(DOCUMENT, |path, part| match path {
        _ if path == "canvas" || path.starts_with("canvas.") => format!(
            "rushes: 1\ncanvas: {part}\naudio: [ {{ source: tune.wav }} ]\nlayers: [ {{ video: clip.mp4 }}, {{ text: Hi, size: 20px }} ]\nexports: {{ default: {{ video: {{ pixels: yuv420p10 }} }} }}\n"
        ),
        _ if path == "tracks" || path.starts_with("tracks.") => format!(
            "{HEAD}tempo: {{ bpm: 120 }}\ntracks: {part}\nlayers: [ {{ video: clip.mp4 }}{} ]\n",
            if path == "tracks" { "" } else { ", { notes: { track: lead, window: 2s }, at: 8s..11s }" }
        ),
        _ if part.contains("audio:") => format!("{HEAD}{part}\n"),
        _ => format!("{HEAD}audio: [ {{ source: tune.wav }} ]\n{part}\n"),
    });
}

#[test]
fn keys_of_sounds() {
    hold(SOUNDS, |_, part| {
        format!(
            "{HEAD}layers: [ {{ video: clip.mp4 }} ]\naudio: [ {{ id: voice, source: quick.wav }}, {{ id: other, source: short.wav }}, {{ {part} }} ]\n"
        )
    });
}

#[test]
fn keys_of_what_is_heard() {
    hold(ANALYSIS, |_, part| {
        format!(
            "{HEAD}analysis: {part}\naudio: [ {{ id: a, source: tune.wav }}, {{ source: quick.wav, gain: -6dB }} ]\nlayers: [ {{ video: clip.mp4 }}, {{ spectrum: {{}}, at: 8s..11s }} ]\n"
        )
    });
}

#[test]
fn keys_of_exports() {
    hold(EXPORT, |_, part| {
        let head = if part.contains("hdr10") { HEAD.replace("fps: 10", "fps: 10, color: pq") } else { HEAD.to_owned() };
        format!(
            "{head}audio: [ {{ source: tune.wav }} ]\nlayers: [ {{ video: clip.mp4 }}, {{ text: Hi, at: 8s..11s }} ]\nexports: {{ default: {{ {part} }} }}\n"
        )
    });
}
