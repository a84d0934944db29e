// Taps beyond the edges count for nothing.
fn tap(at: vec2<f32>) -> vec4<f32> {
    let inside = all((at >= vec2<f32>(0.0)) & (at <= vec2<f32>(given.size.xy)));
    return select(vec4<f32>(0.0), bilinear(at), inside);
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = (vec2<f32>(id.xy) + 0.5) * given.scale.xy;
    let inner = tap(at + vec2<f32>(-1.0, -1.0)) + tap(at + vec2<f32>(1.0, -1.0))
        + tap(at + vec2<f32>(-1.0, 1.0)) + tap(at + vec2<f32>(1.0, 1.0));
    let outer = tap(at + vec2<f32>(-2.0, -2.0)) + tap(at + vec2<f32>(0.0, -2.0)) + tap(at + vec2<f32>(2.0, -2.0))
        + tap(at + vec2<f32>(-2.0, 0.0)) + tap(at) + tap(at + vec2<f32>(2.0, 0.0))
        + tap(at + vec2<f32>(-2.0, 2.0)) + tap(at + vec2<f32>(0.0, 2.0)) + tap(at + vec2<f32>(2.0, 2.0));
    result[place(id.xy)] = to_light(inner * 0.125 + outer * 0.05556);
}
