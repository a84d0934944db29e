// Eight pixels side by side, at least nearly twice as fine as the glow: they share its samples.
fn column(x: i32, top: i32, part: f32) -> vec3<f32> {
    return mix(texel(vec2<i32>(x, top)), texel(vec2<i32>(x, top + 1)), part);
}

fn tent(at: f32) -> f32 {
    return max(1.0 - abs(at), 0.0);
}

fn lit(at: vec2<u32>, glow: vec3<f32>) {
    let outside = (at.x >= given.size.x) | (at.y >= given.size.y);
    let index = select(at.y * given.size.x + at.x, arrayLength(&result) - 1u, outside);
    let before = stored(result[index]);
    let after = min(encoded(decoded(before.rgb) + glow * given.scale.z), vec3<f32>(1.0));
    result[index] = to_stored(vec4<f32>(after, max(before.a, max(after.r, max(after.g, after.b)))));
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let first = id.x * 8u;
    let y = (f32(id.y) + 0.5) * given.scale.y - 0.5;
    let row = floor(y);
    let x = (f32(first) + 0.5) * given.scale.x - 0.5;
    let low = floor(x);
    let begin = i32(low);
    let a = column(begin, i32(row), y - row);
    let b = column(begin + 1, i32(row), y - row);
    let c = column(begin + 2, i32(row), y - row);
    let d = column(begin + 3, i32(row), y - row);
    let e = column(begin + 4, i32(row), y - row);
    let f = column(begin + 5, i32(row), y - row);
    let p0 = x - low;
    lit(vec2<u32>(first + 0u, id.y), a * tent(p0) + b * tent(p0 - 1.0) + c * tent(p0 - 2.0)
        + d * tent(p0 - 3.0) + e * tent(p0 - 4.0) + f * tent(p0 - 5.0));
    let p1 = x - low + 1.0 * given.scale.x;
    lit(vec2<u32>(first + 1u, id.y), a * tent(p1) + b * tent(p1 - 1.0) + c * tent(p1 - 2.0)
        + d * tent(p1 - 3.0) + e * tent(p1 - 4.0) + f * tent(p1 - 5.0));
    let p2 = x - low + 2.0 * given.scale.x;
    lit(vec2<u32>(first + 2u, id.y), a * tent(p2) + b * tent(p2 - 1.0) + c * tent(p2 - 2.0)
        + d * tent(p2 - 3.0) + e * tent(p2 - 4.0) + f * tent(p2 - 5.0));
    let p3 = x - low + 3.0 * given.scale.x;
    lit(vec2<u32>(first + 3u, id.y), a * tent(p3) + b * tent(p3 - 1.0) + c * tent(p3 - 2.0)
        + d * tent(p3 - 3.0) + e * tent(p3 - 4.0) + f * tent(p3 - 5.0));
    let p4 = x - low + 4.0 * given.scale.x;
    lit(vec2<u32>(first + 4u, id.y), a * tent(p4) + b * tent(p4 - 1.0) + c * tent(p4 - 2.0)
        + d * tent(p4 - 3.0) + e * tent(p4 - 4.0) + f * tent(p4 - 5.0));
    let p5 = x - low + 5.0 * given.scale.x;
    lit(vec2<u32>(first + 5u, id.y), a * tent(p5) + b * tent(p5 - 1.0) + c * tent(p5 - 2.0)
        + d * tent(p5 - 3.0) + e * tent(p5 - 4.0) + f * tent(p5 - 5.0));
    let p6 = x - low + 6.0 * given.scale.x;
    lit(vec2<u32>(first + 6u, id.y), a * tent(p6) + b * tent(p6 - 1.0) + c * tent(p6 - 2.0)
        + d * tent(p6 - 3.0) + e * tent(p6 - 4.0) + f * tent(p6 - 5.0));
    let p7 = x - low + 7.0 * given.scale.x;
    lit(vec2<u32>(first + 7u, id.y), a * tent(p7) + b * tent(p7 - 1.0) + c * tent(p7 - 2.0)
        + d * tent(p7 - 3.0) + e * tent(p7 - 4.0) + f * tent(p7 - 5.0));
}
