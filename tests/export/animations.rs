//! Animated images as layers: how their time runs, and how often.

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, Rgba, RgbaImage};
use rushes::export::still::Stills;

use crate::support::desk::Desk;
use crate::support::program::Program;

/// Red, green and blue for half a second each.
fn write_gif(desk: &Desk, name: &str, repeat: Option<Repeat>) {
    let mut encoder = GifEncoder::new(std::fs::File::create(desk.file(name)).unwrap());
    if let Some(repeat) = repeat {
        encoder.set_repeat(repeat).unwrap();
    }
    for colour in [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]] {
        let picture = RgbaImage::from_pixel(40, 40, Rgba(colour));
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(500, 1))).unwrap();
    }
}

/// The colour in the middle of every half second of five.
fn story(desk: &Desk, layer: &str) -> String {
    let text = format!("rushes: 1\ncanvas: {{ size: 40x40, fps: 20, duration: 5s }}\nlayers:\n  - {layer}\n");
    let work = desk.work(&desk.project("film.yaml", &text));
    let mut stills = Stills::open(&work, &desk.places()).unwrap_or_else(|failure| panic!("{layer}: {failure}"));
    let mut letters = vec![' '; 10];
    // In any order.
    for half in [9, 0, 4, 8, 1, 7, 3, 2, 6, 5] {
        letters[half] = match stills.still(half as u64 * 10 + 5).unwrap().get_pixel(20, 20).0.map(|part| part > 128) {
            [true, false, false] => 'r',
            [false, true, false] => 'g',
            [false, false, true] => 'b',
            _ => '-',
        };
    }
    letters.into_iter().collect()
}

#[test]
fn an_animated_image_runs_as_its_layer_and_its_file_say() {
    let desk = Desk::new();
    write_gif(&desk, "endless.gif", Some(Repeat::Infinite));
    write_gif(&desk, "once.gif", None);
    write_gif(&desk, "twice.gif", Some(Repeat::Finite(1)));
    for (layer, wanted) in [
        ("{ image: endless.gif }", "rgb-------"),
        ("{ image: endless.gif, at: 1s..5s }", "--rgbrgbrg"),
        ("{ image: once.gif, at: 0s..4s }", "rgbbbbbb--"),
        ("{ image: twice.gif, at: 0s..4s }", "rgbrgbbb--"),
        ("{ image: endless.gif, at: 0s..4s, loop: false }", "rgbbbbbb--"),
        ("{ image: once.gif, at: 0s..4s, loop: true }", "rgbrgbrg--"),
        ("{ image: once.gif, at: 0s..4s, hold: none }", "rgb-------"),
        ("{ image: endless.gif, at: 0s..3s, from: 0.5s..1.5s, loop: true }", "gbgbgb----"),
        ("{ image: once.gif, speed: 0.5 }", "rrggbb----"),
        ("{ image: once.gif, reverse: true }", "bgr-------"),
        ("{ image: endless.gif, at: 0s..4s, reverse: true }", "bgrbgrbg--"),
        ("{ video: once.gif }", "rgb-------"),
    ] {
        assert_eq!(story(&desk, layer), wanted, "{layer}");
    }
}

#[test]
fn what_stands_still_has_no_time_of_its_own() {
    let desk = Desk::new();
    let program = Program::new(&desk.file("home"));
    let text = "rushes: 1\ncanvas: { size: 40x40, duration: 1s }\nlayers:\n  - { image: logo.png, speed: 2 }\n  - { image: logo.png, loop: true }\n";
    let path = desk.project("film.yaml", text);
    let said = program.run(&["check", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("film.yaml:4:31: error: `speed` belongs to layers with a source that moves"), "{said}");
    assert!(said.contains("film.yaml:5:30: error: `loop` belongs to"), "{said}");
}
