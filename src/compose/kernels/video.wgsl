@group(1) @binding(0) var<storage, read> planes: array<u32>;

fn byte_of(word: u32, index: u32) -> f32 {
    return f32((word >> ((index & 3u) * 8u)) & 0xffu);
}

fn sample_at(start: u32, stride: u32, at: vec2<i32>) -> f32 {
    let index = start + u32(at.y) * stride + u32(at.x);
    return byte_of(planes[index >> 2u], index);
}

// Two neighbours of a row. They mostly share a word, and on a software adapter every load counts.
fn pair(start: u32, stride: u32, left: i32, right: i32, y: i32) -> vec2<f32> {
    let a = start + u32(y) * stride + u32(left);
    let b = start + u32(y) * stride + u32(right);
    let first = planes[a >> 2u];
    var second = first;
    if (a >> 2u) != (b >> 2u) {
        second = planes[b >> 2u];
    }
    return vec2<f32>(byte_of(first, a), byte_of(second, b));
}

// `q` counts samples from the centre of the first one.
fn bilinear(start: u32, stride: u32, q: vec2<f32>, low: vec2<i32>, high: vec2<i32>) -> f32 {
    let corner = floor(q);
    let part = q - corner;
    let a = clamp(vec2<i32>(corner), low, high);
    let b = clamp(vec2<i32>(corner) + 1, low, high);
    let rows = mix(pair(start, stride, a.x, b.x, a.y), pair(start, stride, a.x, b.x, b.y), part.y);
    return mix(rows.x, rows.y, part.x);
}

// Chroma stands on even luma columns and between two luma rows.
fn chroma_point(p: vec2<f32>) -> vec2<f32> {
    return vec2<f32>((p.x - 0.5) * 0.5, p.y * 0.5 - 0.5);
}

@compute @workgroup_size(32, 4)
fn video(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= layer.area.z || id.y >= layer.area.w {
        return;
    }
    let y_low = vec2<i32>(floor(layer.rect.xy));
    let y_high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, y_low);
    let c_low = y_low / 2;
    let c_high = y_high / 2;

    var yuv = vec3<f32>(0.0);
    var cover = 1.0;
    if has(COPY) {
        let at = vec2<i32>(id.xy) + layer.shift.xy;
        let q = chroma_point(vec2<f32>(at) + 0.5);
        yuv = vec3<f32>(
            sample_at(0u, layer.planes.x, at),
            bilinear(layer.planes.z, layer.planes.y, q, c_low, c_high),
            bilinear(layer.planes.w, layer.planes.y, q, c_low, c_high),
        );
    } else {
        let p = source_point(vec2<f32>(id.xy));
        if !has(COVERS) {
            cover = coverage(p);
            if cover <= 0.0 {
                return;
            }
        }
        let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
        let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
        let y_count = vec2<f32>(layer.taps.xy);
        for (var j = 0u; j < layer.taps.y; j++) {
            for (var i = 0u; i < layer.taps.x; i++) {
                let part = (vec2<f32>(f32(i), f32(j)) + 0.5) / y_count - 0.5;
                let q = p + across * part.x + down * part.y - 0.5;
                yuv.x += bilinear(0u, layer.planes.x, q, y_low, y_high);
            }
        }
        let c_count = vec2<f32>(layer.taps.zw);
        for (var j = 0u; j < layer.taps.w; j++) {
            for (var i = 0u; i < layer.taps.z; i++) {
                let part = (vec2<f32>(f32(i), f32(j)) + 0.5) / c_count - 0.5;
                let q = chroma_point(p + across * part.x + down * part.y);
                yuv.y += bilinear(layer.planes.z, layer.planes.y, q, c_low, c_high);
                yuv.z += bilinear(layer.planes.w, layer.planes.y, q, c_low, c_high);
            }
        }
        yuv /= vec3<f32>(y_count.x * y_count.y, vec2<f32>(c_count.x * c_count.y));
    }

    let v = vec4<f32>(yuv, 1.0);
    let rgb = vec3<f32>(dot(layer.decode[0], v), dot(layer.decode[1], v), dot(layer.decode[2], v));
    let color = vec4<f32>(clamp(rgb, vec3<f32>(0.0), vec3<f32>(1.0)), 1.0);
    put(id.xy, color * (layer.color.a * cover));
}
