// The sum of five glows, each half as fine as the one before.
struct Given {
    // Width and height of the result.
    size: vec4<u32>,
    // Of each glow: where it begins, its width, its height.
    glow: array<vec4<u32>, 5>,
    // Of each: how much it counts, and its samples for one of the result.
    scale: array<vec4<f32>, 5>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

fn column(glow: vec4<u32>, x: i32, top: u32, bottom: u32, part: f32) -> vec4<f32> {
    let near = u32(clamp(x, 0, i32(glow.y) - 1));
    return mix(light(source[top + near]), light(source[bottom + near]), part);
}

// Four samples side by side: they share what lies between them.
fn four(glow: vec4<u32>, scale: vec4<f32>, first: vec2<u32>) -> mat4x4<f32> {
    let y = (f32(first.y) + 0.5) * scale.z - 0.5;
    let row = floor(y);
    let last = i32(glow.z) - 1;
    let top = glow.x + u32(clamp(i32(row), 0, last)) * glow.y;
    let bottom = glow.x + u32(clamp(i32(row) + 1, 0, last)) * glow.y;
    let at = (vec4<f32>(vec4<u32>(first.x, first.x + 1u, first.x + 2u, first.x + 3u)) + 0.5) * scale.y - 0.5;
    let low = floor(at.x);
    let begin = i32(low);
    let part = at - low;
    let a = column(glow, begin, top, bottom, y - row);
    let b = column(glow, begin + 1, top, bottom, y - row);
    let c = column(glow, begin + 2, top, bottom, y - row);
    let d = column(glow, begin + 3, top, bottom, y - row);
    let wa = max(1.0 - abs(part), vec4<f32>(0.0));
    let wb = max(1.0 - abs(part - 1.0), vec4<f32>(0.0));
    let wc = max(1.0 - abs(part - 2.0), vec4<f32>(0.0));
    let wd = max(1.0 - abs(part - 3.0), vec4<f32>(0.0));
    return mat4x4<f32>(
        a * wa.x + b * wb.x + c * wc.x + d * wd.x,
        a * wa.y + b * wb.y + c * wc.y + d * wd.y,
        a * wa.z + b * wb.z + c * wc.z + d * wd.z,
        a * wa.w + b * wb.w + c * wc.w + d * wd.w,
    ) * scale.x;
}

fn own(at: vec2<u32>) -> vec4<f32> {
    let near = min(at, given.size.xy - 1u);
    return light(source[given.glow[0].x + near.y * given.size.x + near.x]) * given.scale[0].x;
}

fn put(at: vec2<u32>, color: vec4<f32>) {
    let outside = (at.x >= given.size.x) | (at.y >= given.size.y);
    result[select(at.y * given.size.x + at.x, arrayLength(&result) - 1u, outside)] = to_light(color);
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let first = vec2<u32>(id.x * 4u, id.y);
    let sum = four(given.glow[1], given.scale[1], first) + four(given.glow[2], given.scale[2], first)
        + four(given.glow[3], given.scale[3], first) + four(given.glow[4], given.scale[4], first);
    put(first, own(first) + sum[0]);
    put(first + vec2<u32>(1u, 0u), own(first + vec2<u32>(1u, 0u)) + sum[1]);
    put(first + vec2<u32>(2u, 0u), own(first + vec2<u32>(2u, 0u)) + sum[2]);
    put(first + vec2<u32>(3u, 0u), own(first + vec2<u32>(3u, 0u)) + sum[3]);
}
