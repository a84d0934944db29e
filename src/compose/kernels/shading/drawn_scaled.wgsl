// Of another size than it is shown with: the four texels around each pixel's middle.
fn drawn(at: vec2<i32>) -> vec4<f32> {
    let size = vec2<i32>(textureDimensions(picture));
    let p = (vec2<f32>(at) + 0.5) * vec2<f32>(size) / vec2<f32>(given.region.zw) - 0.5;
    let low = vec2<i32>(floor(p));
    let part = p - floor(p);
    let last = size - 1;
    let a = clamp(low, vec2<i32>(0), last);
    let b = clamp(low + 1, vec2<i32>(0), last);
    let top = mix(textureLoad(picture, a, 0), textureLoad(picture, vec2<i32>(b.x, a.y), 0), part.x);
    let bottom = mix(textureLoad(picture, vec2<i32>(a.x, b.y), 0), textureLoad(picture, b, 0), part.x);
    return mix(top, bottom, part.y);
}
