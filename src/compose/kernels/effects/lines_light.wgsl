// Light; the last sample goes on beyond the edges.
fn fetch(line: u32, at: i32) -> vec4<f32> {
    return light(source[index_of(line, at)]);
}

fn put(line: u32, at: u32, color: vec4<f32>) {
    result[place(line, at)] = to_light(color);
}
