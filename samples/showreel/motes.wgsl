// Soft lights that drift upwards. A layer of its own: `shader: motes.wgsl`.
//@ input amount: float = 0.6 in 0..1
//@ input tint: color = #9fd8ff

fn scattered(cell: vec2f) -> vec2f {
    let mixed = vec2f(dot(cell, vec2f(127.1, 311.7)), dot(cell, vec2f(269.5, 183.3)));
    return fract(sin(mixed) * 43758.5453);
}

fn image(uv: vec2f) -> vec4f {
    let wide = resolution.x / resolution.y;
    let p = vec2f(uv.x * wide, uv.y) * 6.0 + vec2f(0.2 * sin(time * 0.4), time * 0.3);
    let cell = floor(p);
    var light = 0.0;
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let own = cell + vec2f(f32(x), f32(y));
            let chance = scattered(own);
            let away = distance(p, own + 0.2 + 0.6 * chance);
            let twinkle = 0.55 + 0.45 * sin(time * (1.0 + 2.0 * chance.x) + 6.28318 * chance.y);
            light += twinkle * exp(-away * away * (14.0 + 60.0 * chance.y));
        }
    }
    return vec4f(tint.rgb, clamp(light * amount, 0.0, 1.0));
}
