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
