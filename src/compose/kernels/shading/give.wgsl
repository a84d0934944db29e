// What a shader drew, back on its sheet. What is no number is nothing.
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

fn bounded(c: vec4<f32>) -> vec4<f32> {
    return select(vec4<f32>(0.0), min(c, vec4<f32>(1.0)), c >= vec4<f32>(0.0));
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = vec2<i32>(id.xy);
    let c = bounded(drawn(vec2<i32>(at.x, row_of(at.y))));
    result[select(place(at), arrayLength(&result) - 1u, beside(at))] = to_stored(vec4<f32>(c.rgb * c.a, c.a));
}
