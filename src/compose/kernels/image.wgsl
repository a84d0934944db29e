@group(1) @binding(0) var<storage, read> texels: array<u32>;

fn texel(at: vec2<i32>) -> vec4<f32> {
    let c = unpack4x8unorm(texels[u32(at.y) * layer.source.x + u32(at.x)]);
    if has(PREMULTIPLIED) {
        return c;
    }
    return vec4<f32>(c.rgb * c.a, c.a);
}

fn bilinear(p: vec2<f32>, low: vec2<i32>, high: vec2<i32>) -> vec4<f32> {
    let q = p - 0.5;
    let corner = floor(q);
    let part = q - corner;
    let a = clamp(vec2<i32>(corner), low, high);
    let b = clamp(vec2<i32>(corner) + 1, low, high);
    let top = mix(texel(a), texel(vec2<i32>(b.x, a.y)), part.x);
    let bottom = mix(texel(vec2<i32>(a.x, b.y)), texel(b), part.x);
    return mix(top, bottom, part.y);
}

@compute @workgroup_size(32, 4)
fn image(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= layer.area.z || id.y >= layer.area.w {
        return;
    }
    if has(COPY) {
        put(id.xy, texel(vec2<i32>(id.xy) + layer.shift.xy) * layer.color.a);
        return;
    }
    let p = source_point(vec2<f32>(id.xy));
    var cover = 1.0;
    if !has(COVERS) {
        cover = coverage(p);
        if cover <= 0.0 {
            return;
        }
    }
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
    let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
    let count = vec2<f32>(layer.taps.xy);
    var sum = vec4<f32>(0.0);
    for (var j = 0u; j < layer.taps.y; j++) {
        for (var i = 0u; i < layer.taps.x; i++) {
            let part = (vec2<f32>(f32(i), f32(j)) + 0.5) / count - 0.5;
            sum += bilinear(p + across * part.x + down * part.y, low, high);
        }
    }
    put(id.xy, sum / (count.x * count.y) * layer.color.a * cover);
}
