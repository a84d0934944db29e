//! A film whose chunks are composed in both ways, and looked at as each of them is encoded.

use rushes::compose::{Plane, viewed};
use rushes::export::still::Stills;
use rushes::export::{Adapter, listening::Listening, prepare};
use rushes::media::{VideoDecoder, probe};
use rushes::plan::path::RenderPath;

use crate::support::desk::{Desk, FILM};

#[test]
fn stills_show_to_the_bit_what_their_chunks_encode_on_both_ways() {
    let desk = Desk::new();
    let text =
        FILM.replace("  - { text: Hello,", "  - { image: logo.png, at: 1s..2s, radius: 6px }\n  - { text: Hello,");
    let text = text.replace("quality: low, chunk: 1s, video: { gop: 1s }", "chunk: 1s, video: { crf: 0, gop: 1s }");
    let work = desk.work(&desk.project("film.yaml", &text));
    let adapter = Adapter::find().unwrap();
    let checked = prepare::checked(&work, &desk.places()).unwrap();
    let prepared = prepare::prepared(checked, Listening::default(), adapter.facts()).unwrap();
    let paths: Vec<RenderPath> = prepared.plan.chunks.iter().map(|chunk| chunk.path).collect();
    let plain = if prepared.plan.class.software { RenderPath::Planar } else { RenderPath::Gpu };
    assert_eq!(paths, [plain, RenderPath::Gpu, plain]);

    let output = desk.export(&work).0.result.unwrap().output;
    let facts = probe(&output).unwrap();
    let mut decoder = VideoDecoder::open(&output, facts.video().unwrap(), 0).unwrap();
    let mut stills = Stills::open(&work, &desk.places()).unwrap();
    for frame in [0, 24, 25, 40, 49, 50, 74] {
        let picture = decoder.frame(frame).unwrap();
        let planes = picture.planes.map(|(bytes, stride)| Plane { bytes, stride });
        let encoded = viewed(picture.width, picture.height, planes);
        assert!(stills.still(frame).unwrap() == encoded, "frame {frame}");
    }
}
