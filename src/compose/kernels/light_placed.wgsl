// Other light than that of a canvas of high dynamic range, by tables that lie behind the planes: see `placed.rs`.
const STEPS = 1024u;
const TO_LIGHT = 16u;
const BY_LUMINANCE = TO_LIGHT + STEPS + 1u;
const TO_SIGNAL = BY_LUMINANCE + STEPS + 1u;

fn number(at: u32) -> f32 {
    return bitcast<f32>(planes[layer.source.y + at]);
}

fn numbers(at: u32) -> vec3<f32> {
    return vec3<f32>(number(at), number(at + 1u), number(at + 2u));
}

fn looked_up(table: u32, at: f32) -> f32 {
    let p = clamp(at, 0.0, 1.0) * f32(STEPS);
    let i = min(u32(p), STEPS - 1u);
    return mix(number(table + i), number(table + i + 1u), p - f32(i));
}

fn lit(signal: vec3<f32>) -> vec3<f32> {
    let light = vec3<f32>(
        looked_up(TO_LIGHT, signal.r),
        looked_up(TO_LIGHT, signal.g),
        looked_up(TO_LIGHT, signal.b),
    );
    let shown = light * looked_up(BY_LUMINANCE, sqrt(sqrt(dot(numbers(12u), light))));
    let own = max(
        vec3<f32>(dot(numbers(0u), shown), dot(numbers(4u), shown), dot(numbers(8u), shown)),
        vec3<f32>(0.0),
    );
    let root = sqrt(sqrt(own));
    return vec3<f32>(looked_up(TO_SIGNAL, root.r), looked_up(TO_SIGNAL, root.g), looked_up(TO_SIGNAL, root.b));
}
