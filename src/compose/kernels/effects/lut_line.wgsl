// A table for each channel, with straight lines between its entries.
@group(0) @binding(1) var<storage, read> table: array<f32>;

fn looked_up(color: vec3<f32>) -> vec3<f32> {
    let last = given.size.z - 1u;
    let at = clamp(color * given.number[3].xyz + given.number[4].xyz, vec3<f32>(0.0), vec3<f32>(1.0)) * f32(last);
    let low = min(vec3<u32>(at), vec3<u32>(last - 1u));
    let below = vec3<f32>(table[low.x * 3u], table[low.y * 3u + 1u], table[low.z * 3u + 2u]);
    let above = vec3<f32>(table[low.x * 3u + 3u], table[low.y * 3u + 4u], table[low.z * 3u + 5u]);
    return mix(below, above, at - vec3<f32>(low));
}
