//! One particle's form: how much of each pixel around its middle it covers.

/// A form and the light around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Splat {
    form: Form,
    /// Half its size. Smaller ones than a pixel are drawn as large as that, and as much fainter.
    radius: f32,
    faint: f32,
    /// The sine and cosine by which it is turned.
    turned: [f32; 2],
    /// How strong and how large the light around it is.
    halo: [f32; 2],
    /// How far the form itself reaches.
    ends: f32,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Dot,
    Ring,
    Square,
    Star,
    /// From its head backwards so far.
    Spark(f32),
}

/// The smallest radius that is drawn as it is.
pub(super) const SMALLEST: f32 = 0.6;
/// Larger ones are not, so that one alone takes no longer than a picture.
pub(super) const LARGEST: f32 = 4096.0;
/// The light around a full glow, at the form's own edge and in radii.
pub(super) const HALO: f32 = 0.42;
pub(super) const HALO_RADII: f32 = 4.5;
/// The part of a ring's radius that is its line.
const LINE: f32 = 0.22;
/// A star's points reach so many radii, and are so wide where they meet.
pub(super) const POINTS: f32 = 1.9;
const MEET: f32 = 0.3;
/// A spark is as long as its way in so many seconds, and at least so many radii.
pub(super) const TRAIL: f32 = 0.09;
const SHORTEST: f32 = 3.0;

impl Splat {
    fn new(form: Form, radius: f32, glow: f32, turned: [f32; 2]) -> Self {
        let drawn = radius.clamp(SMALLEST, LARGEST);
        let small = (radius / drawn).clamp(0.0, 1.0);
        let ends = match form {
            Form::Dot | Form::Ring | Form::Spark(_) => drawn,
            Form::Square => drawn * std::f32::consts::SQRT_2,
            Form::Star => drawn * POINTS,
        };
        let halo = [glow * HALO, drawn * HALO_RADII];
        Self { form, radius: drawn, faint: small * small, turned, halo, ends: ends + 1.0 }
    }

    pub fn dot(radius: f32, glow: f32) -> Self {
        Self::new(Form::Dot, radius, glow, [0.0, 1.0])
    }

    pub fn ring(radius: f32, glow: f32) -> Self {
        Self::new(Form::Ring, radius, glow, [0.0, 1.0])
    }

    pub fn square(radius: f32, glow: f32, turned: f64) -> Self {
        Self::new(Form::Square, radius, glow, [libm::sin(turned) as f32, libm::cos(turned) as f32])
    }

    pub fn star(radius: f32, glow: f32, turned: f64) -> Self {
        Self::new(Form::Star, radius, glow, [libm::sin(turned) as f32, libm::cos(turned) as f32])
    }

    /// A line along its way, brightest at its head.
    pub fn spark(radius: f32, glow: f32, [x, y]: [f32; 2]) -> Self {
        let speed = (x * x + y * y).sqrt();
        let turned = if speed > 1e-6 { [y / speed, x / speed] } else { [0.0, 1.0] };
        let mut spark = Self::new(Form::Spark(0.0), radius, glow, turned);
        let trail = (speed * TRAIL).clamp(spark.radius * SHORTEST, LARGEST);
        spark.form = Form::Spark(trail);
        spark.ends = trail + 1.0;
        spark
    }

    /// How far it reaches to the left, upwards, to the right and downwards.
    pub fn reach(&self) -> [f32; 4] {
        let halo = if self.halo[0] > 0.0 { self.halo[1] } else { 0.0 };
        // A spark's end is far away on one side only.
        let own = if matches!(self.form, Form::Spark(_)) { self.radius + 1.0 } else { self.ends };
        let around = own.max(halo + 1.0);
        let mut reach = [around; 4];
        if let Form::Spark(trail) = self.form {
            let [sin, cos] = self.turned;
            let tail = [-cos * trail, -sin * trail];
            for axis in 0..2 {
                reach[axis] = reach[axis].max(self.radius + 1.0 - tail[axis]);
                reach[axis + 2] = reach[axis + 2].max(self.radius + 1.0 + tail[axis]);
            }
        }
        reach
    }

    /// How much of a pixel it covers whose middle is here, from its own.
    pub fn cover(&self, at: [f32; 2]) -> f32 {
        let far = at[0] * at[0] + at[1] * at[1];
        let [strong, wide] = self.halo;
        let near = (1.0 - far / (wide * wide)).max(0.0);
        let halo = strong * near * near * near;
        // Most of what shines lies beyond the form itself.
        let form = if far < self.ends * self.ends { self.form(at, far.sqrt()) } else { 0.0 };
        (form + halo - form * halo) * self.faint
    }

    fn form(&self, [x, y]: [f32; 2], far: f32) -> f32 {
        let [sin, cos] = self.turned;
        let inside = |edge: f32| (edge + 0.5).clamp(0.0, 1.0);
        match self.form {
            Form::Dot => inside(self.radius - far),
            Form::Ring => {
                let line = (self.radius * LINE).max(1.0);
                inside(self.radius - far) * inside(far - (self.radius - line))
            }
            Form::Square => {
                let (across, down) = ((x * cos + y * sin).abs(), (y * cos - x * sin).abs());
                inside(self.radius - across) * inside(self.radius - down)
            }
            Form::Star => {
                let (across, down) = ((x * cos + y * sin).abs(), (y * cos - x * sin).abs());
                let point = |along: f32, aside: f32| {
                    let left = (1.0 - along / (self.radius * POINTS)).max(0.0);
                    inside(self.radius * MEET * left * left - aside) * left.sqrt()
                };
                point(across, down).max(point(down, across))
            }
            Form::Spark(trail) => {
                let (along, aside) = (x * cos + y * sin, (y * cos - x * sin).abs());
                // 1 at the head, 0 at the end of the tail.
                let left = (1.0 + along / trail).clamp(0.0, 1.0);
                let beyond = along.max(0.0);
                let away = (beyond * beyond + aside * aside).sqrt();
                inside(self.radius * (0.25 + 0.75 * left) - away) * left * left
            }
        }
    }
}
