//! Verdicts on where tempo and tracks come from.

use std::path::Path;

use super::nearest::nearest;
use super::place::{Place, Severity};
use super::track::{Playing, Track, TrackChoice, chosen};
use super::verdict::{Judge, name_of};
use crate::base::detected::DetectedBeats;
use crate::base::facts::Content;
use crate::base::midi::MidiFacts;

/// As many names of tracks as a message holds.
const MOST_NAMES: usize = 12;
/// A beat that is less sure than this is told of.
const SURE: f64 = 0.45;

impl Judge<'_> {
    pub(super) fn musical(&mut self) {
        let project = self.project;
        if let Some((source, at)) = &project.tempo_source
            && at.path.ends_with("detect")
        {
            self.detected(source, at);
        } else if let Some((source, at)) = &project.tempo_source
            && let Some(facts) = self.source(source, at, &at.path)
        {
            let (fits, what) = match at.path.ends_with("midi") {
                true => (matches!(facts.content, Content::Midi(_)), "no MIDI file"),
                false => (matches!(facts.content, Content::Beats(_)), "no list of beats"),
            };
            if !fits {
                let message = format!("`{}` is {what}", name_of(source, project));
                self.say(Severity::Error, at, &at.path, message, None);
            } else if project.tempo.is_none() {
                let message = format!("`{}` makes no tempo that can be followed", name_of(source, project));
                self.say(Severity::Error, at, &at.path, message, None);
            }
        }
        for track in &project.tracks {
            self.track(track);
        }
    }

    /// What is wrong with a sound by itself is said where it is named.
    fn detected(&mut self, source: &Path, at: &Place) {
        let (facts, project) = (self.facts, self.project);
        let Some(streams) = facts.tempos.get(source) else { return };
        let name = name_of(source, project);
        if project.tempo.is_none() {
            let message = format!("no beat can be found in `{name}`");
            self.say(Severity::Error, at, &at.path, message, Some("say it: `tempo: { bpm: 120, offset: 0.5s }`"));
            return;
        }
        let unsure = streams.values().flatten().find(|beats| beats.confidence < SURE);
        if let Some(DetectedBeats { bpm, confidence, .. }) = unsure {
            let percent = confidence * 100.0;
            let message =
                format!("the beat of `{name}` is far from sure ({percent:.0} %): {bpm:.2} a minute were found");
            self.say(Severity::Warning, at, &at.path, message, Some("listen to it, or say `bpm` and `offset`"));
        }
    }

    fn track(&mut self, track: &Track) {
        let Playing::Midi { source, track: choice, channel, .. } = &track.playing else { return };
        let at = &track.place;
        let path = format!("{}.midi", at.path);
        let Some(facts) = self.source(source, at, &path) else { return };
        let name = name_of(source, self.project);
        let Content::Midi(midi) = &facts.content else {
            self.say(Severity::Error, at, &path, format!("`{name}` is no MIDI file"), None);
            return;
        };
        let tracks = match choice {
            None => midi.tracks.as_slice(),
            Some(choice) => match chosen(midi, choice) {
                Some(found) => std::slice::from_ref(found),
                None => return self.no_such_track(midi, choice, &name, at),
            },
        };
        let notes = tracks.iter().flat_map(|track| &track.notes);
        let meant = |of: u8| channel.is_none_or(|channel| channel == of);
        if !notes.clone().any(|note| meant(note.channel)) {
            let mut channels: Vec<String> = notes.map(|note| note.channel.to_string()).collect();
            channels.sort();
            channels.dedup();
            let message = match (channel, channels.is_empty()) {
                (Some(channel), false) => {
                    format!("`{name}` has no notes there on channel {channel}, but on {}", channels.join(", "))
                }
                _ => format!("`{name}` has no notes there"),
            };
            self.say(Severity::Warning, at, &path, message, Some("the track stays silent"));
        }
    }

    fn no_such_track(&mut self, midi: &MidiFacts, choice: &TrackChoice, name: &str, at: &Place) {
        let path = format!("{}.track", at.path);
        let names: Vec<&str> = midi.tracks.iter().filter_map(|track| track.name.as_deref()).collect();
        let (message, near) = match choice {
            TrackChoice::Number(number) => {
                let last = midi.tracks.len() - 1;
                (format!("`{name}` has the tracks 0 to {last}, there is no number {number}"), None)
            }
            TrackChoice::Name(wanted) => {
                (format!("`{name}` has no track `{wanted}`"), nearest(wanted, names.iter().copied()))
            }
        };
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if names.is_empty() => Some("its tracks have no names; take a number, from 0".to_owned()),
            None => Some(format!("its tracks are {}", names[..names.len().min(MOST_NAMES)].join(", "))),
        };
        self.say(Severity::Error, at, &path, message, help.as_deref());
    }
}
