//! The two blooms as their authors publish them, texture fetch by texture fetch.

use super::effect_models::{Model, add, decode, encode, smoothstep};

pub struct Look {
    pub threshold: f64,
    pub strength: f64,
    pub radius: f64,
}

fn luminance([r, g, b, _]: [f64; 4]) -> f64 {
    0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b
}

/// JavaScript's `Math.round(side / 2)`.
fn half(side: usize) -> usize {
    side.div_ceil(2)
}

fn linear(picture: &Model) -> Model {
    picture.map(|[r, g, b, a]| [decode(r), decode(g), decode(b), a])
}

/// A pass over a target of another size; the shader gets the middle of each pixel.
fn rendered(width: usize, height: usize, shader: impl Fn(f64, f64) -> [f64; 4]) -> Model {
    Model::new(width, height, |x, y| shader((x as f64 + 0.5) / width as f64, (y as f64 + 0.5) / height as f64))
}

/// three's UnrealBloomPass of 2025: what it adds, at half the size.
fn unreal_glow(linear: &Model, look: &Look) -> Model {
    let (width, height) = (half(linear.width), half(linear.height));
    let bright = rendered(width, height, |u, v| {
        let texel = linear.uv(u, v);
        let kept = smoothstep(look.threshold, look.threshold + 0.01, luminance(texel));
        texel.map(|part| part * kept)
    });
    let mut mips = vec![];
    let mut input = bright;
    let (mut width, mut height) = (width, height);
    for kernel in [6, 10, 14, 18, 22] {
        let sigma = f64::from(kernel) / 3.0;
        let weight: Vec<f64> =
            (0..kernel).map(|i| 0.39894 * (-0.5 * f64::from(i * i) / (sigma * sigma)).exp() / sigma).collect();
        let blurred = |from: &Model, across: f64, down: f64| {
            rendered(width, height, |u, v| {
                let mut sum = [0.0; 4];
                add(&mut sum, from.uv(u, v), weight[0]);
                for i in (1..weight.len()).step_by(2) {
                    let (near, far) = (weight[i], weight.get(i + 1).copied().unwrap_or(0.0));
                    let off = (i as f64 * near + (i + 1) as f64 * far) / (near + far);
                    let (du, dv) = (off * across / width as f64, off * down / height as f64);
                    add(&mut sum, from.uv(u + du, v + dv), near + far);
                    add(&mut sum, from.uv(u - du, v - dv), near + far);
                }
                sum
            })
        };
        let across = blurred(&input, 1.0, 0.0);
        input = blurred(&across, 0.0, 1.0);
        mips.push(input.clone());
        (width, height) = (half(width), half(height));
    }
    rendered(mips[0].width, mips[0].height, |u, v| {
        let mut sum = [0.0; 4];
        for (mip, factor) in mips.iter().zip([1.0, 0.8, 0.6, 0.4, 0.2]) {
            let mirrored = 1.2 - factor;
            let weight = factor * (1.0 - look.radius) + mirrored * look.radius;
            add(&mut sum, mip.uv(u, v), 3.0 * look.strength * weight);
        }
        sum
    })
}

/// pmndrs' mipmap blur of so many levels: what is added, at half the size.
fn mipmap_glow(linear: &Model, look: &Look, levels: usize) -> Model {
    let mask = rendered(linear.width, linear.height, |u, v| {
        let texel = linear.uv(u, v);
        let kept = smoothstep(look.threshold, look.threshold + 0.03, luminance(texel));
        texel.map(|part| part * kept)
    });
    let mut down: Vec<Model> = vec![];
    for _ in 0..levels {
        let from = down.last().unwrap_or(&mask);
        let next = rendered(half(from.width), half(from.height), |u, v| {
            let mut sum = [0.0; 4];
            let mut tap = |dx: f64, dy: f64, weight: f64| {
                let (u, v) = (u + dx / from.width as f64, v + dy / from.height as f64);
                // Within rounding of the edge is on it, and there a tap counts.
                let inside = (-1e-9..=1.0 + 1e-9).contains(&u) && (-1e-9..=1.0 + 1e-9).contains(&v);
                add(&mut sum, from.uv(u, v), if inside { weight } else { 0.0 });
            };
            for (dx, dy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                tap(dx, dy, 0.125);
            }
            for dy in [-2.0, 0.0, 2.0] {
                for dx in [-2.0, 0.0, 2.0] {
                    tap(dx, dy, 0.05556);
                }
            }
            sum
        });
        down.push(next);
    }
    let mut up = down.pop().unwrap();
    while let Some(own) = down.pop() {
        up = rendered(own.width, own.height, |u, v| {
            let mut wide = [0.0; 4];
            for (dy, row) in
                [(-1.0, [0.0625, 0.125, 0.0625]), (0.0, [0.125, 0.25, 0.125]), (1.0, [0.0625, 0.125, 0.0625])]
            {
                for (dx, weight) in [-1.0, 0.0, 1.0].into_iter().zip(row) {
                    add(&mut wide, up.uv(u + dx / up.width as f64, v + dy / up.height as f64), weight);
                }
            }
            let mut mixed = own.uv(u, v).map(|part| part * (1.0 - look.radius));
            add(&mut mixed, wide, look.radius);
            mixed
        });
    }
    up.map(|color| color.map(|part| part * look.strength))
}

fn lit(picture: &Model, glow: &Model) -> Model {
    let (width, height) = (picture.width as f64, picture.height as f64);
    Model::new(picture.width, picture.height, |x, y| {
        let [r, g, b, a] = picture.pixels[y * picture.width + x];
        let light = glow.uv((x as f64 + 0.5) / width, (y as f64 + 0.5) / height);
        let seen = |own: f64, light: f64| encode(decode(own) + light).min(1.0);
        let (r, g, b) = (seen(r, light[0]), seen(g, light[1]), seen(b, light[2]));
        [r, g, b, a.max(r).max(g).max(b)]
    })
}

pub fn unreal(picture: &Model, look: &Look) -> Model {
    lit(picture, &unreal_glow(&linear(picture), look))
}

pub fn mipmap(picture: &Model, look: &Look, levels: usize) -> Model {
    lit(picture, &mipmap_glow(&linear(picture), look, levels))
}
