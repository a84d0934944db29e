// A table of all three channels, with straight lines inside of the tetrahedron that a colour lies in.
@group(0) @binding(1) var<storage, read> table: array<f32>;

fn entry(at: vec3<u32>) -> vec3<f32> {
    let index = ((at.z * given.size.z + at.y) * given.size.z + at.x) * 3u;
    return vec3<f32>(table[index], table[index + 1u], table[index + 2u]);
}

fn one_of(x: bool, y: bool, z: bool) -> vec3<u32> {
    return vec3<u32>(select(0u, 1u, x), select(0u, 1u, y), select(0u, 1u, z));
}

fn looked_up(color: vec3<f32>) -> vec3<f32> {
    let last = given.size.z - 1u;
    let at = clamp(color * given.number[3].xyz + given.number[4].xyz, vec3<f32>(0.0), vec3<f32>(1.0)) * f32(last);
    let low = min(vec3<u32>(at), vec3<u32>(last - 1u));
    let part = at - vec3<f32>(low);
    // From the lower corner to the upper one along the axis of the largest part, then of the middle one, then of the least.
    let x_most = (part.x >= part.y) & (part.x >= part.z);
    let y_most = !x_most & (part.y >= part.z);
    let z_most = !(x_most | y_most);
    let z_least = (part.z <= part.x) & (part.z <= part.y) & !z_most;
    let y_least = !z_least & (part.y <= part.x) & (part.y <= part.z);
    let x_least = !(z_least | y_least);
    let most = max(part.x, max(part.y, part.z));
    let least = min(part.x, min(part.y, part.z));
    let middle = part.x + part.y + part.z - most - least;
    return entry(low) * (1.0 - most)
        + entry(low + one_of(x_most, y_most, z_most)) * (most - middle)
        + entry(low + 1u - one_of(x_least, y_least, z_least)) * (middle - least)
        + entry(low + 1u) * least;
}
