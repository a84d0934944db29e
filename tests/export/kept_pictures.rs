//! Shaders that keep pictures from frame to frame: what they show depends on all frames since their layer's start, however an
//! export comes to it.

use std::path::Path;

use rushes::export::event::Event;
use rushes::export::still::Stills;
use rushes::export::{Limits, Stopped};

use crate::support::desk::Desk;

/// Grey that grows by 1/64 a frame, from 1/64 on.
const GROWING: &str = "fn image(uv: vec2f) -> vec4f { return vec4f(previous(uv).rgb + 1.0 / 64.0, 1.0); }\n";
/// The same in ISF, with a picture of another size and a pass that shows it.
const GROWING_ISF: &str = "/*{ \"ISFVSN\": \"2\", \"PASSES\": [ { \"TARGET\": \"kept\", \"PERSISTENT\": true, \"WIDTH\": \"$WIDTH/4.0\", \"HEIGHT\": \"$HEIGHT/4.0\" }, {} ] }*/\nvoid main() {\n  if (PASSINDEX == 0) gl_FragColor = vec4(IMG_NORM_PIXEL(kept, vec2(0.5)).rgb + 1.0 / 64.0, 1.0);\n  else gl_FragColor = IMG_THIS_NORM_PIXEL(kept);\n}\n";
/// What was seen shines on: the brightest so far, a little darker each frame.
const TRAIL: &str = "fn image(uv: vec2f) -> vec4f { return max(layer(uv), previous(uv) * (15.0 / 16.0)); }\n";

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, text) in [("grow.wgsl", GROWING), ("grow.fs", GROWING_ISF), ("trail.wgsl", TRAIL)] {
        std::fs::write(desk.file(name), text).unwrap();
    }
    desk
}

fn project(desk: &Desk, canvas: &str, layers: &str, export: &str) -> std::path::PathBuf {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 64x36, {canvas} }}\nlayers:\n  - {layers}\nexports: {{ default: {{ chunk: 1s, video: {{ gop: 1s }}{export} }} }}\n"
    );
    desk.project("p.yaml", &text)
}

fn grey(stills: &mut Stills, frame: u64) -> u8 {
    let pixel = stills.still(frame).unwrap().get_pixel(32, 18).0;
    assert!(pixel.iter().all(|part| part.abs_diff(pixel[0]) <= 1), "{pixel:?}");
    pixel[0]
}

#[track_caller]
fn assert_grey(stills: &mut Stills, frame: u64, steps: u64) {
    let (got, wanted) = (grey(stills, frame), (steps * 255 / 64).min(255) as u8);
    assert!(got.abs_diff(wanted) <= 2, "frame {frame}: found {got}, expected {wanted} after {steps} steps");
}

#[test]
fn a_still_is_what_all_frames_since_the_start_made() {
    let desk = desk();
    for shader in ["grow.wgsl", "grow.fs"] {
        let layers = format!("{{ shader: {shader}, at: 1s..4s }}");
        let project = project(&desk, "fps: 10, duration: 4s", &layers, "");
        let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
        assert_eq!(grey(&mut stills, 9), 0, "the layer is not there yet");
        // In any order.
        for frame in [30, 10, 39, 11, 25, 25] {
            assert_grey(&mut stills, frame, frame - 9);
        }
    }
}

#[test]
fn steps_are_the_canvas_s_frames_whatever_the_export_s_rate() {
    let desk = desk();
    for (fps, per_step) in [(20, 0.5), (5, 2.0), (10, 1.0)] {
        let layers = "{ shader: grow.wgsl }";
        let project = project(&desk, "fps: 10, duration: 4s", layers, &format!(", fps: {fps}"));
        let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
        for frame in [0, 1, 7, 12] {
            assert_grey(&mut stills, frame, (frame as f64 * per_step) as u64 + 1);
        }
    }
    // And an export that begins later has what came before.
    let project = project(&desk, "fps: 10, duration: 4s", "{ shader: grow.wgsl }", ", range: 2s..3s");
    let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    assert_grey(&mut stills, 0, 21);
}

#[test]
fn an_effect_keeps_what_its_layer_showed_wherever_that_was() {
    let desk = desk();
    // White until the second frame is over, black after it; and hidden altogether for a while.
    let layers = "{ group: [ { solid: white, at: 0s..200ms }, { solid: black, at: 200ms..4s } ], effects: [ { shader: trail.wgsl } ], opacity: [ 0s: 1, 500ms: 0 ease hold, 700ms: 1 ease hold ] }";
    let project = project(&desk, "fps: 10, duration: 4s", layers, "");
    let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    assert_eq!(grey(&mut stills, 6), 0, "it is hidden");
    for frame in [1u64, 2, 4, 8, 20, 3] {
        let wanted = 255.0 * (15.0f64 / 16.0).powi((frame as i32 - 1).max(0));
        let got = f64::from(grey(&mut stills, frame));
        assert!((got - wanted).abs() <= 3.0, "frame {frame}: found {got}, expected {wanted}");
    }
}

#[test]
fn what_keeps_pictures_may_lie_in_what_keeps_pictures() {
    let desk = desk();
    // A grey that grows, under a trail that only darkens it: the brighter of now and a little less than before is now.
    let layers = "{ group: [ { shader: grow.wgsl } ], effects: [ { shader: trail.wgsl } ], at: 1s..4s, opacity: [ 1s: 1, 2s: 0 ease hold, 2500ms: 1 ease hold ] }";
    let project = project(&desk, "fps: 10, duration: 4s", layers, "");
    let mut stills = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    for frame in [12, 30, 28, 39] {
        assert_grey(&mut stills, frame, frame + 1);
    }
    let (outcome, _) = desk.export(&work_of(&desk, &project, "whole.mp4"));
    outcome.result.unwrap();
    let mut again = Stills::open(&desk.work(&project), &desk.places()).unwrap();
    assert_grey(&mut again, 38, 39);
}

fn hash(path: &Path) -> String {
    rushes::base::Digest::of_file(path).unwrap().to_hex()
}

fn work_of(desk: &Desk, project: &Path, output: &str) -> rushes::export::ExportWork {
    rushes::export::ExportWork { output: Some(desk.file(output)), ..desk.work(project) }
}

#[test]
fn a_resumed_export_is_the_uninterrupted_one() {
    let desk = desk();
    let layers = "{ shader: grow.wgsl }\n  - { image: logo.png, position: [ 0s: [0%, 50%], 4s: [100%, 50%] ], effects: [ { shader: trail.wgsl }, { blur: 1px } ] }";
    let project = project(&desk, "fps: 10, duration: 4s", layers, "");
    let limits = Limits { lanes: 3, ..Limits::default() };
    let whole = desk.export_with(&work_of(&desk, &project, "whole.mp4"), &limits, &desk.places()).0;
    whole.result.unwrap();
    // Chunks that go missing one by one are made again from what was kept, and from the start where nothing was.
    let places = desk.places();
    for (round, keeps) in [true, false].into_iter().enumerate() {
        let chunks = chunk_files(&places.chunks());
        assert_eq!(chunks.len(), 4, "{chunks:?}");
        let last = chunks.iter().max_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap()).unwrap();
        std::fs::remove_file(last).unwrap();
        if !keeps {
            std::fs::remove_dir_all(places.kept()).unwrap();
        }
        let output = format!("again-{round}.mp4");
        let (again, events) = desk.export_with(&work_of(&desk, &project, &output), &limits, &places);
        again.result.unwrap();
        assert_eq!(hash(&desk.file(&output)), hash(&desk.file("whole.mp4")), "with what was kept: {keeps}");
        let found = events.iter().any(|event| matches!(event, Event::Progress(progress) if progress.chunks_found == 3));
        assert!(found, "all chunks were made again");
    }
}

fn chunk_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let inside = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let shards = inside(folder).filter(|path| path.is_dir());
    let files = shards.flat_map(|shard| inside(&shard).collect::<Vec<_>>());
    files.filter(|path| path.extension().is_some_and(|end| end == "chunk")).collect()
}

#[test]
fn what_was_kept_and_is_damaged_is_not_believed() {
    let desk = desk();
    let project = project(&desk, "fps: 10, duration: 3s", "{ shader: grow.wgsl }", "");
    desk.export(&work_of(&desk, &project, "whole.mp4")).0.result.unwrap();
    let places = desk.places();
    let series: Vec<_> = std::fs::read_dir(places.kept()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(series.len(), 1);
    let kept: Vec<_> = std::fs::read_dir(&series[0]).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!((2..=3).contains(&kept.len()), "{kept:?}");
    for file in &kept {
        let mut bytes = std::fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x40;
        std::fs::write(file, bytes).unwrap();
    }
    let mut stills = Stills::open(&desk.work(&project), &places).unwrap();
    assert_grey(&mut stills, 29, 30);
}

#[test]
fn where_nothing_can_be_kept_it_is_refused() {
    let desk = desk();
    project(&desk, "fps: 10, duration: 4s", "{ shader: grow.wgsl }", "");
    let outer = desk
        .project("outer.yaml", "rushes: 1\ncanvas: { size: 64x36, duration: 1s }\nlayers: [ { project: p.yaml } ]\n");
    let inner = (desk.file("p.yaml"), std::fs::read_to_string(desk.file("p.yaml")).unwrap());
    let work = rushes::export::ExportWork { documents: [inner].into(), ..desk.work(&outer) };
    let (outcome, _) = desk.export(&work);
    let Err(Stopped::Failed(failure)) = outcome.result else { panic!("it was exported") };
    assert!(failure.message.contains("keeps pictures from frame to frame"), "{}", failure.message);
}
