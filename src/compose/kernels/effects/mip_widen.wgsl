@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = (vec2<f32>(id.xy) + 0.5) * given.scale.xy;
    let corners = bilinear(at + vec2<f32>(-1.0, -1.0)) + bilinear(at + vec2<f32>(1.0, -1.0))
        + bilinear(at + vec2<f32>(-1.0, 1.0)) + bilinear(at + vec2<f32>(1.0, 1.0));
    let sides = bilinear(at + vec2<f32>(0.0, -1.0)) + bilinear(at + vec2<f32>(-1.0, 0.0))
        + bilinear(at + vec2<f32>(1.0, 0.0)) + bilinear(at + vec2<f32>(0.0, 1.0));
    let wide = corners * 0.0625 + sides * 0.125 + bilinear(at) * 0.25;
    let index = place(id.xy);
    result[index] = to_light(mix(light(result[index]), wide, given.scale.z));
}
