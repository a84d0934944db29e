// Source-over.
//
// Without branches: Mesa's software adapter (22.3) leaks memory with every run of a kernel whose branches diverge.
fn put(at: vec2<u32>, whole: vec4<f32>) {
    let color = whole * cut(at);
    // Invocations beside the area write to the pixel behind the canvas, which nobody reads.
    let outside = at.x >= layer.area.z || at.y >= layer.area.w;
    let own = (layer.area.y + at.y) * layer.source.w + layer.area.x + at.x;
    let index = select(own, arrayLength(&canvas) - 1u, outside);
    let under = unpack(canvas[index]) * (1.0 - color.a);
    let all = color + select(under, vec4<f32>(0.0), has(COVERS));
    canvas[index] = pack(vec4<f32>(all.rgb, select(all.a, 0.0, has(BASE))));
}
