//! The presets that are part of the program.

/// Their names, as they are listed.
pub const NAMES: [&str; 22] = [
    "h264",
    "hevc",
    "hevc10",
    "av1",
    "vp9",
    "prores",
    "prores4444",
    "dnxhr",
    "ffv1",
    "wav",
    "flac",
    "m4a",
    "mp3",
    "opus",
    "youtube",
    "shorts",
    "square",
    "archive",
    "hdr10",
    "hlg",
    "hdr10-av1",
    "hlg-av1",
];

/// The text of a preset that is part of the program.
pub fn builtin(name: &str) -> Option<&'static str> {
    Some(match name {
        "h264" => include_str!("files/h264.yaml"),
        "hevc" => include_str!("files/hevc.yaml"),
        "hevc10" => include_str!("files/hevc10.yaml"),
        "av1" => include_str!("files/av1.yaml"),
        "vp9" => include_str!("files/vp9.yaml"),
        "prores" => include_str!("files/prores.yaml"),
        "prores4444" => include_str!("files/prores4444.yaml"),
        "dnxhr" => include_str!("files/dnxhr.yaml"),
        "ffv1" => include_str!("files/ffv1.yaml"),
        "wav" => include_str!("files/wav.yaml"),
        "flac" => include_str!("files/flac.yaml"),
        "m4a" => include_str!("files/m4a.yaml"),
        "mp3" => include_str!("files/mp3.yaml"),
        "opus" => include_str!("files/opus.yaml"),
        "youtube" => include_str!("files/youtube.yaml"),
        "shorts" => include_str!("files/shorts.yaml"),
        "square" => include_str!("files/square.yaml"),
        "archive" => include_str!("files/archive.yaml"),
        "hdr10" => include_str!("files/hdr10.yaml"),
        "hlg" => include_str!("files/hlg.yaml"),
        "hdr10-av1" => include_str!("files/hdr10-av1.yaml"),
        "hlg-av1" => include_str!("files/hlg-av1.yaml"),
        _ => return None,
    })
}
