// A part of a sheet as a texture; transparent where the sheet does not reach.
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = vec2<i32>(id.xy);
    let outside = beside(at);
    let c = select(stored(source[select(place(at), 0u, outside)]), vec4<f32>(0.0), outside);
    let straight = min(c.rgb / max(c.a, 1e-6), vec3<f32>(1.0));
    textureStore(result, vec2<i32>(at.x, row_of(at.y)), vec4<f32>(straight, c.a));
}
