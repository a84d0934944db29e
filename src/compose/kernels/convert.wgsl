// The canvas to BT.709 limited 4:2:0. One invocation makes 8×2 luma samples and 4 of each chroma plane, whole words.
//
// Chroma stands on even columns (weights 1 2 1 of R'G'B') and between two rows (weights 1 1).

// What stands wherever nothing was painted: a video's own planes, or one colour (its codes fill the words of `base`).
const PLANES = 1u;

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

@compute @workgroup_size(16, 4)
fn to_planes(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x * 8u >= convert.size.x || id.y * 2u >= convert.size.y {
        return;
    }
    let to_y = (id.y * 2u * convert.to.x >> 2u) + id.x * 2u;
    let to_u = (convert.to.z + id.y * convert.to.y >> 2u) + id.x;
    let to_v = (convert.to.w + id.y * convert.to.y >> 2u) + id.x;
    let to_row = convert.to.x >> 2u;

    var from_top = vec2<u32>(0u);
    var from_bottom = vec2<u32>(0u);
    var from_u = 0u;
    var from_v = 0u;
    let based = convert.size.z != 0u;
    if based {
        if convert.size.z == PLANES {
            let y = (id.y * 2u * convert.base.x >> 2u) + id.x * 2u;
            let row = convert.base.x >> 2u;
            from_top = vec2<u32>(base[y], base[y + 1u]);
            from_bottom = vec2<u32>(base[y + row], base[y + row + 1u]);
            from_u = base[(convert.base.z + id.y * convert.base.y >> 2u) + id.x];
            from_v = base[(convert.base.w + id.y * convert.base.y >> 2u) + id.x];
        } else {
            from_top = vec2<u32>(convert.base.x);
            from_bottom = from_top;
            from_u = convert.base.y;
            from_v = convert.base.z;
        }
        let block = id.xy - convert.dirty.xy;
        if id.x < convert.dirty.x || id.y < convert.dirty.y || block.x >= convert.dirty.z || block.y >= convert.dirty.w {
            planes[to_y] = from_top.x;
            planes[to_y + 1u] = from_top.y;
            planes[to_y + to_row] = from_bottom.x;
            planes[to_y + to_row + 1u] = from_bottom.y;
            planes[to_u] = from_u;
            planes[to_v] = from_v;
            return;
        }
    }

    let x = id.x * 8u;
    let y = id.y * 2u;
    let first = select(x - 1u, 0u, x == 0u);
    var left = pixel(first, y) + pixel(first, y + 1u);
    var top = vec2<u32>(0u);
    var bottom = vec2<u32>(0u);
    var u = 0u;
    var v = 0u;
    for (var k = 0u; k < 4u; k++) {
        let at = x + 2u * k;
        let a = pixel(at, y);
        let b = pixel(at + 1u, y);
        let c = pixel(at, y + 1u);
        let d = pixel(at + 1u, y + 1u);
        let shift = k * 8u;
        let half = (k & 1u) * 16u;

        var upper = code(convert.encode[0], a.rgb) | (code(convert.encode[0], b.rgb) << 8u);
        var lower = code(convert.encode[0], c.rgb) | (code(convert.encode[0], d.rgb) << 8u);
        let sum = left + 2.0 * (a + c) + b + d;
        let rgb = sum.rgb * 0.125;
        var cb = code(convert.encode[1], rgb);
        var cr = code(convert.encode[2], rgb);
        if based {
            // A sample that nothing above the base reached is the base's own.
            let word = k >> 1u;
            let keep_upper = select(0xffu, 0u, a.a > 0.0) | select(0xff00u, 0u, b.a > 0.0);
            let keep_lower = select(0xffu, 0u, c.a > 0.0) | select(0xff00u, 0u, d.a > 0.0);
            upper = (upper & ~keep_upper) | ((from_top[word] >> half) & keep_upper);
            lower = (lower & ~keep_lower) | ((from_bottom[word] >> half) & keep_lower);
            if sum.a <= 0.0 {
                cb = (from_u >> shift) & 0xffu;
                cr = (from_v >> shift) & 0xffu;
            }
        }
        if k < 2u {
            top.x |= upper << half;
            bottom.x |= lower << half;
        } else {
            top.y |= upper << half;
            bottom.y |= lower << half;
        }
        u |= cb << shift;
        v |= cr << shift;
        left = b + d;
    }
    planes[to_y] = top.x;
    planes[to_y + 1u] = top.y;
    planes[to_y + to_row] = bottom.x;
    planes[to_y + to_row + 1u] = bottom.y;
    planes[to_u] = u;
    planes[to_v] = v;
}
