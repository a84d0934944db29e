// What every filter along lines begins with: rows one time, columns the other.
struct Lines {
    // Samples in a line of the source and of the result, lines, 1 where lines are columns.
    count: vec4<u32>,
    // From sample to sample and from line to line: in the source, then in the result.
    step: vec4<u32>,
    // Where the first line begins: in the source, in the result.
    start: vec4<u32>,
    // Samples of the source for one of the result, and where the first one's edge stands in the source.
    scale: vec4<f32>,
    number: array<vec4<f32>, 12>,
}

@group(0) @binding(0) var<uniform> lines: Lines;
@group(0) @binding(1) var<storage, read> source: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec2<u32>>;

// Which stretch of which line an invocation does.
fn stretch(id: vec2<u32>) -> vec2<u32> {
    return select(id, id.yx, lines.count.w == 1u);
}

fn index_of(line: u32, at: i32) -> u32 {
    let near = u32(clamp(at, 0, i32(lines.count.x) - 1));
    return lines.start.x + min(line, lines.count.z - 1u) * lines.step.y + near * lines.step.x;
}

fn place(line: u32, at: u32) -> u32 {
    let outside = (at >= lines.count.y) | (line >= lines.count.z);
    let own = lines.start.y + line * lines.step.w + at * lines.step.z;
    return select(own, arrayLength(&result) - 1u, outside);
}
