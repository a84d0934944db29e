// Puts a picture below another one.
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = place(id.xy);
    let above = stored(result[index]);
    result[index] = to_stored(above + stored(source[min(index, arrayLength(&source) - 1u)]) * (1.0 - above.a));
}
