//! What shaders' texts become: their role, what they read, their inputs, pictures and passes.

use std::path::Path;

use rushes::compose::shader::{
    Builtin, FieldKind, FieldSource, InputKind, Language, Program, Role, ShaderFault, SlotSource, translate,
};

#[track_caller]
fn translated(name: &str, text: &str) -> Program {
    match translate(text, None, Path::new(name)) {
        Ok(program) => program,
        Err(fault) => panic!("{name}:{fault}\n{text}"),
    }
}

fn isf(header: &str, body: &str) -> Result<Program, ShaderFault> {
    translate(&format!("/*{header}*/\n{body}"), None, Path::new("a.fs"))
}

fn slots(program: &Program) -> Vec<(&str, u32, SlotSource)> {
    program.textures.iter().map(|slot| (slot.name.as_str(), slot.binding, slot.source.clone())).collect()
}

const WAVES: &str = "//@ input speed: float = 1.5 in 0..4 \"How fast\"
//@ input steps: int = 8 in 1..64
//@ input soft: bool = true
//@ input flash: event
//@ input centre: point = [0.25, 0.75]
//@ input tint: color = #ff0000
//@ input paper: image
fn image(uv: vec2f, position: vec2f) -> vec4f {
    let wave = sin(time * speed + f32(steps)) * select(0.0, 1.0, soft || flash);
    return paper(uv) * tint * wave * distance(uv, centre) + paper_size.x * bass;
}";

#[test]
fn wgsl_reads_by_name() {
    let program = translated("waves.wgsl", WAVES);
    assert_eq!((program.language, program.role, program.flipped), (Language::Wgsl, Role::Generator, false));
    let names: Vec<&str> = program.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["speed", "steps", "soft", "flash", "centre", "tint", "paper"]);
    assert_eq!(program.inputs[0].label.as_deref(), Some("How fast"));
    assert_eq!(program.inputs[0].kind, InputKind::Float { default: 1.5, min: Some(0.0), max: Some(4.0) });
    assert_eq!(program.inputs[4].kind, InputKind::Point { default: [0.25, 0.75], min: None, max: None });
    assert_eq!(program.inputs[5].kind, InputKind::Color { default: [1.0, 0.0, 0.0, 1.0] });
    assert_eq!(slots(&program), [("paper", 2, SlotSource::Input(6))]);
    assert!(program.reads(Builtin::Time) && program.reads(Builtin::Bass));
    assert!(!program.reads(Builtin::Frame) && !program.hears() && !program.stateful);
    assert_eq!(program.passes.len(), 1);
}

/// Frames are the same where nothing that moves is read: a local variable of the same name is not reading.
#[test]
fn only_what_is_read_counts() {
    let program = translated(
        "still.wgsl",
        "fn image(uv: vec2f) -> vec4f { let time = 0.5; let beat = time; return vec4f(uv, beat, 1.0); }
         fn unused() -> f32 { return 1.0; }",
    );
    assert!(!program.reads(Builtin::Time) && !program.reads(Builtin::Beat));
    let program = translated(
        "still.glsl",
        "void mainImage(out vec4 color, in vec2 p) { float iTime = 1.0; color = vec4(p / iResolution.xy, iTime, 1.0); }",
    );
    assert!(!program.reads(Builtin::Time) && program.reads(Builtin::Resolution));
    let program = isf("{}", "float late = TIME * 2.0;\nvoid main() { gl_FragColor = vec4(late); }").unwrap();
    assert!(program.reads(Builtin::Time), "a global variable's first value is read");
}

#[test]
fn a_function_of_ones_own_takes_the_place_of_ours() {
    let own = "fn layer(uv: vec2f) -> vec4f { return vec4f(uv, 0.0, 1.0); }\nfn image(uv: vec2f) -> vec4f { return layer(uv); }";
    let program = translated("own.wgsl", own);
    assert_eq!((program.role, program.textures.len()), (Role::Generator, 0));
}

#[test]
fn roles_follow_from_what_is_asked_for() {
    let wgsl = |body: &str| translated("a.wgsl", &format!("fn image(uv: vec2f) -> vec4f {{ return {body}; }}"));
    let toy = |body: &str| translated("a.glsl", &format!("void mainImage(out vec4 c, in vec2 p) {{ c = {body}; }}"));
    assert_eq!(wgsl("layer(uv)").role, Role::Filter);
    assert_eq!(wgsl("mix(from_layer(uv), to_layer(uv), progress)").role, Role::Transition);
    let feedback = wgsl("previous(uv) * 0.9");
    assert!(feedback.stateful && feedback.passes[0].persistent);
    assert_eq!(slots(&feedback), [("previous", 2, SlotSource::Target("previous".to_owned()))]);
    assert!(wgsl("vec4f(audio_spectrum(uv.x), audio_wave(uv.x), level, 1.0)").hears());
    assert_eq!(toy("vec4(p, 0.0, 1.0)").role, Role::Generator);
    let either = toy("texture(iChannel0, p) + texture(iChannel2, p)");
    assert_eq!(either.role, Role::Either);
    assert!(
        either.role.serves(Role::Filter)
            && either.role.serves(Role::Generator)
            && !either.role.serves(Role::Transition)
    );
    assert_eq!(slots(&either), [("iChannel0", 2, SlotSource::LayerOrSound), ("iChannel2", 3, SlotSource::Input(0))]);
    assert_eq!((either.inputs[0].name.as_str(), &either.inputs[0].kind), ("iChannel2", &InputKind::Image));
    let across = toy("mix(texture(iChannel0, p), texture(iChannel1, p), progress)");
    assert_eq!(across.role, Role::Transition);
    assert_eq!(slots(&across), [("iChannel0", 2, SlotSource::From), ("iChannel1", 3, SlotSource::To)]);
}

/// As they lie on gl-transitions.com: inputs are uniforms, their defaults stand in comments.
#[test]
fn gl_transitions_are_taken_as_they_are() {
    let text = "// Author: nobody\nuniform float softness; // = 0.25\nuniform vec2 /* where */ centre; // = vec2(0.5, -.5)
        uniform vec3 tint/* = vec3(0.5) */;\nuniform vec4 back; // = vec4(0.1, 0.2, 0.3, 0.4)\nuniform ivec2 squares; // = ivec2(10)
        uniform bool reverse; // = true\nuniform int steps; // =7\nuniform sampler2D luma;
        vec4 transition(vec2 uv) {
            float when = texture2D(luma, uv).r + ratio * softness + length(uv - centre) + float(squares.x * steps);
            vec4 one = getFromColor(uv) + back, two = getToColor(uv) * vec4(tint, 1.0);
            return mix(one, two, reverse ? 1.0 - progress : progress + when);
        }";
    let program = translated("a.glsl", text);
    assert_eq!((program.language, program.role), (Language::GlTransition, Role::Transition));
    let defaults: Vec<(&str, [f64; 4])> =
        program.inputs.iter().map(|input| (input.name.as_str(), input.kind.default_numbers())).collect();
    let wanted = [
        ("softness", [0.25, 0.0, 0.0, 0.0]),
        ("centre", [0.5, -0.5, 0.0, 0.0]),
        ("tint", [0.5, 0.5, 0.5, 1.0]),
        ("back", [0.1, 0.2, 0.3, 0.4]),
        ("squares", [10.0, 10.0, 0.0, 0.0]),
        ("reverse", [1.0, 0.0, 0.0, 0.0]),
        ("steps", [7.0, 0.0, 0.0, 0.0]),
        ("luma", [0.0; 4]),
    ];
    assert_eq!(defaults, wanted);
    assert_eq!(
        slots(&program),
        [("rushes_from", 2, SlotSource::From), ("rushes_to", 3, SlotSource::To), ("luma", 4, SlotSource::Input(7))]
    );
    assert!(program.reads(Builtin::Progress));
}

#[test]
fn isf_headers_say_all_there_is() {
    let header = r#"{
        "ISFVSN": "2",
        "INPUTS": [
            { "NAME": "inputImage", "TYPE": "image" },
            { "NAME": "flash", "TYPE": "event" },
            { "NAME": "soft", "TYPE": "bool", "DEFAULT": 1.0 },
            { "NAME": "mode", "TYPE": "long", "VALUES": [0, 1, 5], "LABELS": ["a", "b", "c"], "DEFAULT": 5 },
            { "NAME": "size", "TYPE": "float", "DEFAULT": 0.5, "MIN": 0.25, "MAX": 4.0, "LABEL": "Size" },
            { "NAME": "bare", "TYPE": "float", "MIN": 2.0 },
            { "NAME": "place", "TYPE": "point2D", "DEFAULT": [0.5, 0.25], "MIN": [0, 0], "MAX": [1, 1] },
            { "NAME": "tint", "TYPE": "color", "DEFAULT": [1, 0.5, 0.25] },
            { "NAME": "wave", "TYPE": "audio", "MAX": 64 },
            { "NAME": "bins", "TYPE": "audioFFT" },
            { "NAME": "mask", "TYPE": "image" }
        ],
        "IMPORTED": { "noise": { "PATH": "noise.png" } },
        "PASSES": [
            { "TARGET": "small", "WIDTH": "floor($WIDTH/4.0)", "HEIGHT": "max($HEIGHT * $size, 1.0)" },
            { "TARGET": "kept", "PERSISTENT": true, "FLOAT": true, "WIDTH": 1, "HEIGHT": "1" },
            {}
        ]
    }"#;
    let body = "void main() {
        vec4 all = IMG_THIS_PIXEL(inputImage) + IMG_NORM_PIXEL(small, isf_FragNormCoord) + IMG_PIXEL(kept, vec2(0.5));
        all += IMG_NORM_PIXEL(wave, vec2(0.5)) + IMG_NORM_PIXEL(bins, vec2(0.5)) + IMG_PIXEL(noise, gl_FragCoord.xy);
        gl_FragColor = all * size * tint * TIME + (flash ? vec4(place, IMG_SIZE(mask)) : vec4(float(mode), DATE.x, bare, soft));
        if (PASSINDEX == 1 && FRAMEINDEX > 2) gl_FragColor = vec4(TIMEDELTA);
    }";
    let program = isf(header, body).unwrap();
    assert_eq!((program.language, program.role), (Language::Isf, Role::Filter));
    assert!(program.flipped && program.stateful);
    let names: Vec<&str> = program.inputs.iter().map(|input| input.name.as_str()).collect();
    let wanted = ["flash", "soft", "mode", "size", "bare", "place", "tint", "wave", "bins", "mask"];
    assert_eq!(names, wanted, "the host's own picture is not set by a user");
    let kinds: Vec<&InputKind> = program.inputs.iter().map(|input| &input.kind).collect();
    assert_eq!(*kinds[1], InputKind::Bool { default: true });
    let labels = ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(*kinds[2], InputKind::Long { default: 5, min: None, max: None, values: vec![0, 1, 5], labels });
    assert_eq!(kinds[4].default_numbers()[0], 2.0, "no default: the value of the range that is nearest to 0");
    assert_eq!(kinds[6].default_numbers(), [1.0, 0.5, 0.25, 1.0]);
    assert_eq!(
        slots(&program).into_iter().map(|(name, _, source)| (name, source)).collect::<Vec<_>>(),
        [
            ("inputImage", SlotSource::Layer),
            ("wave", SlotSource::Wave { columns: 64 }),
            ("bins", SlotSource::Spectrum { columns: 512 }),
            ("mask", SlotSource::Input(9)),
            ("small", SlotSource::Target("small".to_owned())),
            ("kept", SlotSource::Target("kept".to_owned())),
            ("noise", SlotSource::Imported("noise.png".to_owned())),
        ]
    );
    let size = |index: usize| {
        let (width, height) = (program.passes[index].width.as_ref(), program.passes[index].height.as_ref());
        let input = |name: &str| (name == "size").then_some(0.25);
        (width.map(|width| width.eval(1921, 1080, &input)), height.map(|height| height.eval(1921, 1080, &input)))
    };
    assert_eq!([size(0), size(1), size(2)], [(Some(480), Some(270)), (Some(1), Some(1)), (None, None)]);
    assert_eq!(
        program.passes.iter().map(|pass| (pass.persistent, pass.float)).collect::<Vec<_>>(),
        [(false, false), (true, true), (false, false)]
    );
}

/// The samples are what they say they are, and read nothing that they need not.
#[test]
fn the_samples_translate() {
    let sample = |name: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/shaders").join(name);
        translated(name, &std::fs::read_to_string(file).unwrap())
    };
    let aurora = sample("aurora.wgsl");
    assert_eq!((aurora.language, aurora.role, aurora.stateful), (Language::Wgsl, Role::Generator, false));
    assert!(aurora.reads(Builtin::Bass) && !aurora.hears());
    let halo = sample("halo.glsl");
    assert_eq!((halo.language, halo.role), (Language::Shadertoy, Role::Either));
    assert!(halo.hears());
    let embers = sample("embers.fs");
    assert_eq!((embers.role, embers.stateful, embers.passes.len()), (Role::Generator, true, 2));
    assert!(embers.passes[0].float);
    let riso = sample("riso.fs");
    assert_eq!((riso.role, riso.reads(Builtin::Time)), (Role::Filter, false));
    let ink = sample("ink.fs");
    assert_eq!((ink.role, ink.reads(Builtin::Time), ink.reads(Builtin::Progress)), (Role::Transition, false, true));
}

#[test]
fn what_isf_1_said_is_understood() {
    let old = r#"{ "PERSISTENT_BUFFERS": ["kept"], "PASSES": [{ "TARGET": "kept" }, {}],
                   "INPUTS": [{ "NAME": "inputImage", "TYPE": "image" }] }"#;
    let body = "void main() { gl_FragColor = IMG_NORM_PIXEL(kept, vv_FragNormCoord) + vec4(_inputImage_imgRect.zw, 0.0, 1.0); }";
    let program = isf(old, body).unwrap();
    assert!(program.stateful && program.passes[0].persistent && !program.passes[1].persistent);
}

#[test]
fn transitions_of_isf_get_their_pictures_and_progress() {
    let header = r#"{ "INPUTS": [{ "NAME": "startImage", "TYPE": "image" }, { "NAME": "endImage", "TYPE": "image" },
                      { "NAME": "progress", "TYPE": "float" }, { "NAME": "soft", "TYPE": "float", "DEFAULT": 0.1 }] }"#;
    let body =
        "void main() { gl_FragColor = mix(IMG_THIS_PIXEL(startImage), IMG_THIS_PIXEL(endImage), progress * soft); }";
    let program = isf(header, body).unwrap();
    assert_eq!(program.role, Role::Transition);
    assert_eq!(program.inputs.len(), 1);
    assert!(program.reads(Builtin::Progress));
    assert_eq!(slots(&program), [("startImage", 2, SlotSource::From), ("endImage", 3, SlotSource::To)]);
}

/// The bytes lie where the compiler put the fields, in the form that they have there.
#[test]
fn uniforms_are_written_where_they_are_read() {
    let program = translated("waves.wgsl", WAVES);
    let value = |source: &FieldSource| match source {
        FieldSource::Input(index) => program.inputs[*index].kind.default_numbers(),
        FieldSource::Builtin(Builtin::Resolution) => [640.0, 360.0, 1.0, 0.0],
        FieldSource::Builtin(_) => [7.0; 4],
    };
    let bytes = program.uniforms.bytes(&value);
    assert_eq!(bytes.len(), program.uniforms.size as usize);
    let field = |name: &str| program.uniforms.fields.iter().find(|field| field.name == name).unwrap();
    let word = |name: &str, part: usize| {
        let at = field(name).offset as usize + part * 4;
        <[u8; 4]>::try_from(&bytes[at..at + 4]).unwrap()
    };
    assert_eq!(f32::from_le_bytes(word("resolution", 1)), 360.0);
    assert_eq!(f32::from_le_bytes(word("centre", 1)), 0.75);
    assert_eq!(f32::from_le_bytes(word("time", 0)), 7.0);
    assert_eq!(i32::from_le_bytes(word("steps", 0)), 8);
    assert_eq!((field("soft").kind, i32::from_le_bytes(word("soft", 0))), (FieldKind::Int, 1));
    for (index, field) in program.uniforms.fields.iter().enumerate() {
        let size = field.kind.parts() as u32 * 4;
        let overlaps = |other: &&rushes::compose::shader::Field| {
            other.offset < field.offset + size && field.offset < other.offset + other.kind.parts() as u32 * 4
        };
        assert!(!program.uniforms.fields[..index].iter().any(|other| overlaps(&other)), "{field:?}");
    }
}

/// Both stages read one buffer: the layout is that of both.
#[test]
fn a_vertex_shader_of_isf_hands_on_what_it_says() {
    let header = r#"{ "INPUTS": [{ "NAME": "inputImage", "TYPE": "image" }, { "NAME": "wide", "TYPE": "float" },
                      { "NAME": "turn", "TYPE": "float" }] }"#;
    let vertex = "#if __VERSION__ <= 120\nvarying vec2 places[3];\nvarying mat2 spun;\n#else\nout vec2 places[3];\nout mat2 spun;\n#endif
        void main() {
            isf_vertShaderInit();
            for (int i = 0; i < 3; i++) places[i] = isf_FragNormCoord + float(i) * wide / RENDERSIZE;
            spun = mat2(cos(turn), sin(turn), -sin(turn), cos(turn));
        }";
    let body = "in vec2 places[3];\nin mat2 spun;\nvoid main() { gl_FragColor = vec4(spun * places[2], wide, TIME); }";
    let program = translate(&format!("/*{header}*/\n{body}"), Some(vertex), Path::new("a.fs")).unwrap();
    let names: Vec<&str> = program.uniforms.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["wide", "turn", "TIME", "RENDERSIZE"]);
    let span = |module: &wgpu::naga::Module| {
        let buffer =
            module.global_variables.iter().find(|(_, global)| global.space == wgpu::naga::AddressSpace::Uniform);
        buffer.map(|(_, global)| module.types[global.ty].inner.size(module.to_ctx()))
    };
    assert_eq!(span(&program.vertex), span(&program.fragment));
    let other = vertex
        .replace("out mat2", "out mat3")
        .replace("mat2(cos(turn), sin(turn), -sin(turn), cos(turn))", "mat3(1.0)");
    let fault = translate(&format!("/*{header}*/\n{body}"), Some(&other), Path::new("a.fs")).unwrap_err();
    assert!(fault.in_vertex, "{fault}");
    assert_eq!(fault.to_string(), "6:10: `spun` is declared otherwise in the fragment shader");
}

/// Texts of the kinds that people write for browsers and for ISF hosts, each with something that the compiler alone refuses.
#[test]
fn glsl_is_taken_as_people_write_it() {
    let toys = [
        "void mainImage(out vec4 O, vec2 u) { O *= 0.; for (float i = 0.; i++ < 9.;) O += .1 / length(u * mat2(cos(i + vec4(0, 33, 11, 0)))); O = tanh(O); }",
        "float f(float x) { if (x > 1) return 1; return 0; } void mainImage(out vec4 c, in vec2 p) { c = vec4(f(p.x)); }",
        "float f(float x) { if (x > 1.) { return x; } } void mainImage(out vec4 c, in vec2 p) { c = vec4(f(p.x)); }",
        "float g(float); float f(const in float x) { return g(x); } float g(float x) { return x; } void mainImage(out vec4 c, in vec2 p) { c = vec4(f(p.x)); }",
        "vec3 shade(vec3 p); float map(vec3); void mainImage(out vec4 c, in vec2 p) { c = vec4(shade(vec3(p, 1)), map(vec3(1))); } vec3 shade(vec3 p) { return p * map(p); } float map(vec3 p) { return length(p); }",
        "vec4 blur(sampler2D t, vec2 uv) { return texture(t, uv, 1.0) + textureLod(t, uv, 2.0) + texelFetch(t, ivec2(uv), 0); } void mainImage(out vec4 c, in vec2 p) { c = blur(iChannel0, p) + blur(iChannel1, p) + vec4(textureSize(iChannel0, 0), 0, 0); }",
        "const float w[] = float[](.1, .2); void mainImage(out vec4 c, in vec2 p) { float a[2], b = 1.; a[0] = b; float[] d = float[](1., 2., 3.); c = vec4(w[1] + a[0] + d[int(p.x) % 3]); }",
        "float speed = iTime * .5, other; const vec2 dir = normalize(vec2(1, 2)); mat2 m = mat2(1.); void mainImage(out vec4 c, in vec2 p) { c = vec4(speed + dir * m, other, 1); }",
        "#define T(p) texture(iChannel0, (p) / iResolution.xy)\n#define A(x) B(x) + 1.\n#define B(x) sin(x)\n#define CAT(a, b) a##b\nvoid mainImage(out vec4 c, in vec2 p) { CAT(c, .r) = A(1.); c += T(p.xy); }",
        "#if defined(GL_ES) && __VERSION__ >= 300\nprecision highp float;\n#else\n#error no\n#endif\nlowp float f(mediump float x) { return x; } void mainImage(out highp vec4 c, in vec2 p) { c = vec4(f(p.x)); }",
        "void mainImage(out vec4 c, in vec2 p) { float sample = 1., buffer = 2.; mat3 m = mat3(1.); m[1].x = 2.; c = vec4(m * vec3(sample, buffer, dot(p.x, 2.)), float(p.x > 1. ^^ p.y > 1.)); }",
        "struct Ray { vec3 o, d; }; Ray make(vec2 p) { return Ray(vec3(0), vec3(p, 1)); } void mainImage(out vec4 c, in vec2 p) { Ray r = make(p), q = r; switch (iFrame % 2) { case 0: c = vec4(r.d, 1); break; default: c = vec4(q.o, 1); } }",
        "void mainImage(out vec4 c, in vec2 p) { int k = int(p.x) ^ 5; uint h = uint(k) * 1103515245U; h = (h >> 8U) ^ h; c = vec4(float(h) / float(0xffffffffU), iChannelTime[0], iChannelResolution[0].x, iDate.w); }",
    ];
    for text in toys {
        translated("toy.glsl", text);
    }
    let filters = [
        "varying vec2 nowhere;\nvoid main() { gl_FragColor = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + nowhere); };",
        "out vec4 color;\nvoid main() { color = texture2D(inputImage, isf_FragNormCoord); }",
        "void main(void) { gl_FragData[0] = IMG_PIXEL(inputImage, gl_FragCoord.xy); discard; }",
        "#define LOOK(a) IMG_NORM_PIXEL(inputImage, a)\nvoid main() { vec4 inputImage_ = LOOK(isf_FragNormCoord); gl_FragColor = inputImage_; }",
        "uniform float TIME;\nuniform vec2 RENDERSIZE;\nvoid main() { gl_FragColor = vec4(RENDERSIZE, TIME, IMG_THIS_NORM_PIXEL(inputImage)); }",
    ];
    for body in filters {
        let header = r#"{ "INPUTS": [{ "NAME": "inputImage", "TYPE": "image" }] }"#;
        isf(header, body).unwrap_or_else(|fault| panic!("{fault}\n{body}"));
    }
}
