//! The first project of a folder, as text: commented, valid at once, made of what lies there.

use std::fmt::Write;

/// Media that lie in a folder, by file name, in the order in which they are shown. Names are relative to the project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What the folder is called; becomes the title.
    pub folder: String,
    pub videos: Vec<String>,
    pub images: Vec<String>,
    pub sounds: Vec<String>,
}

/// The document. Only what is sure to work stands in it uncommented: how long a clip is, and whether it has sound, is not
/// known from its name.
pub fn write_project(found: &Found) -> String {
    let video = found.videos.first();
    let (logos, pictures): (Vec<&String>, Vec<&String>) = found.images.iter().partition(|name| is_logo(name));
    let title = if usable(&found.folder) && !found.folder.is_empty() { found.folder.as_str() } else { "My film" };
    let has_length = video.is_some() || !found.sounds.is_empty();

    let mut out = String::new();
    let mut say = |line: &str| {
        out.push_str(line);
        out.push('\n');
    };
    say("# A project: what every frame of a video looks and sounds like.");
    say("#   rushes check FILE    says what is wrong with it, with line and column");
    say("#   rushes render FILE   exports it here and now");
    say("#   rushes add FILE      queues it; the export goes on when you log out");
    say("#   rushes schema --markdown   explains every key");
    say("rushes: 1");
    say(&format!("title: {}", quoted(title)));
    say("");
    say("canvas:");
    say("  size: 1920x1080              # or 720p, 1440p, 4k");
    say("  fps: 30                      # or 24, 25, 60, 29.97 …");
    say("  background: \"#0b0d12\"        # any CSS colour; quoted because of the #");
    if has_length {
        say("  # duration: 10s              # without it: as long as the longest clip or sound");
    } else {
        say("  duration: 5s                 # nothing in here has a length of its own");
    }
    say("");
    say("vars:                          # used as ${title}; `--set title=…` puts in another text");
    say(&format!("  title: {}", quoted(title)));
    say("");
    sounds(&mut say, found);
    say("layers:                        # from bottom to top");
    if let Some(video) = video {
        say(&format!("  - video: {}", quoted(video)));
        say("    # at: 0s..10s              # when it is seen; without it: from the start, for as long as it is");
        say("    # from: 4s..14s            # which part of it is taken");
        say("    # fit: contain             # shows all of it, with bars; `cover` fills the canvas");
    } else if let Some(picture) = pictures.first() {
        say(&format!("  - image: {}", quoted(picture)));
        say("    fit: cover                 # fills the canvas; `contain` shows all of it");
    } else {
        say("  - solid: \"#1d2a44\"");
    }
    let more_pictures = pictures.iter().skip(usize::from(video.is_none()));
    for (kind, name) in
        found.videos.iter().skip(1).map(|name| ("video", name)).chain(more_pictures.map(|name| ("image", *name)))
    {
        say(&format!("  # - {kind}: {}", quoted(name)));
        say("  #   at: 5s..10s");
        if kind == "image" {
            say("  #   fit: cover");
        }
    }
    for (index, logo) in logos.iter().enumerate() {
        let mark = if index == 0 { "" } else { "# " };
        say(&format!("  {mark}- image: {}", quoted(logo)));
        say(&format!("  {mark}  fit: contain"));
        say(&format!("  {mark}  scale: 0.18                # of the largest size that fits the canvas"));
        say(&format!("  {mark}  position: [88%, 12%]"));
        say(&format!("  {mark}  opacity: 0.9"));
    }
    say("  - text: \"${title}\"");
    say("    size: 96px");
    say("    weight: 700");
    say("    color: white");
    say("    position: [50%, 50%]       # of the canvas; `[960px, 540px]` is the same here");
    say("    fade: { in: 1s, out: 500ms }");
    say("");
    say("exports:                       # files to make; this one goes to renders/ beside this file");
    say("  default: {}");
    out
}

fn sounds(say: &mut impl FnMut(&str), found: &Found) {
    let clips: Vec<String> = found
        .videos
        .iter()
        .take(1)
        .map(|name| format!("  # - source: {}   # the clip's own sound, if it has one", quoted(name)))
        .collect();
    match found.sounds.split_first() {
        Some((first, others)) => {
            say("audio:                         # sounds, mixed");
            say(&format!("  - source: {}", quoted(first)));
            say("    # from: 12s..42s           # which part of it is taken");
            say("    # gain: -3dB");
            say("    fade: { in: 500ms, out: 1s }");
            for other in others {
                say(&format!("  # - source: {}", quoted(other)));
            }
        }
        None if !clips.is_empty() => say("# audio:                       # sounds, mixed"),
        None => {}
    }
    clips.iter().for_each(|line| say(line));
    if !found.sounds.is_empty() || !clips.is_empty() {
        say("");
    }
}

/// Whether a name can stand in a document as it is: no control characters, and nothing that reads as a variable.
pub fn usable(name: &str) -> bool {
    !name.contains("${") && crate::base::printable::text(name) == name
}

fn is_logo(name: &str) -> bool {
    let name = name.to_lowercase();
    ["logo", "icon", "watermark", "badge", "overlay"].iter().any(|word| name.contains(word))
}

/// A YAML scalar that says exactly `text`, whatever is in it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            // Line and paragraph separators end a line for YAML, and so a comment too.
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
