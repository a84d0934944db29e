//! What each encoder is told. These words decide the bytes of finished chunks.

use rushes::base::Rational;
use rushes::base::facts::ColorFacts;
use rushes::media::{
    BT709, DnxHr, Ffv1, FramePlanes, HdrMetadata, LightLevels, MasteringDisplay, ProRes, SampleFormat, SvtAv1,
    VideoCodec, VideoEncoder, VideoEncoderSettings, Vp9, X264, X265,
};

fn settings(codec: VideoCodec, samples: SampleFormat) -> VideoEncoderSettings {
    VideoEncoderSettings {
        width: 1920,
        height: 1080,
        frame_rate: Rational::from_int(25),
        codec,
        gop_frames: 50,
        color: BT709,
        samples,
        hdr: None,
    }
}

fn words(settings: &VideoEncoderSettings) -> String {
    settings.options().into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
}

const COLORS: &str = "color_primaries=1 color_trc=1 colorspace=1 color_range=tv";
const LEFT: &str = "chroma_sample_location=left";

/// One that differs from here makes other chunks under the same keys: raise its number in plan/key_codec.rs, for H.264 the
/// epoch of the media room, and then change it here.
#[test]
fn encoders_are_told_what_their_keys_stand_for() {
    let x265 = |crf| VideoCodec::X265(X265 { preset: "medium".into(), tune: None, crf });
    for (codec, samples, told) in [
        (
            VideoCodec::X264(X264::new("medium", 23.0)),
            SampleFormat::Yuv420p,
            format!(
                "preset=medium crf=23 profile=high g=50 forced-idr=1 flags=+global_header+cgop threads=4 x264-params=lookahead-threads=1:cpu-independent=1:stitchable=1:open-gop=0:repeat-headers=0 {COLORS} {LEFT}"
            ),
        ),
        (
            x265(25.0),
            SampleFormat::Yuv420p,
            format!(
                "preset=medium crf=25 g=50 forced-idr=1 flags=+global_header+cgop x265-params=log-level=none:info=0:pools=4:frame-threads=2:open-gop=0:repeat-headers=0:keyint=50:min-keyint=1:aud=0:hrd=0 {COLORS} {LEFT}"
            ),
        ),
        (
            VideoCodec::Vp9(Vp9 { speed: 2, crf: 31.0 }),
            SampleFormat::Yuv420p,
            format!(
                "deadline=good cpu-used=2 crf=31 b=0 g=50 auto-alt-ref=1 lag-in-frames=25 row-mt=0 tile-columns=2 frame-parallel=0 threads=4 {COLORS} {LEFT}"
            ),
        ),
        (
            VideoCodec::SvtAv1(SvtAv1 { speed: 8, crf: 35.0 }),
            SampleFormat::Yuv420p,
            format!(
                "preset=8 crf=35 g=50 flags=+global_header+cgop svtav1-params=lp=4:irefresh-type=2:scd=0 {COLORS} {LEFT}"
            ),
        ),
        (
            VideoCodec::ProRes(ProRes::Hq),
            SampleFormat::Yuv422p10,
            format!("profile=hq vendor=apl0 flags=+bitexact threads=4 thread_type=slice {COLORS} {LEFT}"),
        ),
        (
            VideoCodec::DnxHr(DnxHr::Hq),
            SampleFormat::Yuv422p,
            format!("profile=dnxhr_hq flags=+bitexact threads=4 thread_type=slice {COLORS} {LEFT}"),
        ),
        (
            VideoCodec::Ffv1(Ffv1),
            SampleFormat::Yuv444p10,
            format!("level=3 coder=range_def context=0 g=1 slices=16 slicecrc=1 flags=+bitexact threads=4 {COLORS}"),
        ),
    ] {
        assert_eq!(words(&settings(codec, samples)), told);
    }
}

#[test]
fn screens_are_described_in_each_encoder_s_own_words() {
    let hdr = HdrMetadata {
        mastering: MasteringDisplay {
            red: [34_000, 16_000],
            green: [13_250, 34_500],
            blue: [7_500, 3_000],
            white: [15_635, 16_450],
            max_luminance: 10_000_000,
            min_luminance: 1,
        },
        light: LightLevels { max: 1000, average: 400 },
    };
    let pq = ColorFacts { primaries: 9, transfer: 16, matrix: 9, full_range: false };
    for (codec, wanted) in [
        (
            VideoCodec::X265(X265 { preset: "fast".into(), tune: None, crf: 20.0 }),
            ":hdr10=1:hdr10-opt=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400",
        ),
        (
            VideoCodec::SvtAv1(SvtAv1 { speed: 8, crf: 35.0 }),
            ":mastering-display=G(0.26500,0.69000)B(0.15000,0.06000)R(0.68000,0.32000)WP(0.31270,0.32900)L(1000.0000,0.0001):content-light=1000,400",
        ),
    ] {
        let told = VideoEncoderSettings { hdr: Some(hdr), color: pq, ..settings(codec, SampleFormat::Yuv420p10) };
        let words = words(&told);
        assert!(words.contains(wanted) && words.contains("color_trc=16"), "{words}");
    }
}

#[test]
fn what_an_encoder_can_t_do_is_refused_before_it_is_asked() {
    for (codec, samples, why) in [
        (VideoCodec::X264(X264::new("medium", 23.0)), SampleFormat::Bgra, "no samples like bgra"),
        (VideoCodec::X265(X265 { preset: "warp".into(), tune: None, crf: 20.0 }), SampleFormat::Yuv420p, "presets are"),
        (VideoCodec::Vp9(Vp9 { speed: 6, crf: 30.0 }), SampleFormat::Yuv420p, "0 to 5"),
        (VideoCodec::SvtAv1(SvtAv1 { speed: 8, crf: 35.0 }), SampleFormat::Yuv444p, "4:2:0"),
        (VideoCodec::ProRes(ProRes::Hq), SampleFormat::Yuv444p10, "ProRes 422 has yuv422p10"),
        (VideoCodec::DnxHr(DnxHr::Hqx), SampleFormat::Yuv422p, "yuv422p10le, not yuv422p"),
        (VideoCodec::Ffv1(Ffv1), SampleFormat::Rgb24, "no samples like rgb24"),
    ] {
        let failure = VideoEncoder::open(&settings(codec, samples)).err().unwrap();
        assert!(failure.message.contains(why), "{failure}");
    }
}

/// FFV1 leaves nothing out: what a decoder gives is what was pushed, in every kind of samples.
#[test]
fn pixels_side_by_side_are_kept_as_they_are() {
    let (width, height) = (64usize, 16usize);
    for (samples, depth, alpha) in [
        (SampleFormat::Bgra, 1, true),
        (SampleFormat::Bgr0, 1, false),
        (SampleFormat::Rgba64, 2, true),
        (SampleFormat::Rgb48, 2, false),
    ] {
        let mut settings = settings(VideoCodec::Ffv1(Ffv1), samples);
        (settings.width, settings.height) = (width as u32, height as u32);
        settings.color = ColorFacts { primaries: 1, transfer: 13, matrix: 0, full_range: true };
        let pixel = |at: usize, part: usize| match part {
            3 if !alpha => u8::MAX,
            part => (at * 7 + part * 61) as u8,
        };
        let bytes: Vec<u8> = (0..width * height)
            .flat_map(|at| (0..4).flat_map(move |part| std::iter::repeat_n(pixel(at, part), depth)))
            .collect();
        let mut encoder = VideoEncoder::open(&settings).unwrap();
        let parameters = encoder.parameters();
        let mut packets = Vec::new();
        let mut sink = |packet| {
            packets.push(packet);
            Ok(())
        };
        encoder.push(&FramePlanes::packed(&bytes, width * 4 * depth), 0, &mut sink).unwrap();
        encoder.finish(&mut sink).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.mkv");
        let mut muxer = rushes::media::Muxer::create(&path, "matroska", &[parameters], None).unwrap();
        packets.iter().for_each(|packet| muxer.write(0, packet).unwrap());
        muxer.finish().unwrap();
        let raw = folder.path().join("one.rgba");
        super::numbered::ffmpeg(&[
            "-i",
            path.to_str().unwrap(),
            "-pix_fmt",
            if depth == 2 { "rgba64le" } else { "rgba" },
            "-f",
            "rawvideo",
            raw.to_str().unwrap(),
        ]);
        assert!(std::fs::read(&raw).unwrap() == bytes, "{samples:?} came back otherwise");
    }
}
