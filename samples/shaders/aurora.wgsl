// Northern lights over still water, in WGSL. The bass lifts the curtains, the treble makes the stars twinkle.
//
//@ input speed: float = 1.0 in 0..4 "How fast the curtains move"
//@ input low: color = #1fe0a5 "Where the curtains begin"
//@ input high: color = #7a4dff "Where they end"
//@ input night: color = #050a1c "The sky above"
//@ input horizon: float = 0.30 in 0..0.6 "How much of the picture is water"

fn hash(p: vec2f) -> f32 {
    let q = fract(p * vec2f(123.34, 456.21));
    let r = q + dot(q, q + 45.32);
    return fract(r.x * r.y);
}

fn noise(p: vec2f) -> f32 {
    let cell = floor(p);
    let f = fract(p);
    let u = f * f * (3.0 - 2.0 * f);
    let bottom = mix(hash(cell), hash(cell + vec2f(1.0, 0.0)), u.x);
    let top = mix(hash(cell + vec2f(0.0, 1.0)), hash(cell + vec2f(1.0, 1.0)), u.x);
    return mix(bottom, top, u.y);
}

fn stars(p: vec2f) -> f32 {
    let grid = p * 90.0;
    let cell = floor(grid);
    let bright = hash(cell);
    let place = fract(grid) - 0.5 - 0.6 * (vec2f(hash(cell + 7.0), hash(cell + 13.0)) - 0.5);
    let twinkle = 0.7 + 0.3 * sin(time * (1.0 + 4.0 * bright) + 40.0 * bright) * (1.0 + treble);
    return select(0.0, twinkle, bright > 0.93) * smoothstep(0.16, 0.0, length(place));
}

// The sky at a place: x to the right, y from the horizon up.
fn sky(p: vec2f) -> vec3f {
    let t = time * speed * 0.12;
    var color = mix(night.rgb * 2.4 + vec3f(0.0, 0.02, 0.04), night.rgb, smoothstep(0.0, 0.7, p.y));
    color += stars(p) * smoothstep(0.02, 0.25, p.y) * vec3f(0.85, 0.92, 1.0);
    // Three curtains, one behind the other, each a bent line from which light rises.
    for (var i = 0; i < 3; i++) {
        let k = f32(i);
        let x = p.x * (1.1 + 0.35 * k) + 4.0 * k;
        let bend = noise(vec2f(x * 0.9 + t, t * 0.6 + k)) + 0.4 * noise(vec2f(x * 2.6 - t * 1.7, k));
        let foot = 0.10 + 0.13 * k + 0.30 * (bend - 0.5);
        let rise = (p.y - foot) / (0.42 + 0.25 * bass);
        let rays = 0.55 + 0.45 * noise(vec2f(x * 14.0 + 3.0 * bend, t * 2.0 + 9.0 * k));
        let light = smoothstep(-0.10 - 0.10 * rays, 0.09, rise) * exp(-3.4 * max(rise, 0.0)) * rays;
        let shade = mix(low.rgb, high.rgb, smoothstep(0.05, 0.75, rise + 0.15 * bend));
        color += shade * light * (1.0 - 0.22 * k) * (0.85 + 0.5 * level);
    }
    return color;
}

// Hills, as the height of their ridge.
fn ridge(x: f32) -> f32 {
    return 0.018 + 0.055 * noise(vec2f(x * 2.1, 3.0)) + 0.022 * noise(vec2f(x * 7.0, 8.0));
}

fn image(uv: vec2f, position: vec2f) -> vec4f {
    let aspect = resolution.x / resolution.y;
    let p = vec2f((uv.x - 0.5) * aspect, 1.0 - uv.y - horizon);
    var color: vec3f;
    if p.y >= 0.0 {
        color = mix(vec3f(0.008, 0.014, 0.03), sky(p), smoothstep(-0.003, 0.003, p.y - ridge(p.x)));
    } else {
        // Water shows the sky upside down, broken by ripples that are longer the nearer they are.
        let depth = -p.y / max(horizon, 0.001);
        let ripple = noise(vec2f(p.x * 6.0, 9.0 / (depth + 0.06) + time * 0.7)) - 0.5;
        let seen = vec2f(p.x + 0.035 * ripple * depth, -p.y * 1.15 + 0.05 * ripple * (0.3 + depth));
        let there = mix(vec3f(0.008, 0.014, 0.03), sky(seen), smoothstep(-0.01, 0.02, seen.y - ridge(seen.x)));
        color = there * (0.62 - 0.30 * depth) + night.rgb * 0.4;
    }
    color *= 1.0 - 0.35 * dot(uv - 0.5, uv - 0.5) * 2.0;
    // A little grain keeps dark skies from banding.
    color += (hash(position + fract(time) * 61.0) - 0.5) / 160.0;
    return vec4f(clamp(color, vec3f(0.0), vec3f(1.0)), 1.0);
}
