// What halving and widening mipmaps begin with.
struct Given {
    // Width and height of the source and of the result.
    size: vec4<u32>,
    // Where they begin.
    start: vec4<u32>,
    // Samples of the source for one of the result; how much the source counts.
    scale: vec4<f32>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

fn texel(at: vec2<i32>) -> vec4<f32> {
    let near = vec2<u32>(clamp(at, vec2<i32>(0), vec2<i32>(given.size.xy) - 1));
    return light(source[given.start.x + near.y * given.size.x + near.x]);
}

fn bilinear(at: vec2<f32>) -> vec4<f32> {
    let low = floor(at - 0.5);
    let part = at - 0.5 - low;
    let begin = vec2<i32>(low);
    let top = mix(texel(begin), texel(begin + vec2<i32>(1, 0)), part.x);
    let bottom = mix(texel(begin + vec2<i32>(0, 1)), texel(begin + vec2<i32>(1, 1)), part.x);
    return mix(top, bottom, part.y);
}

fn place(at: vec2<u32>) -> u32 {
    let outside = (at.x >= given.size.z) | (at.y >= given.size.w);
    return select(given.start.y + at.y * given.size.z + at.x, arrayLength(&result) - 1u, outside);
}
