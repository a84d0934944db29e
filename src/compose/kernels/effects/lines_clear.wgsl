// A picture's own samples; nothing lies beyond its edges.
fn fetch(line: u32, at: i32) -> vec4<f32> {
    let inside = (at >= 0) & (at < i32(lines.count.x));
    return select(vec4<f32>(0.0), stored(source[index_of(line, at)]), inside);
}

fn put(line: u32, at: u32, color: vec4<f32>) {
    result[place(line, at)] = to_stored(color);
}
