@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let own = stretch(id.xy);
    put(own.y, own.x, between(own.y, (f32(own.x) + 0.5) * lines.scale.x));
}
