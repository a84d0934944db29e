@compute @workgroup_size(32, 4)
fn solid(@builtin(global_invocation_id) id: vec3<u32>) {
    let cover = select(coverage(source_point(vec2<f32>(id.xy))), 1.0, has(COVERS) || has(COPY));
    put(id.xy, layer.color * cover);
}
