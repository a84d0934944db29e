// Colours on a canvas of high dynamic range: see `placed.rs`.
const STEPS = 1024u;

fn numbers(at: u32) -> vec3<f32> {
    return vec3<f32>(tables[at], tables[at + 1u], tables[at + 2u]);
}

fn looked_up(curve: u32, at: f32) -> f32 {
    let p = clamp(at, 0.0, 1.0) * f32(STEPS);
    let i = min(u32(p), STEPS - 1u);
    let start = 16u + curve * (STEPS + 1u) + i;
    return mix(tables[start], tables[start + 1u], p - f32(i));
}

fn placed(c: vec4<f32>) -> vec3<f32> {
    let signal = c.rgb / max(c.a, 1e-6);
    let light = vec3<f32>(looked_up(0u, signal.r), looked_up(0u, signal.g), looked_up(0u, signal.b));
    let shown = light * looked_up(1u, sqrt(sqrt(dot(numbers(12u), light))));
    let own = vec3<f32>(dot(numbers(0u), shown), dot(numbers(4u), shown), dot(numbers(8u), shown));
    let root = sqrt(sqrt(max(own, vec3<f32>(0.0))));
    return vec3<f32>(looked_up(2u, root.r), looked_up(2u, root.g), looked_up(2u, root.b)) * c.a;
}
