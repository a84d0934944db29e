//! How many expressions are settled in a second, in scenes as an export asks for them: `cargo bench --bench expressions`.

#![expect(clippy::expect_used, reason = "a benchmark that can't measure says why and ends")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use rushes::base::facts::Facts;
use rushes::project::{self, Source};
use rushes::timeline::{Scene, Timeline};

const LAYERS: u64 = 50;
const FRAMES: u64 = 2000;

/// Four kinds: arithmetic, beats, notes and envelopes, and chance.
const VALUES: [(&str, &str); 4] = [
    ("scale", "= 1 + 0.25 * sin(tau * t) ^ 2 + smoothstep(0, 1, progress) * speed / 10"),
    ("opacity", "= 0.5 + 0.5 * pulse(1/4, 0.2) * (beat_in_bar < 1 ? 1 : phase(1/8))"),
    ("rotate", "= 90 * env(kick, 10ms, 0.1, 0.5, 0.3) + 10 * note(lead)"),
    ("radius", "= clamp(20 * (1 + noise(t * 3, 2)) + 5 * rand(floor(beat)), 0, w / 4)"),
];

fn main() {
    let mut text = "rushes: 1
canvas: { size: 1920x1080, fps: 60, duration: 100s }
vars: { speed: 3 }
tempo: { bpm: 128 }
tracks:
  kick: { pattern: \"x...x...x..xx...\", step: 1/16, loop: true }
  lead: { notes: [ { at: 0b, for: 4b }, { at: 8b, for: 2b }, { at: 16b, for: 4b } ] }
layers:
"
    .to_owned();
    for _ in 0..LAYERS {
        text.push_str("- solid: red\n");
        for (key, value) in VALUES {
            writeln!(text, "  {key}: {value:?}").expect("texts grow");
        }
    }
    let reading = project::read(&Source { path: Path::new("/bench.yaml"), text: &text, set: &[] });
    let project = reading.project.expect("the document is right");
    let timeline = Timeline::new(&project, &Facts::default(), &project.exports[0]);
    let mut scene = Scene::default();
    let began = Instant::now();
    let mut sum = 0.0;
    for frame in 0..FRAMES {
        timeline.scene(frame, &mut scene);
        sum += scene.layers.iter().map(|layer| layer.placement.rotate).sum::<f64>();
    }
    let seconds = began.elapsed().as_secs_f64();
    let settled = FRAMES * LAYERS * VALUES.len() as u64;
    println!(
        "{settled} expressions in {seconds:.3} s: {:.0} a second on one core ({sum:.3})",
        settled as f64 / seconds
    );
}
