//! Shaders' texts that are small and would become endless, or deeper than any stack: each is refused in a sentence, and
//! neither memory nor the process is lost to it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rushes::compose::shader::translate;
use rustix::time::{ClockId, clock_gettime};

fn toy(body: &str) -> String {
    format!("void mainImage(out vec4 c, in vec2 p) {{ {body} }}")
}

#[track_caller]
fn refused(name: &str, text: &str, vertex: Option<&str>, because: &str) {
    let fault = translate(text, vertex, Path::new(name)).expect_err("it is taken");
    assert!(fault.message.contains(because), "{fault}");
}

#[test]
fn words_that_are_pasted_together_over_and_over_do_not_grow_without_end() {
    let mut text = String::new();
    for level in 0..60 {
        writeln!(text, "#define A{level}(x) A{}(x##x)", level + 1).unwrap();
    }
    refused("a.glsl", &format!("{text}{}", toy("float A0(ab);")), None, "is too long");
}

#[test]
fn a_long_argument_that_is_pasted_often_is_not_copied_without_end() {
    let text = format!("#define A(x) {}\n{}", "x##".repeat(20_000), toy(&format!("A({})", "a ".repeat(20_000))));
    refused("a.glsl", &text, None, "macros expand without an end in sight");
}

#[test]
fn a_picture_is_a_name_and_not_said_twice_over_and_over() {
    let nested = format!("{}p{}", "IMG_PIXEL(".repeat(60), ", p)".repeat(60));
    refused("a.glsl", &toy(&format!("c = {nested};")), None, "");
    // Where something is looked up in what was looked up there, it is the place that nests.
    let nested = format!("{}p{}", "texture2D(iChannel0, ".repeat(8), ".xy)".repeat(8));
    translate(&toy(&format!("c = {nested};")), None, Path::new("a.glsl")).unwrap();
}

#[test]
fn what_nests_without_brackets_is_followed_so_far_only() {
    let loops = format!("{} c = p.xyxy;", "for(;;)".repeat(20_000));
    refused("a.glsl", &toy(&loops), None, "branches and loops");
    // One after the other they are nothing deep.
    let body = "for (int i = 0; i < 4; i++) c[i] = p.x;".repeat(200);
    translate(&toy(&body), None, Path::new("a.glsl")).unwrap();
}

#[test]
fn what_functions_come_to_where_each_calls_the_one_before_twice_is_bounded() {
    let mut glsl = "float part0(float x) { return x + 1.0; }\n".to_owned();
    let mut wgsl = "fn part0(x: f32) -> f32 { return x + 1.0; }\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        writeln!(glsl, "float part{level}(float x) {{ return part{before}(x) * part{before}(x + 1.0); }}").unwrap();
        writeln!(wgsl, "fn part{level}(x: f32) -> f32 {{ return part{before}(x) * part{before}(x + 1.0); }}").unwrap();
    }
    refused("a.glsl", &format!("{glsl}{}", toy("c = vec4(part39(p.x));")), None, "functions");
    let text = format!("{wgsl}fn image(uv: vec2f) -> vec4f {{ return vec4f(part39(uv.x)); }}");
    refused("a.wgsl", &text, None, "functions");
}

#[test]
fn lists_that_go_from_stage_to_stage_are_counted_before_they_are_written_out() {
    let mut list = String::new();
    (0..10_000).for_each(|number| write!(list, "varying mat4 a{number}[64];").unwrap());
    let fragment = format!("/*{{}}*/ {list} void main() {{ gl_FragColor = a0[0][0]; }}");
    let vertex = format!("{list} void main() {{ isf_vertShaderInit(); }}");
    let begun = worked();
    refused("a.fs", &fragment, Some(&vertex), "go from the vertex shader");
    let took = worked() - begun;
    assert!(took < Duration::from_secs(10), "it took {took:?}");
}

#[test]
fn many_blocks_and_lines_are_read_once() {
    let begun = worked();
    refused("a.glsl", &toy(&"{a}".repeat(45_000)), None, "");
    let lines = format!("#define L {}\n{}", "__LINE__ ".repeat(2_000), toy(&format!("c = {};", "L ".repeat(300))));
    refused("a.glsl", &lines, None, "more than");
    let took = worked() - begun;
    assert!(took < Duration::from_secs(10), "it took {took:?}");
}

#[test]
fn names_of_the_programs_own_are_no_way_around_what_may_be_bound() {
    let text = "@group(1) @binding(7) var rushes_x: texture_2d<f32>;\n\
                fn image(uv: vec2f) -> vec4f { return textureLoad(rushes_x, vec2i(0), 0); }";
    refused("a.wgsl", text, None, "rushes_x");
}

/// Processor time of this process: a busy box must not fail what is about the text. The compiler has a thread of its own.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap())
}

#[test]
fn more_pictures_than_a_device_takes_are_told_before_one_is_asked() {
    let with = |count: usize| {
        let mut text = String::new();
        for number in 0..count {
            writeln!(text, "//@ input p{number}: image").unwrap();
        }
        let all: Vec<String> = (0..count).map(|number| format!("p{number}(uv)")).collect();
        writeln!(text, "fn image(uv: vec2f) -> vec4f {{ return {}; }}", all.join(" + ")).unwrap();
        text
    };
    refused("a.wgsl", &with(17), None, "it reads 17 pictures (inputs, targets and the sound); 16 are the most");
    translate(&with(16), None, Path::new("a.wgsl")).unwrap();
}
