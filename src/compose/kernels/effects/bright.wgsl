// The light of what is bright enough, on the grid that blooms are made on.
struct Given {
    // Width and height of the picture and of the result.
    size: vec4<u32>,
    // Where the result begins.
    start: vec4<u32>,
    // Pixels of the picture for one of the result; from which luminance on, and up to which it comes in.
    scale: vec4<f32>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

fn texel(at: vec2<i32>) -> vec3<f32> {
    let near = vec2<u32>(clamp(at, vec2<i32>(0), vec2<i32>(given.size.xy) - 1));
    return decoded(stored(source[near.y * given.size.x + near.x]).rgb);
}

fn bilinear(at: vec2<f32>) -> vec3<f32> {
    let low = floor(at - 0.5);
    let part = at - 0.5 - low;
    let begin = vec2<i32>(low);
    let top = mix(texel(begin), texel(begin + vec2<i32>(1, 0)), part.x);
    let bottom = mix(texel(begin + vec2<i32>(0, 1)), texel(begin + vec2<i32>(1, 1)), part.x);
    return mix(top, bottom, part.y);
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let color = sampled(vec2<f32>(id.xy));
    let luminance = dot(color, vec3<f32>(0.2126729, 0.7151522, 0.0721750));
    let kept = smoothstep(given.scale.z, given.scale.w, luminance);
    let outside = (id.x >= given.size.z) | (id.y >= given.size.w);
    let own = given.start.x + id.y * given.size.z + id.x;
    result[select(own, arrayLength(&result) - 1u, outside)] = to_light(vec4<f32>(color * kept, 0.0));
}
