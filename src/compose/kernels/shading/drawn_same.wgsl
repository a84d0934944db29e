fn drawn(at: vec2<i32>) -> vec4<f32> {
    return textureLoad(picture, clamp(at, vec2<i32>(0), given.region.zw - 1), 0);
}
