// The blend modes of CSS, in gamma-encoded sRGB. `b` is what is below, `s` the layer; neither is multiplied by alpha.
// `mixed`, written behind this, is the one that a pipeline uses. No branches: see `put` of source-over.

// Less than any step of a 16-bit colour.
const TINY = 1e-5;

fn multiply(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return b * s;
}

fn screen(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return b + s - b * s;
}

fn hard_light(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return select(screen(b, 2.0 * s - 1.0), b * 2.0 * s, s <= vec3<f32>(0.5));
}

fn overlay(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return hard_light(s, b);
}

fn darken(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return min(b, s);
}

fn lighten(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return max(b, s);
}

fn color_dodge(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return min(b / max(1.0 - s, vec3<f32>(TINY)), vec3<f32>(1.0));
}

fn color_burn(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return 1.0 - min((1.0 - b) / max(s, vec3<f32>(TINY)), vec3<f32>(1.0));
}

fn soft_light(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    let d = select(sqrt(b), ((16.0 * b - 12.0) * b + 4.0) * b, b <= vec3<f32>(0.25));
    return select(b + (2.0 * s - 1.0) * (d - b), b - (1.0 - 2.0 * s) * b * (1.0 - b), s <= vec3<f32>(0.5));
}

fn difference(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return abs(b - s);
}

fn exclusion(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return b + s - 2.0 * b * s;
}

fn lum(c: vec3<f32>) -> f32 {
    return dot(c, vec3<f32>(0.3, 0.59, 0.11));
}

fn least(c: vec3<f32>) -> f32 {
    return min(min(c.r, c.g), c.b);
}

fn most(c: vec3<f32>) -> f32 {
    return max(max(c.r, c.g), c.b);
}

fn sat(c: vec3<f32>) -> f32 {
    return most(c) - least(c);
}

fn set_lum(c: vec3<f32>, l: f32) -> vec3<f32> {
    let moved = c + (l - lum(c));
    let n = least(moved);
    let x = most(moved);
    let raised = select(moved, l + (moved - l) * l / max(l - n, TINY), n < 0.0);
    return select(raised, l + (raised - l) * (1.0 - l) / max(x - l, TINY), x > 1.0);
}

fn set_sat(c: vec3<f32>, s: f32) -> vec3<f32> {
    return (c - least(c)) * s / max(sat(c), TINY);
}

fn hue(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return set_lum(set_sat(s, sat(b)), lum(b));
}

fn saturation(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return set_lum(set_sat(b, sat(s)), lum(b));
}

fn color(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return set_lum(s, lum(b));
}

fn luminosity(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {
    return set_lum(b, lum(s));
}

// Divided out again; a full colour stays exactly full.
fn straight(c: vec4<f32>, alpha: f32) -> vec3<f32> {
    return select(min(c.rgb / max(alpha, 1e-9), vec3<f32>(1.0)), vec3<f32>(1.0), c.rgb >= vec3<f32>(alpha));
}

fn put(at: vec2<u32>, whole: vec4<f32>) {
    let layer_color = whole * cut(at);
    let outside = at.x >= layer.area.z || at.y >= layer.area.w;
    let own = (layer.area.y + at.y) * layer.source.w + layer.area.x + at.x;
    let index = select(own, arrayLength(&canvas) - 1u, outside);
    let below = unpack(canvas[index]);
    // Over a base, alpha only tells what lies above it: the base itself is opaque.
    let alpha = select(below.a, 1.0, has(BASED));
    let met = clamp(mixed(straight(below, alpha), straight(layer_color, layer_color.a)), vec3<f32>(0.0), vec3<f32>(1.0));
    let rgb = layer_color.rgb * (1.0 - alpha) + layer_color.a * alpha * met + below.rgb * (1.0 - layer_color.a);
    canvas[index] = pack(vec4<f32>(rgb, layer_color.a + below.a * (1.0 - layer_color.a)));
}
