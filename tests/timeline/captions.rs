//! Files of captions as they are: what each format says, and what another program finds in the same files.

use std::process::Command;

use rushes::base::Rational;
use rushes::base::captions::{CaptionFacts, Cue, CueAlign};
use rushes::timeline::captions::read;

pub fn ms(ms: i64) -> Rational {
    Rational::new(ms, 1000)
}

fn quiet(ending: &str, text: &str) -> Vec<Cue> {
    let CaptionFacts { cues, remarks } = read(ending, text.as_bytes());
    assert_eq!(remarks, [], "{text}");
    cues
}

/// Start and end in milliseconds, and the text.
pub fn lines(cues: &[Cue]) -> Vec<(i64, i64, &str)> {
    let number = |time: Rational| i64::try_from((time * Rational::from_int(1000)).round()).unwrap();
    cues.iter().map(|cue| (number(cue.start), number(cue.end), cue.text.as_str())).collect()
}

/// The words of each span with what is said of them.
fn spans(cue: &Cue) -> Vec<(&str, String)> {
    let said = |span: &rushes::base::captions::CueSpan| {
        let letters = &span.letters;
        let mut said = String::new();
        said += if letters.bold == Some(true) { "b" } else { "" };
        said += if letters.italic == Some(true) { "i" } else { "" };
        said += if letters.underline { "u" } else { "" };
        letters.color.iter().for_each(|[r, g, b, a]| said += &format!("#{r:02x}{g:02x}{b:02x}{a:02x}"));
        letters.font.iter().for_each(|font| said += font);
        said
    };
    cue.spans.iter().map(|span| (&cue.text[span.from..span.to], said(span))).collect()
}

const SRT: &str = "1\r\n00:00:00,500 --> 00:00:02,000\r\nPlain <i>slanted <b>both</b></i> &amp; done\r\n\r\n\
    2\r\n00:00:02,000 --> 00:00:03,040  X1:10 X2:20 Y1:30 Y2:40\r\n{\\an8}On top\r\nof <FONT COLOR=\"#ff8000\">two</FONT> lines\r\n\r\n\
    3\r\n1:00:00,001 --> 01:00:01,000\r\n1 < 2 and 3 <3\r\n";

#[test]
fn subrip_says_times_letters_and_sides() {
    let cues = quiet("srt", SRT);
    assert_eq!(
        lines(&cues),
        [
            (500, 2000, "Plain slanted both & done"),
            (2000, 3040, "On top\nof two lines"),
            (3_600_001, 3_601_000, "1 < 2 and 3 <3"),
        ]
    );
    assert_eq!(cues[0].start, Rational::new(1, 2), "exact");
    assert_eq!(spans(&cues[0]), [("slanted ", "i".into()), ("both", "bi".into())]);
    assert_eq!(spans(&cues[1]), [("two", "#ff8000ff".into())]);
    let top = cues[1].place.unwrap();
    assert_eq!((top.anchor, top.at[0], top.align), ([0.5, 0.0], 0.5, Some(CueAlign::Center)));
    assert!(top.at[1] < 0.1 && cues[0].place.is_none());
}

const VTT: &str = "\u{feff}WEBVTT - a talk\nKind: captions\n\nNOTE\nnobody sees --> this\n\n\
    intro\n00:00.250 --> 00:01.500 line:10% align:start position:20% size:50%\n<v Ada>Hello <c.yellow.bg_blue>there</c></v>\n\n\
    00:01.500 --> 01:00:02.000\n- <i>Hi</i>&nbsp;&lt;you&gt; <00:01.700>now\n- &#x263A;\n\n\
    00:02.000 --> 00:03.000 line:-2 align:end\nlow\n\n00:03.000 --> 00:04.000 line:0\nhigh\n";

#[test]
fn webvtt_says_times_settings_and_classes() {
    let cues = quiet("vtt", VTT);
    assert_eq!(
        lines(&cues),
        [
            (250, 1500, "Hello there"),
            (1500, 3_602_000, "- Hi\u{a0}<you> now\n- ☺"),
            (2000, 3000, "low"),
            (3000, 4000, "high"),
        ]
    );
    assert_eq!(spans(&cues[0]), [("there", "#ffff00ff".into())]);
    assert_eq!(spans(&cues[1]), [("Hi", "i".into())]);
    let place = cues[0].place.unwrap();
    assert_eq!((place.at, place.anchor, place.width), ([0.2, 0.1], [0.0, 0.0], Some(0.5)));
    assert_eq!(place.align, Some(CueAlign::Left));
    assert_eq!(cues[1].place, None);
    let (low, high) = (cues[2].place.unwrap(), cues[3].place.unwrap());
    assert_eq!((low.anchor, low.align), ([1.0, 1.0], Some(CueAlign::Right)));
    assert!((0.8..0.95).contains(&low.at[1]) && high.at[1] < 0.1 && high.anchor == [0.5, 0.0], "{low:?} {high:?}");
}

const ASS: &str = "[Script Info]\nScriptType: v4.00+\nPlayResX: 1280\nPlayResY: 720\n\n[V4+ Styles]\n\
    Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n\
    Style: Default,Inter,48,&H00FFFFFF,&H000000FF,&H00202020,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,40,40,36,1\n\
    Style: Sign,Inter,36,&H0000FFFF,&H000000FF,&H00000000,&H00000000,-1,-1,0,0,100,100,0,0,3,4,0,9,10,20,30,1\n\n[Events]\n\
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
    Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,nobody sees this\n\
    Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,One, two{\\i1} three{\\i0}\\Nand {\\b1\\c&H0000FF&}red{\\r} again\n\
    Dialogue: 0,0:00:02.50,0:00:03.00,Sign,,0,0,0,,{\\pos(640,180)\\an5}Here\\hnow\n\
    Dialogue: 0,0:00:03.00,0:00:04.00,Sign,,0,0,90,,Moved{\\fs72}big\n";

#[test]
fn substation_alpha_says_styles_and_overrides() {
    let cues = quiet("ass", ASS);
    assert_eq!(
        lines(&cues),
        [(1000, 2500, "One, two three\nand red again"), (2500, 3000, "Here\u{a0}now"), (3000, 4000, "Movedbig"),]
    );
    assert_eq!(spans(&cues[0]), [(" three", "i".into()), ("\nand ", String::new()), ("red", "b#ff0000ff".into())]);
    let look = &cues[0].look;
    assert_eq!((look.letters.font.as_deref(), look.letters.bold), (Some("Inter"), Some(false)));
    assert_eq!(look.letters.color, Some([255, 255, 255, 255]));
    // 48 script pixels of 720 are a line's height; the letters' own size is some less.
    let size = look.letters.size.unwrap();
    assert!((0.8..1.0).contains(&(size / (48.0 / 720.0))), "{size}");
    let frame = look.frame.unwrap();
    assert_eq!((frame.outline * 720.0, frame.outline_color), (3.0, [32, 32, 32, 255]));
    assert_eq!((frame.shadow * 720.0, frame.shadow_color, frame.plate), (1.0, [0, 0, 0, 127], None));
    let place = cues[0].place.unwrap();
    assert_eq!((place.anchor, place.fixed, place.width), ([0.5, 1.0], false, Some(1200.0 / 1280.0)));
    assert!((place.at[1] - 684.0 / 720.0).abs() < 1e-9 && (place.at[0] - 0.5).abs() < 1e-9);

    let sign = cues[1].place.unwrap();
    assert_eq!((sign.at, sign.anchor, sign.fixed), ([0.5, 0.25], [0.5, 0.5], true));
    assert_eq!(cues[1].look.frame.unwrap().plate, Some([0, 0, 0, 255]), "border style 3 is a box");
    assert_eq!((cues[1].look.letters.bold, cues[1].look.letters.italic), (Some(true), Some(true)));
    // Top right, with the line's own margin instead of the style's.
    let moved = cues[2].place.unwrap();
    assert_eq!((moved.anchor, moved.align), ([1.0, 0.0], Some(CueAlign::Right)));
    assert!((moved.at[0] - 1260.0 / 1280.0).abs() < 1e-9 && (moved.at[1] - 90.0 / 720.0).abs() < 1e-9);
    let big = cues[2].spans[0].letters.size.unwrap() / cues[2].look.letters.size.unwrap();
    assert!((big - 2.0).abs() < 1e-9, "72 is twice 36");
}

#[test]
fn the_older_substation_alpha_is_read_too() {
    let ssa = "[Script Info]\nScriptType: v4.00\n\n[V4 Styles]\n\
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, Bold, Italic, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, Encoding\n\
        Style: Default,Inter,18,65535,255,255,0,-1,0,1,2,0,6,10,10,10,0,0\n\n[Events]\n\
        Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
        Dialogue: Marked=0,0:00:00.10,0:00:01.00,*Default,,0000,0000,0000,,{\\a3}yellow\n\
        Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,,0000,0000,0000,,top\n";
    let cues = quiet("ssa", ssa);
    assert_eq!(lines(&cues), [(100, 1000, "yellow"), (1000, 2000, "top")]);
    assert_eq!(cues[0].look.letters.color, Some([255, 255, 0, 255]));
    assert_eq!(cues[0].place.unwrap().anchor, [1.0, 1.0], "the older numbers: 3 is bottom right");
    assert_eq!(cues[1].place.unwrap().anchor, [0.5, 0.0], "and 6 is the top's middle");
}

/// What `ffmpeg` makes of the same bytes: start, end and words, without any marks.
fn elsewhere(ending: &str, bytes: &[u8]) -> Vec<(i64, i64, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("talk.{ending}"));
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&path)
        .args(["-c:s", "text", "-f", "srt", "-"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap();
    let time = |text: &str| {
        let (clock, part) = text.trim().split_once(',').unwrap();
        let seconds = clock.split(':').fold(0, |sum, part| sum * 60 + number(part));
        seconds * 1000 + number(part)
    };
    text.split("\n\n")
        .filter_map(|block| {
            let (_, block) = block.trim_start().split_once('\n')?;
            let (times, words) = block.split_once('\n').unwrap_or((block, ""));
            let (start, end) = times.split_once("-->")?;
            Some((time(start), time(end), words.trim().to_owned()))
        })
        .collect()
}

#[test]
fn another_program_reads_the_same_times_and_words() {
    // Its plain text keeps entities and hard spaces in its own way; times must agree to its millisecond.
    for (ending, text) in [("srt", SRT), ("vtt", VTT), ("ass", ASS)] {
        let theirs = elsewhere(ending, text.as_bytes());
        let ours = quiet(ending, text);
        let times: Vec<_> = lines(&ours).iter().map(|(start, end, _)| (*start, *end)).collect();
        assert_eq!(times, theirs.iter().map(|(start, end, _)| (*start, *end)).collect::<Vec<_>>(), "{ending}");
        for (cue, (.., words)) in ours.iter().zip(&theirs) {
            let letters = |text: &str| text.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect::<String>();
            let words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
            assert_eq!(letters(&cue.text), letters(&words.replace("\\h", " ").replace("&#x263A;", "")), "{ending}");
        }
    }
}
