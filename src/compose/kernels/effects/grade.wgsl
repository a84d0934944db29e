@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = place(id.xy);
    let before = stored(result[index]);
    let color = vec4<f32>(straight(before), 1.0);
    let mixed = vec3<f32>(dot(given.number[0], color), dot(given.number[1], color), dot(given.number[2], color));
    let looked = looked_up(clamp(mixed, vec3<f32>(0.0), vec3<f32>(1.0)));
    result[index] = to_stored(vec4<f32>(clamp(looked, vec3<f32>(0.0), vec3<f32>(1.0)) * before.a, before.a));
}
