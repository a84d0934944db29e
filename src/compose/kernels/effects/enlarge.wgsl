// At least twice as many samples, through cubic B-splines.
fn spline(distance: vec4<f32>) -> vec4<f32> {
    let wide = max(2.0 - abs(distance), vec4<f32>(0.0));
    let narrow = max(1.0 - abs(distance), vec4<f32>(0.0));
    return (wide * wide * wide - 4.0 * narrow * narrow * narrow) * (1.0 / 6.0);
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let own = stretch(id.xy);
    let first = own.x * 4u;
    let at = (vec4<f32>(vec4<u32>(first, first + 1u, first + 2u, first + 3u)) + 0.5) * lines.scale.x + lines.scale.y - 0.5;
    let low = floor(at.x) - 1.0;
    let begin = i32(low);
    let part = at - low;
    let a = fetch(own.y, begin);
    let b = fetch(own.y, begin + 1);
    let c = fetch(own.y, begin + 2);
    let d = fetch(own.y, begin + 3);
    let e = fetch(own.y, begin + 4);
    let f = fetch(own.y, begin + 5);
    let wa = spline(part);
    let wb = spline(part - 1.0);
    let wc = spline(part - 2.0);
    let wd = spline(part - 3.0);
    let we = spline(part - 4.0);
    let wf = spline(part - 5.0);
    put(own.y, first, a * wa.x + b * wb.x + c * wc.x + d * wd.x + e * we.x + f * wf.x);
    put(own.y, first + 1u, a * wa.y + b * wb.y + c * wc.y + d * wd.y + e * we.y + f * wf.y);
    put(own.y, first + 2u, a * wa.z + b * wb.z + c * wc.z + d * wd.z + e * we.z + f * wf.z);
    put(own.y, first + 3u, a * wa.w + b * wb.w + c * wc.w + d * wd.w + e * we.w + f * wf.w);
}
