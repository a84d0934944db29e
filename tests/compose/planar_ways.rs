//! What the CPU's way to a frame promises for itself: bytes that depend on the scene alone, nothing asked for that is hidden,
//! and a ring like the device's.

use std::time::Duration;

use rushes::base::{Digest, Reason};
use rushes::compose::{ComposerSettings, PlanarComposer, Submitted};
use rushes::project::model::Fit;
use rushes::timeline::scene::{Placement, Scene, SceneContent};

use super::planar::{dissolve, planar, waves};
use super::scenes::*;
use super::text;

fn shelf() -> Shelf {
    let mut shelf = Shelf::with_clip("clip", waves(96, 54));
    shelf.images = Shelf::with_image("logo", 20, 16, |x, y| [x as u8 * 12, y as u8 * 15, 90, (x * y) as u8]).images;
    shelf
}

/// Something of all, that looks otherwise in each frame.
fn moving(frame: u64) -> Scene {
    let step = frame as f64;
    let words = text::content(text::text("Rushes"));
    let large = Placement { fit: Fit::Cover, scale: [1.0 + step / 10.0, 1.2], ..plain() };
    scene(vec![
        layer(0, video("clip", frame % 3), large),
        dissolve(
            layer(1, SceneContent::Solid(rgba(200, 30, 60, 0.7)), at(30.0, 10.0)),
            layer(2, image("logo"), at(12.0, 9.0)),
            0.4,
        ),
        layer(3, words, at(3.0 + step * 1.3, 6.0)),
    ])
}

#[test]
fn a_clip_that_is_the_picture_comes_through_byte_for_byte() {
    let clip = waves(96, 54);
    let planes = planar(settings(96, 54), &scene(vec![layer(0, video("clip", 2), plain())]), &mut shelf());
    for plane in 0..3 {
        let (columns, rows) = plane_size(96, 54, plane);
        for (x, y) in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
            assert_eq!(planes.at(plane, x, y), clip.at(2, plane, x, y), "plane {plane} at {x}, {y}");
        }
    }
}

#[test]
fn a_frame_is_the_same_whatever_came_before_it() {
    let mut composer = PlanarComposer::new(settings(96, 54)).unwrap();
    let (mut onwards, mut pictures) = (Vec::new(), shelf());
    for frame in 0..6 {
        assert_eq!(composer.submit(&moving(frame), &mut pictures, frame).unwrap(), Submitted::Yes);
        onwards.push(Planes::of(&composer.next_ready().unwrap()));
    }
    for frame in [5, 0, 3] {
        assert!(planar(settings(96, 54), &moving(frame), &mut shelf()) == onwards[frame as usize], "frame {frame}");
        assert_eq!(composer.submit(&moving(frame), &mut pictures, frame).unwrap(), Submitted::Yes);
        assert!(Planes::of(&composer.next_ready().unwrap()) == onwards[frame as usize], "frame {frame} again");
    }
}

#[test]
fn the_bytes_are_those_that_were_recorded() {
    let mut hasher = blake3::Hasher::new();
    for frame in 0..4 {
        let planes = planar(settings(96, 54), &moving(frame), &mut shelf());
        planes.samples.iter().for_each(|plane| {
            hasher.update(plane);
        });
    }
    let found = Digest::from_bytes(*hasher.finalize().as_bytes()).to_string();
    // Another one means that projects look otherwise: raise the room's EPOCH with it.
    assert_eq!(found, "31fa76263283c05b092c888d908683d17f75f0a5aad1ebad1e4d416100a08fb1");
}

#[test]
fn what_is_hidden_is_not_asked_for() {
    let hidden = |above: SceneContent, placement: Placement| {
        let mut shelf = shelf();
        let layers = vec![layer(0, video("nowhere", 0), plain()), layer(1, above, placement)];
        planar(settings(96, 54), &scene(layers), &mut shelf);
        shelf.asked.len()
    };
    assert_eq!(hidden(video("clip", 0), plain()), 1);
    assert_eq!(hidden(SceneContent::Solid(rgba(1, 2, 3, 1.0)), plain()), 0);
}

#[test]
fn a_source_that_fails_leaves_the_composer_whole() {
    let mut composer = PlanarComposer::new(ComposerSettings { ring_slots: 1, ..settings(96, 54) }).unwrap();
    let broken = scene(vec![layer(0, image("nowhere"), plain())]);
    for _ in 0..3 {
        let failure = composer.submit(&broken, &mut shelf(), 0).unwrap_err();
        assert_eq!(failure.reason, Reason::SourceMissing);
    }
    assert_eq!(composer.submit(&moving(1), &mut shelf(), 1).unwrap(), Submitted::Yes);
    assert_eq!(composer.next_ready().unwrap().frame(), 1);
}

#[test]
fn a_full_ring_stops_the_composer_until_a_frame_is_given_back() {
    let mut composer = PlanarComposer::new(settings(96, 54)).unwrap();
    composer.set_patience(Duration::from_millis(20));
    let (mut pictures, scene) = (shelf(), moving(0));
    for frame in 0..2 {
        assert_eq!(composer.submit(&scene, &mut pictures, frame).unwrap(), Submitted::Yes);
    }
    assert_eq!(composer.submit(&scene, &mut pictures, 2).unwrap(), Submitted::RingFull);
    assert_eq!((composer.under_way(), composer.timings().ring_used), (2, 2));
    let held = [composer.next_ready().unwrap(), composer.next_ready().unwrap()];
    assert_eq!(held.each_ref().map(|ready| ready.frame()), [0, 1]);
    assert_eq!(composer.submit(&scene, &mut pictures, 2).unwrap_err().reason, Reason::Stalled);
    drop(held);
    assert_eq!(composer.submit(&scene, &mut pictures, 2).unwrap(), Submitted::Yes);
    assert_eq!(composer.next_ready().unwrap().frame(), 2);
    assert_eq!(composer.next_ready().unwrap_err().reason, Reason::Stalled);
}
