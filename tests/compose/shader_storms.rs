//! Texts from people who mean no good, and from nobody at all: a fault in good time, never a panic, never an end of the process.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use rushes::compose::shader::translate;

/// Far above what any of these takes (some tenths of a second, unoptimised), far below what a person would wait.
const PATIENCE: Duration = Duration::from_secs(20);

fn toy(body: &str) -> String {
    format!("void mainImage(out vec4 c, in vec2 p) {{ {body} }}")
}

fn doubling(count: usize) -> String {
    let first = "#define A0 1.0 + 1.0\n".to_owned();
    let text =
        (1..count).fold(first, |text, index| format!("{text}#define A{index} A{} + A{}\n", index - 1, index - 1));
    format!("{text}{}", toy(&format!("c = vec4(A{});", count - 1)))
}

#[test]
fn texts_that_would_bring_a_compiler_down_are_refused() {
    let deep = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(20_000), close.repeat(20_000));
    let structs = |count: usize| {
        let nested = (1..count).map(|index| format!("struct S{index} {{ S{} a[64]; }};", index - 1));
        format!("struct S0 {{ float a[64]; }};{}{}", nested.collect::<String>(), toy(&format!("S{} s;", count - 1)))
    };
    let cases = [
        ("a.glsl", toy(&format!("c = vec4({});", deep("(", "1.0", ")")))),
        ("a.glsl", toy(&deep("{", "", "}"))),
        ("a.glsl", toy(&format!("float x = 1.0{}; c = vec4(x);", " + 1.0".repeat(20_000)))),
        ("a.glsl", toy(&format!("float x = {}1.0; c = vec4(x);", "- ".repeat(20_000)))),
        ("a.glsl", toy(&format!("float x = {}2.0; c = vec4(x);", "p.x > 1.0 ? 1.0 : ".repeat(5_000)))),
        ("a.glsl", toy(&format!("if (p.x > 1.0) c = p.xyxy; {}", "else if (p.y > 1.0) c = p.xyxy; ".repeat(5_000)))),
        ("a.glsl", toy(&format!("{} c = p.xyxy;", "if (p.x > 1.0)".repeat(10_000)))),
        ("a.glsl", toy(&format!("c = p{};", ".xy".repeat(20_000)))),
        ("a.glsl", toy("float a[2000000000]; c = vec4(a[int(p.x)]);")),
        ("a.glsl", toy("float a[100000][100000]; c = vec4(a[0][int(p.x)]);")),
        ("a.glsl", structs(30)),
        ("a.glsl", doubling(40)),
        (
            "a.glsl",
            format!(
                "#define A(x) (x + x + x)\n{}",
                toy(&format!("c = vec4({}1.0{});", "A(".repeat(20), ")".repeat(20)))
            ),
        ),
        ("a.glsl", format!("#if {}1\n#endif\n{}", "(".repeat(5_000), toy("c = p.xyxy;"))),
        ("a.glsl", format!("float f(float x) {{ return f(x); }}{}", toy("c = vec4(f(1.0));"))),
        ("a.fs", format!("/*{{ \"a\": {} }}*/ void main() {{}}", deep("[", "", "]"))),
        ("a.fs", format!("/*{{ \"PASSES\": [{}{{}}] }}*/ void main() {{}}", "{},".repeat(5_000))),
        ("a.fs", format!("/*{{ \"PASSES\": [{{ \"WIDTH\": \"{}\" }}] }}*/ void main() {{}}", "(".repeat(900))),
        ("a.wgsl", format!("fn image(uv: vec2f) -> vec4f {{ return vec4f({}); }}", deep("(", "1.0", ")"))),
        ("a.wgsl", format!("fn image(uv: vec2f) -> vec4f {{ return vec4f(uv.x{}); }}", " + uv.x".repeat(20_000))),
        ("a.wgsl", format!("fn image() -> vec4f {{ var a: {}; return vec4f(0); }}", deep("array<", "f32", ",4>"))),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let shown: String = text.chars().take(120).collect();
        let fault = translate(&text, None, Path::new(name)).expect_err(&shown);
        assert!(start.elapsed() < PATIENCE, "{shown}");
        assert!(fault.message.len() < 2_000 && !fault.message.contains('\n'), "{fault}");
    }
}

/// What is large, and yet a shader.
#[test]
fn large_texts_are_taken() {
    let cases = [
        toy(&format!("float x = iTime{}; c = vec4(x);", " + iTime".repeat(1_000))),
        toy(&format!("float x = 1.0; {} c = vec4(x);", "x = x * 1.01 + sin(x);\n".repeat(2_000))),
        toy(&format!("if (p.x > 1.0) c = p.xyxy; {}", "else if (p.y > 1.0) c = p.xyxy; ".repeat(300))),
        toy(&format!("float x = {}1.0{}; c = vec4(x);", "(".repeat(80), ")".repeat(80))),
    ];
    for text in cases {
        let start = Instant::now();
        translate(&text, None, Path::new("a.glsl")).unwrap();
        assert!(start.elapsed() < PATIENCE);
    }
}

const WHOLE: [(&str, &str); 3] = [
    (
        "a.fs",
        r#"/*{ "INPUTS": [{ "NAME": "inputImage", "TYPE": "image" }, { "NAME": "size", "TYPE": "float", "MAX": 4 }],
        "PASSES": [{ "TARGET": "kept", "PERSISTENT": true, "WIDTH": "$WIDTH / $size" }, {}] }*/
        #define LOOK(a) IMG_NORM_PIXEL(inputImage, a)
        const float list[2] = float[2](1.0, 2.0); float late = TIME * list[1];
        vec2 turned(vec2 p, float by) { mat2 m = mat2(cos(by), sin(by), -sin(by), cos(by)); return m * p; }
        void main() { vec2 at = turned(isf_FragNormCoord, late); for (int i = 0; i < 4; ++i) { if (at.x > 1.0) break; at *= 1.5; }
        gl_FragColor = PASSINDEX == 0 ? LOOK(at) : IMG_THIS_PIXEL(kept) * size; }"#,
    ),
    (
        "a.glsl",
        "#ifdef GL_ES\nprecision highp float;\n#endif\n#define PI 3.14159\n//@ input speed: float = 1 in 0..2\n
        struct Ray { vec3 o, d; }; float map(vec3 p) { return length(p) - sin(iTime * speed); }
        void mainImage(out vec4 color, in vec2 at) { vec2 uv = (2.0 * at - iResolution.xy) / iResolution.y; Ray r = Ray(vec3(0), vec3(uv, 1));
        float t = 0.; while (t < 9.) { float d = map(r.o + r.d * t); if (d < .01) break; t += d; }
        color = texture(iChannel0, uv) * (t < 9. ? 1. : 0.) + vec4(PI); }",
    ),
    (
        "a.wgsl",
        "//@ input tint: color = #ff0000\nstruct Hit { at: vec3f, far: f32 }
        fn hit(uv: vec2f) -> Hit { var h: Hit; h.far = time; return h; }
        fn image(uv: vec2f, position: vec2f) -> vec4f { let h = hit(uv); for (var i = 0; i < 4; i++) { if h.far > 1.0 { break; } }
        return previous(uv) * tint + vec4f(h.at, audio_spectrum(uv.x)); }",
    ),
];
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    "=",
    "+",
    "-",
    "*",
    "/",
    "?",
    ":",
    "#",
    "##",
    "#define A A A\n",
    "#if 1\n",
    "#endif\n",
    "0",
    "1e99",
    "99999999999",
    "0x",
    "vec2",
    "vec4",
    "float",
    "int",
    "struct",
    "const",
    "uniform",
    "varying",
    "in",
    "out",
    "return",
    "for",
    "while",
    "if",
    "else",
    "discard",
    "/*",
    "*/",
    "//",
    "é",
    "\0",
    "\\\n",
    "mat2",
    "[]",
    "texture2D",
    "IMG_PIXEL(",
    "TIME",
    "gl_FragColor",
    "layout",
    "switch",
    "case",
    "void main()",
    "a[1000000]",
    ".xyzw",
    "sampler2D",
    "fn",
    "image",
    "//@ input a: float\n",
    "var<private>",
    "override",
    "@group(0)",
    "~",
    "++",
    "&&",
    "^^",
    "\"",
    "$",
    "precision",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn garbage_is_a_fault(text in "\\PC{0,200}", name in prop::sample::select(vec!["a.fs", "a.glsl", "a.wgsl", "a"])) {
        for text in [text.clone(), format!("/*{{}}*/{text}"), toy(&text)] {
            if let Err(fault) = translate(&text, None, Path::new(name)) {
                prop_assert!(fault.line as usize <= text.lines().count() + 1 && !fault.message.is_empty(), "{}", fault);
            }
        }
    }

    #[test]
    fn mutated_shaders_are_shaders_or_faults(
        which in 0..WHOLE.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, prop::sample::select(PIECES)), 1..5),
    ) {
        let (name, whole) = WHOLE[which];
        let mut letters: Vec<char> = whole.chars().collect();
        for (place, length, piece) in changes {
            let at = place.index(letters.len());
            let end = (at + length).min(letters.len());
            letters.splice(at..end, piece.chars());
        }
        let text: String = letters.into_iter().collect();
        if let Err(fault) = translate(&text, None, Path::new(name)) {
            prop_assert!(fault.line as usize <= text.lines().count() + 1 && !fault.message.is_empty(), "{}", fault);
        }
    }
}

#[test]
fn the_texts_that_are_mutated_are_right() {
    for (name, text) in WHOLE {
        translate(text, None, Path::new(name)).unwrap_or_else(|fault| panic!("{name}:{fault}"));
    }
}
