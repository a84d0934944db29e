// A rendered part to the pixels of a sheet.
struct Part {
    // Where it begins in the sheet, its size.
    area: vec4<u32>,
    // Width of the sheet, and the place behind its last pixel: what lies beside the part lands there.
    sheet: vec4<u32>,
}

@group(0) @binding(0) var rendered: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> sheet: array<vec2<u32>>;
@group(0) @binding(2) var<uniform> part: Part;
@group(0) @binding(3) var<storage, read> tables: array<f32>;

fn pack(c: vec4<f32>) -> vec2<u32> {
    let v = vec4<u32>(clamp(c, vec4<f32>(0.0), vec4<f32>(1.0)) * 65535.0 + 0.5);
    return vec2<u32>(v.x | (v.y << 16u), v.z | (v.w << 16u));
}

@compute @workgroup_size(32, 4)
fn pack_part(@builtin(global_invocation_id) id: vec3<u32>) {
    let c = textureLoad(rendered, vec2<i32>(id.xy), 0);
    let inside = id.x < part.area.z && id.y < part.area.w;
    let at = (part.area.y + id.y) * part.sheet.x + part.area.x + id.x;
    sheet[select(part.sheet.y, at, inside)] = pack(vec4<f32>(placed(c), c.a));
}
