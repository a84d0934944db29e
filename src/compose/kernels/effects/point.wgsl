// What every effect on single pixels begins with. A pass does one pixel at a time, without branches: see over.wgsl for why.
struct Given {
    // Width and height; entries of a table.
    size: vec4<u32>,
    number: array<vec4<f32>, 15>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

// Invocations beside the picture write to the pixel behind it, which nobody reads.
fn place(at: vec2<u32>) -> u32 {
    let outside = (at.x >= given.size.x) | (at.y >= given.size.y);
    return select(at.y * given.size.x + at.x, arrayLength(&result) - 1u, outside);
}

fn straight(c: vec4<f32>) -> vec3<f32> {
    return select(min(c.rgb / max(c.a, 1e-9), vec3<f32>(1.0)), vec3<f32>(1.0), c.rgb >= vec3<f32>(max(c.a, 1e-9)));
}
