// Samples of more than 8 bits, two bytes each.
fn half_of(word: u32, index: u32) -> f32 {
    return f32((word >> ((index & 1u) * 16u)) & 0xffffu);
}

fn sample_at(start: u32, stride: u32, at: vec2<i32>) -> f32 {
    let index = start + u32(at.y) * stride + u32(at.x);
    return half_of(planes[index >> 1u], index);
}
