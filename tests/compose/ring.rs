//! Frames leave in the order in which they came, never more at a time than the ring has places.

use std::time::Duration;

use rushes::base::Reason;
use rushes::compose::{Composer, ComposerSettings, Gpu, ReadyFrame, Submitted};
use rushes::timeline::scene::{Placement, Scene, SceneContent};

use super::scenes::*;

/// A scene whose luma tells its number.
fn stamped(frame: u64) -> Scene {
    let level = (frame * 7 % 256) as u8;
    scene(vec![layer(0, SceneContent::Solid(rgba(level, level, level, 1.0)), plain())])
}

fn stamp(frame: u64) -> u8 {
    yuv_709([(frame * 7 % 256) as f64 / 255.0; 3])[0].round() as u8
}

#[test]
fn frames_come_in_order_with_their_own_content_for_every_ring_size() {
    let gpu = Gpu::open().unwrap();
    for ring_slots in 1..=8 {
        let mut composer = Composer::new(&gpu, ComposerSettings { ring_slots, ..settings(32, 16) }).unwrap();
        // A reader on another thread that holds a few frames before it lets them go.
        let (to_reader, frames) = crossbeam::channel::bounded::<ReadyFrame>(ring_slots);
        let reader = std::thread::spawn(move || {
            let mut seen = Vec::new();
            let mut held = Vec::new();
            for ready in frames {
                seen.push((ready.frame(), ready.plane(0).bytes[5]));
                held.push(ready);
                if held.len() > ring_slots / 2 {
                    held.clear();
                }
            }
            seen
        });
        let count = 40;
        let mut next = 0;
        while next < count || composer.under_way() > 0 {
            if next < count && composer.submit(&stamped(next), &mut Shelf::default(), next).unwrap() == Submitted::Yes {
                next += 1;
            } else {
                to_reader.send(composer.next_ready(DEADLINE).unwrap()).unwrap();
            }
            assert!(composer.timings().ring_used <= ring_slots);
        }
        drop(to_reader);
        let seen = reader.join().unwrap();
        let wanted: Vec<_> = (0..count).map(|frame| (frame, stamp(frame))).collect();
        assert_eq!(seen, wanted, "{ring_slots} slots");
        assert_eq!(composer.timings().frames, count);
    }
}

#[test]
fn lanes_that_share_a_device_wait_for_each_other_s_callbacks() {
    let gpu = Gpu::open().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut composer = Composer::new(&gpu, settings(16, 16)).unwrap();
                for frame in 0..300 {
                    submit(&mut composer, &stamped(frame), &mut Shelf::default(), frame);
                    // Whoever polls the device runs every lane's callbacks, in its own time.
                    let ready = composer.next_ready(DEADLINE).unwrap();
                    assert_eq!((ready.frame(), ready.plane(0).bytes[5]), (frame, stamp(frame)));
                }
            });
        }
    });
}

#[test]
fn a_full_ring_refuses_and_a_reader_that_keeps_everything_stalls_the_renderer() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, ComposerSettings { ring_slots: 2, ..settings(8, 8) }).unwrap();
    composer.set_patience(Duration::from_millis(20));
    submit(&mut composer, &stamped(0), &mut Shelf::default(), 0);
    submit(&mut composer, &stamped(1), &mut Shelf::default(), 1);
    assert_eq!(composer.submit(&stamped(2), &mut Shelf::default(), 2).unwrap(), Submitted::RingFull);
    let kept = [composer.next_ready(DEADLINE).unwrap(), composer.next_ready(DEADLINE).unwrap()];
    let failure = composer.submit(&stamped(2), &mut Shelf::default(), 2).unwrap_err();
    assert_eq!(failure.reason, Reason::Stalled);
    assert_eq!(kept[1].plane(0).bytes[0], stamp(1));
    // Once a frame is given back, work goes on.
    drop(kept);
    submit(&mut composer, &stamped(2), &mut Shelf::default(), 2);
    assert_eq!(composer.next_ready(DEADLINE).unwrap().frame(), 2);
    assert_eq!(composer.next_ready(DEADLINE).unwrap_err().reason, Reason::Stalled);
}

#[test]
fn a_frame_outlives_its_composer() {
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, settings(8, 8)).unwrap();
    submit(&mut composer, &stamped(9), &mut Shelf::default(), 9);
    let ready = composer.next_ready(DEADLINE).unwrap();
    drop(composer);
    drop(gpu);
    assert_eq!(ready.plane(0).bytes[0], stamp(9));
}

#[test]
fn order_and_neighbours_change_no_byte() {
    let gpu = Gpu::open().unwrap();
    let mut dice = Dice(5);
    let clip = Clip::new(40, 24, 6, |_, _, _, _| dice.byte());
    let of = |frame: u64| {
        let mut title = layer(1, SceneContent::Solid(rgba(200, 30, 90, 0.6)), at(frame as f64 * 3.3, 5.5));
        title.placement.scale = [0.4, 0.2];
        title.placement.rotate = frame as f64 * 11.0;
        scene(vec![layer(0, video("clip", frame), plain()), title])
    };
    let run = |order: &[u64]| {
        let mut composer = Composer::new(&gpu, settings(40, 24)).unwrap();
        let mut shelf = Shelf::with_clip("clip", clip.clone());
        let mut planes: Vec<_> =
            order.iter().map(|frame| (*frame, compose(&mut composer, &of(*frame), &mut shelf))).collect();
        planes.sort_by_key(|(frame, _)| *frame);
        planes
    };
    assert!(run(&[0, 1, 2, 3, 4, 5]) == run(&[4, 2, 5, 0, 3, 1]));
}

#[test]
fn adapters_say_who_they_are() {
    let gpu = Gpu::open().unwrap();
    let all = Gpu::adapters();
    assert!(all.contains(gpu.adapter()));
    assert!(!gpu.adapter().name.is_empty() && !gpu.adapter().backend.is_empty());
}

#[test]
fn a_canvas_that_no_adapter_can_hold_is_refused_with_its_size() {
    let gpu = Gpu::open().unwrap();
    let failure = Composer::new(&gpu, settings(200_000, 200_000)).unwrap_err();
    assert_eq!(failure.reason, Reason::MemoryLimit);
    assert!(failure.message.contains("200000×200000"), "{failure}");
    // The device is as good as before.
    let mut composer = Composer::new(&gpu, settings(8, 8)).unwrap();
    assert_eq!(compose(&mut composer, &stamped(3), &mut Shelf::default()).at(0, 0, 0), stamp(3));
}

#[test]
fn without_an_adapter_the_failure_says_what_to_install() {
    const CHILD: &str = "RUSHES_TEST_WITHOUT_ADAPTER";
    if std::env::var_os(CHILD).is_some() {
        let failure = Gpu::open().unwrap_err();
        assert_eq!(failure.reason, Reason::NoAdapter);
        assert!(failure.message.contains("mesa-vulkan-drivers"), "{failure}");
        assert!(Gpu::adapters().is_empty());
        return;
    }
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "compose::ring::without_an_adapter_the_failure_says_what_to_install"])
        .env(CHILD, "1")
        .env("WGPU_ADAPTER_NAME", "no adapter has this name")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"), "the test did not run");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_frames() {
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
        pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
    };
    let gpu = Gpu::open().unwrap();
    let mut composer = Composer::new(&gpu, ComposerSettings { ring_slots: 3, ..settings(640, 360) }).unwrap();
    let mut shelf = Shelf::with_clip("clip", Clip::new(640, 360, 2, |frame, _, x, y| (x + y + frame as usize) as u8));
    shelf.images.extend(Shelf::with_image("still", 90, 60, |x, y| [x as u8, y as u8, 5, 200]).images);
    let mut run = |frames: std::ops::Range<u64>| {
        for frame in frames {
            let box_above = Placement { scale: [0.2, 0.1], position: [(frame % 100) as f64, 20.0], ..plain() };
            let above = layer(1, SceneContent::Solid(rgba(250, 0, 0, 0.5)), box_above);
            compose_stamped(
                &mut composer,
                &scene(vec![layer(0, video("clip", frame % 2), plain()), above]),
                &mut shelf,
            );
        }
    };
    run(0..60);
    let before = resident();
    run(60..360);
    // One leaked picture per frame would be 100 MB.
    let grown = resident().saturating_sub(before);
    assert!(grown < 6 << 20, "grown by {grown} bytes over 300 frames");
}

fn compose_stamped(composer: &mut Composer, scene: &Scene, shelf: &mut Shelf) {
    submit(composer, scene, shelf, 0);
    assert_eq!(composer.next_ready(DEADLINE).unwrap().plane(0).stride, 640);
}
