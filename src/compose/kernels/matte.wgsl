// A sheet times what another one says, pixel by pixel. `color`: weights of red, green, blue and alpha; `rect.x`: turned round.
@compute @workgroup_size(32, 4)
fn matte(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = min(id.xy, layer.area.zw - 1u);
    let own = at.y * layer.source.w + at.x;
    let index = select(own, arrayLength(&canvas) - 1u, id.x >= layer.area.z || id.y >= layer.area.w);
    let shown = clamp(dot(layer.color, texel(vec2<i32>(at))), 0.0, 1.0);
    canvas[index] = pack(unpack(canvas[own]) * abs(layer.rect.x - shown));
}
