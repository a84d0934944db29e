// Between sheets, which keep gamma-encoded R'G'B' multiplied by alpha in memory, and the textures of shaders, whose alpha is
// straight. One pixel an invocation, without branches.
struct Given {
    // Where the texture's picture stands on the sheet, and how large it is there.
    region: vec4<i32>,
    // Width and height of the sheet; 1 where the texture's first row is the picture's last one.
    sheet: vec4<u32>,
}

@group(0) @binding(0) var<uniform> given: Given;

fn row_of(y: i32) -> i32 {
    return select(y, given.region.w - 1 - y, given.sheet.z == 1u);
}

fn beside(at: vec2<i32>) -> bool {
    let on_sheet = at + given.region.xy;
    return any(at >= given.region.zw) | any(on_sheet < vec2<i32>(0)) | any(on_sheet >= vec2<i32>(given.sheet.xy));
}

fn place(at: vec2<i32>) -> u32 {
    let on_sheet = at + given.region.xy;
    return u32(on_sheet.y) * given.sheet.x + u32(on_sheet.x);
}
