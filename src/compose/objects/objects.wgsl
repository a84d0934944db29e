// Objects under one light. Light is linear; what is written are the canvas's gamma-encoded colours times alpha.
struct View {
    to_clip: mat4x4<f32>,
    eye: vec4<f32>,
    // Where light comes from, and how much comes from everywhere.
    light: vec4<f32>,
    // Its colour, and how much is reflected.
    tint: vec4<f32>,
    // Where fog begins, and one over how deep it is.
    fog: vec4<f32>,
}

@group(0) @binding(0) var<uniform> view: View;

struct Corner {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) color: vec3<f32>,
    // Where it stands, and the sine of its turn.
    @location(3) at: vec4<f32>,
    // Its sides, and the cosine.
    @location(4) size: vec4<f32>,
    // Its colour, with alpha.
    @location(5) own: vec4<f32>,
    // What it sends out by itself.
    @location(6) glow: vec4<f32>,
}

struct Seen {
    @builtin(position) clip: vec4<f32>,
    @location(0) place: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) color: vec4<f32>,
    @location(3) glow: vec3<f32>,
}

fn turned(v: vec3<f32>, sine: f32, cosine: f32) -> vec3<f32> {
    return vec3<f32>(v.x * cosine + v.z * sine, v.y, v.z * cosine - v.x * sine);
}

@vertex
fn place(corner: Corner) -> Seen {
    var seen: Seen;
    seen.place = corner.at.xyz + turned(corner.position * corner.size.xyz, corner.at.w, corner.size.w);
    // Normals of what is stretched lean the other way.
    let upright = corner.normal / max(corner.size.xyz, vec3<f32>(1e-6));
    seen.normal = turned(normalize(upright), corner.at.w, corner.size.w);
    seen.color = vec4<f32>(corner.color * corner.own.rgb, corner.own.a);
    seen.glow = corner.color * corner.glow.rgb;
    seen.clip = view.to_clip * vec4<f32>(seen.place, 1.0);
    return seen;
}

fn encoded(c: vec3<f32>) -> vec3<f32> {
    let low = c * 12.92;
    let high = 1.055 * pow(max(c, vec3<f32>(1e-6)), vec3<f32>(1.0 / 2.4)) - 0.055;
    return select(high, low, c <= vec3<f32>(0.0031308));
}

// What is brighter than can be shown turns to white, and keeps its hue on the way.
fn shown(c: vec3<f32>) -> vec3<f32> {
    let most = max(max(c.r, c.g), max(c.b, 1.0));
    let over = most - 1.0;
    return mix(c / most, vec3<f32>(1.0), over / (over + 2.0));
}

@fragment
fn light(seen: Seen, @builtin(front_facing) front: bool) -> @location(0) vec4<f32> {
    let n = normalize(seen.normal) * select(-1.0, 1.0, front);
    let to_eye = view.eye.xyz - seen.place;
    let far = length(to_eye);
    let v = to_eye / max(far, 1e-6);
    let l = view.light.xyz;
    let facing = dot(n, l);
    // Light that comes from everywhere comes from below a little less.
    let sky = view.light.w * (0.75 + 0.25 * n.y);
    let direct = max(facing, 0.0) * (1.0 - view.light.w);
    let half = normalize(l + v);
    let sharp = pow(max(dot(n, half), 0.0), 60.0) * max(sign(facing), 0.0);
    let edge = pow(1.0 - clamp(dot(n, v), 0.0, 1.0), 4.0) * (0.55 + 0.45 * n.y);
    let base = seen.color.rgb;
    let matte = base * (sky + direct * view.tint.rgb);
    // Reflections are as bright as what they are on, half-way.
    let sheen = view.tint.rgb * view.tint.w * (sharp + 0.35 * edge) * (0.25 + 0.75 * max(base.r, max(base.g, base.b)));
    let lit = matte + sheen + seen.glow * (0.6 + 0.4 * clamp(dot(n, v), 0.0, 1.0));
    let left = 1.0 - clamp((far - view.fog.x) * view.fog.y, 0.0, 1.0);
    let alpha = seen.color.a * left;
    return vec4<f32>(encoded(shown(lit)) * alpha, alpha);
}
