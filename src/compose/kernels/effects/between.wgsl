// Samples between those of the source, by straight lines.
fn between(line: u32, at: f32) -> vec4<f32> {
    let low = floor(at - 0.5);
    let begin = i32(low);
    return mix(fetch(line, begin), fetch(line, begin + 1), at - 0.5 - low);
}
