// The grain of a film, another one in each frame. An effect: `- shader: grain.wgsl`.
//@ input strength: float = 0.08 in 0..1

fn noise(at: vec2f) -> f32 {
    return fract(sin(dot(at, vec2f(12.9898, 78.233)) + f32(frame % 64) * 3.7) * 43758.5453) - 0.5;
}

fn image(uv: vec2f, position: vec2f) -> vec4f {
    let color = layer(uv);
    // As coarse on every output, and weaker where it would only be dirt.
    let spot = floor(position * 720.0 / resolution.y);
    let bright = dot(color.rgb, vec3f(0.2126, 0.7152, 0.0722));
    let weight = strength * (1.0 - 0.6 * abs(2.0 * bright - 1.0));
    return vec4f(color.rgb + noise(spot) * weight, color.a);
}
