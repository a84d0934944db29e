// Light on light: colours and alphas are added up. `pack` ends them at one.
fn put(at: vec2<u32>, color: vec4<f32>) {
    let outside = at.x >= layer.area.z || at.y >= layer.area.w;
    let own = (layer.area.y + at.y) * layer.source.w + layer.area.x + at.x;
    let index = select(own, arrayLength(&canvas) - 1u, outside);
    canvas[index] = pack(unpack(canvas[index]) + color * cut(at));
}
