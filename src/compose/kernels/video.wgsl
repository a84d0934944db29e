// As in the kernel for images.
override MANY_TAPS: bool = false;

@group(1) @binding(0) var<storage, read> planes: array<u32>;

fn byte_of(word: u32, index: u32) -> f32 {
    return f32((word >> ((index & 3u) * 8u)) & 0xffu);
}

fn sample_at(start: u32, stride: u32, at: vec2<i32>) -> f32 {
    let index = start + u32(at.y) * stride + u32(at.x);
    return byte_of(planes[index >> 2u], index);
}

// Two neighbours of a row.
fn pair(start: u32, stride: u32, left: i32, right: i32, y: i32) -> vec2<f32> {
    let a = start + u32(y) * stride + u32(left);
    let b = start + u32(y) * stride + u32(right);
    let first = planes[a >> 2u];
    let second = planes[b >> 2u];
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

fn decoded(yuv: vec3<f32>) -> vec4<f32> {
    let v = vec4<f32>(yuv, 1.0);
    let rgb = vec3<f32>(dot(layer.decode[0], v), dot(layer.decode[1], v), dot(layer.decode[2], v));
    return vec4<f32>(clamp(rgb, vec3<f32>(0.0), vec3<f32>(1.0)), 1.0);
}

@compute @workgroup_size(32, 4)
fn video_copied(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let at = vec2<i32>(min(id.xy, layer.area.zw - 1u)) + layer.shift.xy;
    let q = chroma_point(vec2<f32>(at) + 0.5);
    let yuv = vec3<f32>(
        sample_at(0u, layer.planes.x, at),
        bilinear(layer.planes.z, layer.planes.y, q, low / 2, high / 2),
        bilinear(layer.planes.w, layer.planes.y, q, low / 2, high / 2),
    );
    put(id.xy, decoded(yuv) * layer.color.a);
}

@compute @workgroup_size(32, 4)
fn video_scaled(@builtin(global_invocation_id) id: vec3<u32>) {
    let low = vec2<i32>(floor(layer.rect.xy));
    let high = max(vec2<i32>(ceil(layer.rect.zw)) - 1, low);
    let p = source_point(vec2<f32>(id.xy));
    let cover = select(coverage(p), 1.0, has(COVERS));
    let across = vec2<f32>(layer.x_row.x, layer.y_row.x);
    let down = vec2<f32>(layer.x_row.y, layer.y_row.y);
    let y_count = vec2<f32>(layer.taps.xy);
    var y = 0.0;
    for (var n = 0u; n < select(1u, layer.taps.x * layer.taps.y, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.x, n / layer.taps.x);
        let part = (vec2<f32>(tap) + 0.5) / y_count - 0.5;
        y += bilinear(0u, layer.planes.x, p + across * part.x + down * part.y - 0.5, low, high);
    }
    let c_count = vec2<f32>(layer.taps.zw);
    var c = vec2<f32>(0.0);
    for (var n = 0u; n < select(1u, layer.taps.z * layer.taps.w, MANY_TAPS); n++) {
        let tap = vec2<u32>(n % layer.taps.z, n / layer.taps.z);
        let part = (vec2<f32>(tap) + 0.5) / c_count - 0.5;
        let q = chroma_point(p + across * part.x + down * part.y);
        c.x += bilinear(layer.planes.z, layer.planes.y, q, low / 2, high / 2);
        c.y += bilinear(layer.planes.w, layer.planes.y, q, low / 2, high / 2);
    }
    let yuv = vec3<f32>(y / (y_count.x * y_count.y), c / (c_count.x * c_count.y));
    put(id.xy, decoded(yuv) * (layer.color.a * cover));
}
