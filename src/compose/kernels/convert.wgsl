// The canvas to BT.709 limited 4:2:0. One invocation makes 8×2 luma samples and 4 of each chroma plane, whole words.
//
// Chroma stands on even columns (weights 1 2 1 of R'G'B') and between two rows (weights 1 1).

struct Convert {
    encode: array<vec4<f32>, 3>,
    size: vec4<u32>,
    to: vec4<u32>,
    base: vec4<u32>,
    dirty: vec4<u32>,
}

@group(0) @binding(0) var<storage, read> canvas: array<vec2<u32>>;
@group(0) @binding(1) var<uniform> convert: Convert;
@group(0) @binding(2) var<storage, read_write> planes: array<u32>;
@group(1) @binding(0) var<storage, read> base: array<u32>;

fn pixel(x: u32, y: u32) -> vec4<f32> {
    let v = canvas[min(y, convert.size.y - 1u) * convert.size.x + min(x, convert.size.x - 1u)];
    return vec4<f32>(vec4<u32>(v.x & 0xffffu, v.x >> 16u, v.y & 0xffffu, v.y >> 16u)) * (1.0 / 65535.0);
}

fn code(row: vec4<f32>, rgb: vec3<f32>) -> u32 {
    return u32(clamp(dot(row.xyz, rgb) + row.w + 0.5, 0.0, 255.0));
}

// Where the words of a block of 8×2 pixels stand: luma (two words, and two a row below), Cb, Cr.
fn places(block: vec2<u32>, to: vec4<u32>) -> vec4<u32> {
    return vec4<u32>(
        (block.y * 2u * to.x >> 2u) + block.x * 2u,
        (to.z + block.y * to.y >> 2u) + block.x,
        (to.w + block.y * to.y >> 2u) + block.x,
        to.x >> 2u,
    );
}

fn outside(block: vec2<u32>) -> bool {
    return block.x * 8u >= convert.size.x || block.y * 2u >= convert.size.y;
}

@compute @workgroup_size(16, 4)
fn copy_base(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    let to = places(id.xy, convert.to);
    let at = places(id.xy, convert.base);
    planes[to.x] = base[at.x];
    planes[to.x + 1u] = base[at.x + 1u];
    planes[to.x + to.w] = base[at.x + at.w];
    planes[to.x + to.w + 1u] = base[at.x + at.w + 1u];
    planes[to.y] = base[at.y];
    planes[to.z] = base[at.z];
}

@compute @workgroup_size(16, 4)
fn fill_base(@builtin(global_invocation_id) id: vec3<u32>) {
    if outside(id.xy) {
        return;
    }
    let to = places(id.xy, convert.to);
    planes[to.x] = convert.base.x;
    planes[to.x + 1u] = convert.base.x;
    planes[to.x + to.w] = convert.base.x;
    planes[to.x + to.w + 1u] = convert.base.x;
    planes[to.y] = convert.base.y;
    planes[to.z] = convert.base.z;
}

// Writes the blocks of the dirty rectangle. Samples that nothing above the base reached stay as `copy_base` or `fill_base` left
// them: those have alpha 0 on a canvas with a base (`size.z` is 1 then), and only there.
@compute @workgroup_size(16, 4)
fn to_planes(@builtin(global_invocation_id) id: vec3<u32>) {
    let block = id.xy + convert.dirty.xy;
    if id.x >= convert.dirty.z || id.y >= convert.dirty.w {
        return;
    }
    let to = places(block, convert.to);
    let based = convert.size.z != 0u;
    let x = block.x * 8u;
    let y = block.y * 2u;
    var left = pixel(max(x, 1u) - 1u, y) + pixel(max(x, 1u) - 1u, y + 1u);
    var words = array<u32, 6>(0u, 0u, 0u, 0u, 0u, 0u);
    var kept = array<u32, 6>(0u, 0u, 0u, 0u, 0u, 0u);
    for (var k = 0u; k < 4u; k++) {
        let at = x + 2u * k;
        let a = pixel(at, y);
        let b = pixel(at + 1u, y);
        let c = pixel(at, y + 1u);
        let d = pixel(at + 1u, y + 1u);
        let half = (k & 1u) * 16u;
        let word = k >> 1u;
        let sum = left + 2.0 * (a + c) + b + d;
        words[word] |= (code(convert.encode[0], a.rgb) | (code(convert.encode[0], b.rgb) << 8u)) << half;
        words[word + 2u] |= (code(convert.encode[0], c.rgb) | (code(convert.encode[0], d.rgb) << 8u)) << half;
        words[4] |= code(convert.encode[1], sum.rgb * 0.125) << (k * 8u);
        words[5] |= code(convert.encode[2], sum.rgb * 0.125) << (k * 8u);
        kept[word] |= (select(0xffu, 0u, a.a > 0.0) | select(0xff00u, 0u, b.a > 0.0)) << half;
        kept[word + 2u] |= (select(0xffu, 0u, c.a > 0.0) | select(0xff00u, 0u, d.a > 0.0)) << half;
        kept[4] |= select(0xffu, 0u, sum.a > 0.0) << (k * 8u);
        left = b + d;
    }
    let keep = select(0u, 0xffffffffu, based);
    planes[to.x] = keep_some(words[0], planes[to.x], kept[0] & keep);
    planes[to.x + 1u] = keep_some(words[1], planes[to.x + 1u], kept[1] & keep);
    planes[to.x + to.w] = keep_some(words[2], planes[to.x + to.w], kept[2] & keep);
    planes[to.x + to.w + 1u] = keep_some(words[3], planes[to.x + to.w + 1u], kept[3] & keep);
    planes[to.y] = keep_some(words[4], planes[to.y], kept[4] & keep);
    planes[to.z] = keep_some(words[5], planes[to.z], kept[4] & keep);
}

fn keep_some(fresh: u32, old: u32, mask: u32) -> u32 {
    return (fresh & ~mask) | (old & mask);
}
