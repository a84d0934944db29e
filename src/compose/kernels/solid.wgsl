@compute @workgroup_size(32, 4)
fn solid(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= layer.area.z || id.y >= layer.area.w {
        return;
    }
    var cover = 1.0;
    if !has(COVERS) && !has(COPY) {
        cover = coverage(source_point(vec2<f32>(id.xy)));
    }
    put(id.xy, layer.color * cover);
}
