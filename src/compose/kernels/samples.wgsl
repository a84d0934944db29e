// The canvas to samples of any format. What differs between them stands before this as constants; one invocation makes whole
// words of 8 pixels in ROWS rows.
//
// ROWS, SHARED: rows and columns that share a sample of colour. SAMPLE_BYTES, MOST: size and largest code of a sample.

struct Convert {
    encode: array<vec4<f32>, 3>,
    // Width and height.
    size: vec4<u32>,
    // Words from row to row of luma and of colour; where the second and the third plane begin.
    to: vec4<u32>,
    // Where the fourth plane begins.
    base: vec4<u32>,
    dirty: vec4<u32>,
}

@group(0) @binding(0) var<storage, read> canvas: array<vec2<u32>>;
@group(0) @binding(1) var<uniform> convert: Convert;
@group(0) @binding(2) var<storage, read_write> planes: array<u32>;

const PER_WORD = 4u / SAMPLE_BYTES;

fn raw(x: u32, y: u32) -> vec4<u32> {
    let v = canvas[min(y, convert.size.y - 1u) * convert.size.x + min(x, convert.size.x - 1u)];
    return vec4<u32>(v.x & 0xffffu, v.x >> 16u, v.y & 0xffffu, v.y >> 16u);
}

fn pixel(x: u32, y: u32) -> vec4<f32> {
    return vec4<f32>(raw(x, y)) * (1.0 / 65535.0);
}

// Not multiplied by alpha.
fn straight(x: u32, y: u32) -> vec4<f32> {
    let v = pixel(x, y);
    return vec4<f32>(min(v.rgb / max(v.a, 1.0 / 65535.0), vec3<f32>(1.0)), v.a);
}

fn code(row: vec4<f32>, rgb: vec3<f32>) -> u32 {
    return u32(clamp(dot(row.xyz, rgb) + row.w + 0.5, 0.0, MOST));
}

fn outside(block: vec2<u32>) -> bool {
    return block.x * 8u >= convert.size.x || block.y * ROWS >= convert.size.y;
}

// Luma and colours of one word's samples in a row.
@compute @workgroup_size(16, 4)
fn to_planes(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    let x = id.x * 8u;
    let y = id.y * ROWS;
    for (var row = 0u; row < ROWS; row++) {
        let at = (y + row) * convert.to.x + x / PER_WORD;
        for (var w = 0u; w < 8u / PER_WORD; w++) {
            var word = 0u;
            for (var k = 0u; k < PER_WORD; k++) {
                word |= code(convert.encode[0], pixel(x + w * PER_WORD + k, y + row).rgb) << (k * 8u * SAMPLE_BYTES);
            }
            planes[at + w] = word;
        }
    }
    let at = id.y * convert.to.y + x / SHARED / PER_WORD;
    for (var w = 0u; w < 8u / SHARED / PER_WORD; w++) {
        var words = vec2<u32>(0u, 0u);
        for (var k = 0u; k < PER_WORD; k++) {
            let c = color(x + (w * PER_WORD + k) * SHARED, y);
            let codes = vec2<u32>(code(convert.encode[1], c), code(convert.encode[2], c));
            words |= codes << vec2<u32>(k * 8u * SAMPLE_BYTES);
        }
        planes[convert.to.z + at + w] = words.x;
        planes[convert.to.w + at + w] = words.y;
    }
}

@compute @workgroup_size(16, 4)
fn to_planes_with_alpha(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    let x = id.x * 8u;
    let at = id.y * convert.to.x + x / PER_WORD;
    for (var w = 0u; w < 8u / PER_WORD; w++) {
        var words = vec4<u32>(0u, 0u, 0u, 0u);
        for (var k = 0u; k < PER_WORD; k++) {
            let c = straight(x + w * PER_WORD + k, id.y);
            let yuv = vec3<u32>(
                code(convert.encode[0], c.rgb),
                code(convert.encode[1], c.rgb),
                code(convert.encode[2], c.rgb),
            );
            words |= vec4<u32>(yuv, u32(c.a * MOST + 0.5)) << vec4<u32>(k * 8u * SAMPLE_BYTES);
        }
        planes[at + w] = words.x;
        planes[convert.to.z + at + w] = words.y;
        planes[convert.to.w + at + w] = words.z;
        planes[convert.base.x + at + w] = words.w;
    }
}

// In whole numbers, so that opaque 8-bit colours come out as they went in.
@compute @workgroup_size(16, 4)
fn to_rgba8(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    for (var k = 0u; k < 8u; k++) {
        let v = raw(id.x * 8u + k, id.y);
        let color = min((v.rgb * 255u + v.a / 2u) / max(v.a, 1u), vec3<u32>(255u)) * select(0u, 1u, v.a > 0u);
        let alpha = (v.a * 255u + 32767u) / 65535u;
        planes[id.y * convert.to.x + id.x * 8u + k] = color.r | (color.g << 8u) | (color.b << 16u) | (alpha << 24u);
    }
}

@compute @workgroup_size(16, 4)
fn to_rgba16(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    for (var k = 0u; k < 8u; k++) {
        let v = raw(id.x * 8u + k, id.y);
        let color = min((v.rgb * 65535u + v.a / 2u) / max(v.a, 1u), vec3<u32>(65535u)) * select(0u, 1u, v.a > 0u);
        let at = id.y * convert.to.x + (id.x * 8u + k) * 2u;
        planes[at] = color.r | (color.g << 16u);
        planes[at + 1u] = color.b | (v.a << 16u);
    }
}
