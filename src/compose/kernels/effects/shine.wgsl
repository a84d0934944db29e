// Adds light to a picture, as it is seen over black. Where the picture lets through, its alpha grows with the light.
struct Given {
    // Width and height of the picture and of the glow.
    size: vec4<u32>,
    // Where the glow begins.
    start: vec4<u32>,
    // Samples of the glow for a pixel; how much it counts.
    scale: vec4<f32>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

fn texel(at: vec2<i32>) -> vec3<f32> {
    let near = vec2<u32>(clamp(at, vec2<i32>(0), vec2<i32>(given.size.zw) - 1));
    return light(source[given.start.x + near.y * given.size.z + near.x]).rgb;
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = (vec2<f32>(id.xy) + 0.5) * given.scale.xy - 0.5;
    let low = floor(at);
    let part = at - low;
    let begin = vec2<i32>(low);
    let top = mix(texel(begin), texel(begin + vec2<i32>(1, 0)), part.x);
    let bottom = mix(texel(begin + vec2<i32>(0, 1)), texel(begin + vec2<i32>(1, 1)), part.x);
    let glow = mix(top, bottom, part.y) * given.scale.z;
    let outside = (id.x >= given.size.x) | (id.y >= given.size.y);
    let index = select(id.y * given.size.x + id.x, arrayLength(&result) - 1u, outside);
    let before = stored(result[index]);
    let after = min(encoded(decoded(before.rgb) + glow), vec3<f32>(1.0));
    result[index] = to_stored(vec4<f32>(after, max(before.a, max(after.r, max(after.g, after.b)))));
}
