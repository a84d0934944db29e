//! Files of captions as they are found: in other encodings, cut, mistyped, hostile.

use proptest::prelude::*;
use rushes::base::captions::CaptionFacts;
use rushes::timeline::captions::{MOST_CUES, read};

use super::captions::lines;

fn said(facts: &CaptionFacts) -> Vec<(usize, &str)> {
    facts.remarks.iter().map(|remark| (remark.line, remark.sentence.as_str())).collect()
}

#[test]
fn every_usual_encoding_is_read() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nGrüße, žluť & 日本\n";
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: bool| {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    let with_mark = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    for bytes in [
        text.as_bytes().to_vec(),
        with_mark,
        utf16(u16::to_le_bytes, true),
        utf16(u16::to_be_bytes, true),
        utf16(u16::to_le_bytes, false),
        utf16(u16::to_be_bytes, false),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
    ] {
        let facts = read("srt", &bytes);
        assert_eq!(said(&facts), []);
        assert_eq!(lines(&facts.cues), [(1000, 2000, "Grüße, žluť & 日本")], "{bytes:x?}");
    }
    let latin = b"1\n00:00:01,000 --> 00:00:02,000\nGr\xfc\xdfe \x96 \x8420 \x80\x94\n";
    let facts = read("srt", latin);
    assert_eq!(lines(&facts.cues), [(1000, 2000, "Grüße – „20 €”")]);
    assert_eq!(said(&facts).len(), 1);
    assert!(said(&facts)[0].0 == 3 && said(&facts)[0].1.contains("Latin-1"), "{:?}", said(&facts));
}

#[test]
fn what_is_missing_in_subrip_is_guessed_and_what_is_wrong_is_told() {
    // No counts, no blank lines, no hours, dots, one digit less.
    let facts = read(
        "srt",
        b"00:01.5 --> 00:02,250\nfirst\n0:0:3 --> 0:0:4\nsecond\nline\n3\n00:00:05,000 -->00:00:06,000\n42",
    );
    assert_eq!(lines(&facts.cues), [(1500, 2250, "first"), (3000, 4000, "second\nline"), (5000, 6000, "42")]);
    assert_eq!(said(&facts), []);

    let facts = read(
        "srt",
        b"hello\n1\n00:00:01,000 --> 00:00:xx,000\nlost\n\n2\n00:00:05,000 --> 00:00:04,000\nbackwards\n\n3\n00:00:06,000 --> 00:00:07,000\n\n4\n00:00:08,000 --> 00:00:09,000\nkept\n",
    );
    assert_eq!(lines(&facts.cues), [(8000, 9000, "kept")]);
    assert_eq!(
        said(&facts),
        [
            (1, "`hello` stands before the first time and is left out"),
            (3, "`00:00:01,000 --> 00:00:xx,000` is no time like `00:00:01,000 --> 00:00:02,500`"),
            (7, "the caption ends before it begins and is left out"),
            (11, "1 caption without text is ignored"),
        ]
    );
}

#[test]
fn a_file_is_what_its_first_words_say() {
    let facts = read("srt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n");
    assert_eq!((lines(&facts.cues), said(&facts)), (vec![(1000, 2000, "hi")], vec![]));
    let facts = read("vtt", b"1\n00:00:01,000 --> 00:00:02,000\nhi\n");
    assert_eq!(lines(&facts.cues), [(1000, 2000, "hi")]);
    assert_eq!(said(&facts), [(1, "the file does not begin with `WEBVTT`")]);
    for nothing in [&b""[..], b"\n\n", b"WEBVTT", b"[Script Info]\n", b"\xff\xfe", b"\xff", b"-->", b"{\\", b"a\n-->\n"]
    {
        for ending in ["srt", "vtt", "ass"] {
            assert_eq!(read(ending, nothing).cues, [], "{nothing:?}");
        }
    }
}

#[test]
fn styles_regions_and_unknown_settings_are_counted_once() {
    let facts = read(
        "vtt",
        b"WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n00:01.000 --> 00:02.000 region:a vertical:rl\nhi\n\nstray\n",
    );
    assert_eq!(lines(&facts.cues), [(1000, 2000, "hi")]);
    assert_eq!(
        said(&facts),
        [
            (12, "`stray` belongs to no caption and is left out"),
            (3, "1 style block is ignored"),
            (6, "1 region is ignored"),
            (9, "2 cue settings are ignored, the first one here"),
        ]
    );
}

#[test]
fn overrides_that_move_and_draw_are_left_out_and_counted() {
    let facts = read(
        "ass",
        b"[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,No Such Style,,0,0,0,,{\\k20}ka{\\k30}ra{\\fad(200,200)\\t(0,500,\\fs40)}oke\nDialogue: 0,0:00:02.00,0:00:03.00,,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}and {a note}words\nDialogue: 0,oops,0:00:03.00,,,0,0,0,,x\n",
    );
    assert_eq!(lines(&facts.cues), [(1000, 2000, "karaoke"), (2000, 3000, "and words")]);
    assert_eq!(
        said(&facts),
        [
            (4, "`Dialogue: 0,oops,0:00:03.00,,,0,0,0,,x` has no times like `0:00:01.00`"),
            (2, "4 style overrides are ignored, the first one here"),
            (3, "1 drawing is ignored"),
        ]
    );
}

#[test]
fn floods_are_bounded() {
    let long = format!("1\n00:00:01,000 --> 00:00:02,000\n{}\n", "ä".repeat(50_000));
    let facts = read("srt", long.as_bytes());
    assert!(facts.cues.is_empty() || facts.cues[0].text.len() <= 4096);
    assert!(said(&facts)[0].1.contains("too long"), "{:?}", said(&facts));
    let bad = "nothing --> nowhere\n".repeat(5000);
    let facts = read("srt", bad.as_bytes());
    assert!(facts.remarks.len() <= 20 && facts.remarks[19].sentence.ends_with("and 4980 more like this"));
    let many = "00:00:01,000 --> 00:00:02,000\nx\n\n".repeat(MOST_CUES + 5);
    let facts = read("srt", many.as_bytes());
    assert_eq!(facts.cues.len(), MOST_CUES);
    assert!(said(&facts)[0].1.contains("what follows is left out"), "{:?}", said(&facts));
    // What a reader that looks ahead for each sign takes hours for.
    for sign in ["<", "{", "&", "{\\", "<b>", "-->", "[", "{\\t(", "\\", "00:00:00.000 --> 00:00:01.000\n<"] {
        let flood = sign.repeat((1 << 20) / sign.len());
        let dialogue = format!("[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,,,0,0,0,,{flood}");
        let cue = format!("00:00:00.000 --> 00:00:01.000\n{flood}");
        for (ending, text) in [("srt", &flood), ("vtt", &cue), ("srt", &cue), ("ass", &dialogue)] {
            let facts = read(ending, text.as_bytes());
            assert!(facts.cues.iter().all(|cue| cue.text.len() <= 4096));
        }
    }
}

/// Pieces of which all formats are made, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("WEBVTT\n\n"),
        Just("[Script Info]\n"),
        Just("[V4+ Styles]\n"),
        Just("[Events]\n"),
        Just("PlayResY: 720\n"),
        Just("Style: Default,Inter,48,&H00FFFFFF,&H0,&H0,&H0,-1,0,0,0,100,100,0,0,1,3,1,2,40,40,36,1\n"),
        Just("Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,"),
        Just("Format: Text, Start, End\n"),
        Just("00:00:01,000 --> 00:00:02,000\n"),
        Just("00:01.000 --> 00:02.000 line:-1 align:end"),
        Just("\n"),
        Just("\n\n"),
        Just("<i>"),
        Just("</i>"),
        Just("<font color=red>"),
        Just("{\\an9}"),
        Just("{\\pos(1,2)\\b1\\fs}"),
        Just("\\N"),
        Just("&amp;"),
        Just("&#99999999;"),
        Just("{"),
        Just("<"),
        Just("é"),
        Just("日本"),
        Just("word "),
        Just("7\n"),
        Just("NOTE x\n"),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_file_breaks_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), text in pieces()) {
        for ending in ["srt", "vtt", "ass"] {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let facts = read(ending, bytes);
                for cue in &facts.cues {
                    prop_assert!(cue.start < cue.end && !cue.text.is_empty());
                    prop_assert!(!cue.text.chars().any(|letter| letter.is_control() && letter != '\n'));
                    let mut reached = 0;
                    for span in &cue.spans {
                        prop_assert!(span.from >= reached && span.from < span.to);
                        prop_assert!(cue.text.get(span.from..span.to).is_some(), "{:?}", cue);
                        reached = span.to;
                    }
                }
                prop_assert!(facts.cues.windows(2).all(|pair| pair[0].start <= pair[1].start));
            }
        }
    }
}
