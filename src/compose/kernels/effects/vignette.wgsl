@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = place(id.xy);
    let before = stored(result[index]);
    let shape = given.number[0];
    let from_middle = (vec2<f32>(id.xy) + 0.5 - shape.xy) * shape.zw;
    let dark = given.number[1].x * smoothstep(given.number[1].y, 1.0, length(from_middle));
    result[index] = to_stored(vec4<f32>(before.rgb * (1.0 - dark), before.a));
}
