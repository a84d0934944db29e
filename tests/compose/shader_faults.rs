//! What is said of shaders that are wrong, and where in the user's own text.

use std::path::Path;

use rushes::compose::shader::translate;

#[track_caller]
fn fault(name: &str, text: &str) -> String {
    match translate(text, None, Path::new(name)) {
        Ok(_) => panic!("{name} translates\n{text}"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn wgsl_faults_stand_where_they_are() {
    let cases = [
        (
            "fn image(uv: vec2f) -> vec4f {\n    return vec4f(foo);\n}",
            "2:18: no definition in scope for identifier: `foo`",
        ),
        (
            "fn picture(uv: vec2f) -> vec4f { return vec4f(1); }",
            "1:1: there is no `fn image(uv: vec2f, position: vec2f) -> vec4f`, which draws the picture",
        ),
        (
            "fn image(a: vec2f, b: vec2f, c: vec2f) -> vec4f { return vec4f(1); }",
            "1:4: `image` takes 3 values, and is given two: uv and position",
        ),
        (
            "fn image(uv: vec2f) -> vec3f { return vec3f(uv, 1); }",
            "what is returned is not of the type that the function gives",
        ),
        (
            "@group(1) @binding(0) var<storage> others: array<u32>;\nfn image(uv: vec2f) -> vec4f { return vec4f(f32(others[0])); }",
            "1:36: `others` is bound by the shader; inputs are declared as `//@ input NAME: TYPE`",
        ),
        (
            "override big: f32 = 1.0;\nfn image(uv: vec2f) -> vec4f { return vec4f(big); }",
            "1:10: `big` is an override; inputs are declared as `//@ input NAME: TYPE`",
        ),
        (
            "var<private> all: array<vec4f, 5000>;\nfn image(uv: vec2f) -> vec4f { return all[u32(uv.x)]; }",
            "1:1: its variables take 80000 bytes for each pixel; 65536 are the most that devices bear",
        ),
        (
            "fn image(uv: vec2f) -> vec4f { return vec4f(1); }\n  //@ input speed: flot = 1",
            "2:3: `flot` is no type of an input; there are float int bool event point color image",
        ),
        (
            "//@ input speed: float = 5 in 0..4\nfn image() -> vec4f { return vec4f(1); }",
            "1:1: the default 5 is outside of 0..4",
        ),
        (
            "//@ input speed: float\n//@ input speed: int\nfn image() -> vec4f { return vec4f(1); }",
            "2:1: the input `speed` is declared twice",
        ),
        (
            "//@ speed: float\nfn image() -> vec4f { return vec4f(1); }",
            "1:1: expected `input NAME: TYPE = DEFAULT in LEAST..MOST \"label\"`",
        ),
        (
            "//@ input layer: image\nfn image() -> vec4f { return layer(vec2f(0)); }",
            "1:1: an input cannot be called `layer`: that is there anyway",
        ),
        (
            "//@ input speed: float\nfn image() -> vec4f { return vec4f(speed); }\nconst speed = 1.0;",
            "1:1: `speed` is an input, and declared once more",
        ),
    ];
    for (text, wanted) in cases {
        let said = fault("a.wgsl", text);
        assert!(said.ends_with(wanted), "{said}\n{text}");
    }
}

#[test]
fn glsl_faults_stand_in_the_users_own_lines() {
    let isf = "/*{\n  \"DESCRIPTION\": \"größer\",\n  \"INPUTS\": []\n}*/\n#define NOPE nowhere\n\n";
    let cases = [
        ("void main() {\n  gl_FragColor = vec4(NOPE);\n}", "8:23: `nowhere` is not declared"),
        (
            "void main() {\n  vec3 a = vec3(1.0)\n  gl_FragColor = vec4(a, 1.0);\n}",
            "9:3: found `gl_FragColor`, expected `,` or `;`",
        ),
        ("void main() {\n  gl_FragColor = vec4(/* größer */ wrong);\n}", "8:36: `wrong` is not declared"),
        ("void main() {\n  vec3 a = vec2(1.0);\n}", "8:8: the value is not of the variable's type"),
        ("void main() {\n  gl_FragColor = foo(1.0);\n}", "8:18: unknown function 'foo'"),
        ("void main() {\n  gl_FragColor = IMG_THIS_PIXEL(inputImage);\n}", "8:33: `inputImage` is not declared"),
        ("void main() {\n  if (1) gl_FragColor = vec4(1.0);\n}", "8:7: the condition is no bool"),
        (
            "void main() {\n  gl_FragColor = vec4(1.0) * mat3(1.0);\n}",
            "8:18: the two sides of `*` are of types that do not go together",
        ),
        ("void main() {\n  gl_FragColor = vec4(1.0);", "8:27: the text ends where `;` is expected"),
        ("float f(float x) { return x; }", "7:31: there is no `void main`, with which the shader begins"),
        (
            "uniform float mine;\nvoid main() {}",
            "7:1: `uniform mine`: nothing gives this a value; inputs are declared as `//@ input NAME: TYPE`, in ISF under INPUTS",
        ),
        (
            "samplerCube sky;\nvoid main() {}",
            "7:1: `samplerCube`: cubes and volumes are not supported, only flat pictures",
        ),
        ("#if 1\nvoid main() {}", "7:1: this `#if` has no `#endif`"),
        ("#endif\nvoid main() {}", "7:1: `#endif` without an `#if`"),
        ("#error too old\nvoid main() {}", "7:1: the text itself says: too old"),
        (
            "#define F(a, b) a\nvoid main() {\n  gl_FragColor = vec4(F(1.0));\n}",
            "9:23: the macro `F` takes 2 values, not 1",
        ),
        ("/* no end\nvoid main() {}", "7:1: this comment does not end"),
        ("void main() { gl_FragColor = vec4(1.0) @ 2.0; }", "7:40: `@` means nothing here"),
    ];
    for (body, wanted) in cases {
        assert_eq!(fault("a.fs", &format!("{isf}{body}")), wanted, "{body}");
    }
}

#[test]
fn headers_of_isf_are_judged() {
    let cases = [
        ("void main() {}", "1:1: an ISF shader begins with a comment that holds its description in JSON"),
        (
            "/*{\n  \"INPUTS\": [],\n  \"PASSES\" []\n}*/ void main() {}",
            "3:12: the description is not right as JSON: expected `:`",
        ),
        (
            "/*{ \"INPUTS\": [\n{ \"NAME\": \"a\", \"TYPE\": \"wat\" }] }*/ void main() {}",
            "2:11: the input `a` has the type `wat`, which ISF does not know",
        ),
        (
            "/*{ \"INPUTS\": [{ \"NAME\": \"a b\", \"TYPE\": \"float\" }] }*/ void main() {}",
            "1:26: `a b` cannot name an input",
        ),
        (
            "/*{ \"INPUTS\": [{ \"NAME\": \"a\", \"TYPE\": \"float\" }], \"PASSES\": [{ \"TARGET\": \"a\" }] }*/ void main() {}",
            "1:26: `a` is declared twice",
        ),
        (
            "/*{ \"PASSES\": [{ \"TARGET\": \"a\", \"WIDTH\": \"$WIDTH / $b\" }] }*/ void main() {}",
            "1:42: WIDTH `$WIDTH / $b` asks for `b`, which is no input",
        ),
        (
            "/*{ \"PASSES\": [{ \"TARGET\": \"a\", \"WIDTH\": \"(1 + 2\" }] }*/ void main() {}",
            "1:42: WIDTH `(1 + 2` lacks a `)`",
        ),
        (
            "/*{ \"IMPORTED\": { \"sky\": { \"PATH\": \"a.png\", \"TYPE\": \"cube\" } } }*/ void main() {}",
            "1:19: `sky` is a cube; only flat pictures are supported",
        ),
        ("/*{ \"INPUTS\": 5 }*/ void main() {}", "1:5: INPUTS is no list"),
        ("/*{ no end", "1:1: the description in the first comment does not end"),
    ];
    for (text, wanted) in cases {
        assert_eq!(fault("a.fs", text), wanted, "{text}");
    }
}

#[test]
fn what_is_no_shader_is_called_that() {
    let wanted = "1:1: is no shader that is understood: neither WGSL with `fn image`, nor GLSL with `mainImage` or `transition`, nor ISF";
    assert_eq!(fault("notes.txt", "Dear diary"), wanted);
    assert_eq!(fault("empty.glsl", ""), wanted);
    assert_eq!(
        fault("long.wgsl", &" ".repeat(257 << 10)),
        "1:1: is longer than 256 KiB, the most that a shader may have"
    );
}
