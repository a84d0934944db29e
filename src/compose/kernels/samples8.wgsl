// Samples of 8 bits.
fn byte_of(word: u32, index: u32) -> f32 {
    return f32((word >> ((index & 3u) * 8u)) & 0xffu);
}

fn sample_at(start: u32, stride: u32, at: vec2<i32>) -> f32 {
    let index = start + u32(at.y) * stride + u32(at.x);
    return byte_of(planes[index >> 2u], index);
}
