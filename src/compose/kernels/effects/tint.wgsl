// The shape of a picture in one colour, moved: what a shadow is blurred from.
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;

fn alpha(at: vec2<i32>) -> f32 {
    let size = vec2<i32>(given.size.xy);
    let inside = all((at >= vec2<i32>(0)) & (at < size));
    let near = clamp(at, vec2<i32>(0), size - 1);
    return select(0.0, stored(source[u32(near.y) * given.size.x + u32(near.x)]).a, inside);
}

@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let begin = vec2<f32>(id.xy) - given.number[0].xy;
    let corner = floor(begin);
    let part = begin - corner;
    let at = vec2<i32>(corner);
    let top = mix(alpha(at), alpha(at + vec2<i32>(1, 0)), part.x);
    let bottom = mix(alpha(at + vec2<i32>(0, 1)), alpha(at + vec2<i32>(1, 1)), part.x);
    result[place(id.xy)] = to_stored(given.number[1] * mix(top, bottom, part.y));
}
