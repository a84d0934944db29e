@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = (vec2<f32>(id.xy) + 0.5) * given.scale.xy - 0.5;
    let low = floor(at);
    let part = at - low;
    let begin = vec2<i32>(low);
    let top = mix(texel(begin), texel(begin + vec2<i32>(1, 0)), part.x);
    let bottom = mix(texel(begin + vec2<i32>(0, 1)), texel(begin + vec2<i32>(1, 1)), part.x);
    let glow = mix(top, bottom, part.y) * given.scale.z;
    let outside = (id.x >= given.size.x) | (id.y >= given.size.y);
    let index = select(id.y * given.size.x + id.x, arrayLength(&result) - 1u, outside);
    let before = stored(result[index]);
    let after = min(encoded(decoded(before.rgb) + glow), vec3<f32>(1.0));
    result[index] = to_stored(vec4<f32>(after, max(before.a, max(after.r, max(after.g, after.b)))));
}
