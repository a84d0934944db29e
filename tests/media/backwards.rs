//! Clips played backwards cost little more than forwards, however far apart their key frames are.

use rushes::media::{VideoDecoder, probe};

use super::numbered::{ffmpeg, name, number_in, write_film};
use rushes::base::Rational;

#[test]
fn a_long_gop_played_backwards_is_decoded_in_windows() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    write_film(&film, "mp4", Rational::from_int(25), 400, 0);
    let long = folder.path().join("long.mp4");
    ffmpeg(&["-i", name(&film), "-c:v", "libx264", "-preset", "veryfast", "-g", "400", "-bf", "2", name(&long)]);
    let facts = probe(&long).unwrap();
    let facts = facts.video().unwrap();
    let mut decoder = VideoDecoder::open(&long, facts, 399).unwrap();
    for index in (0..400).rev() {
        assert_eq!(number_in(&decoder.frame(index).unwrap()), index);
    }
    // Without windows it would be half of 400 for each frame.
    assert!(decoder.decoded() <= 400 * 6, "{} frames were decoded for 400", decoder.decoded());
    // Forwards again from where it stands, one after another.
    let before = decoder.decoded();
    for index in 0..100 {
        assert_eq!(number_in(&decoder.frame(index).unwrap()), index);
    }
    assert!(decoder.decoded() - before <= 130, "{} frames were decoded for 100", decoder.decoded() - before);
}
