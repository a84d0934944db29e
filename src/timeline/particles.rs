//! A swarm at one moment. Each particle is a function of the seed, its number and the time, so that any moment can be drawn
//! without those before it.

use std::sync::Arc;

use crate::project::model::{Birth, Birthplace, Particles};

use super::moment::Moment;
use super::moving::{At, length_at};
use super::spectrum::LARGEST;

/// Larger or faster ones are seen nowhere.
const FURTHEST: f64 = 65_536.0;
/// As many bursts are seen at one time; the newest ones.
const MOST_BURSTS: usize = 64;
/// As many particles are drawn at one time.
const MOST_AT_ONCE: usize = 1_000_000;
/// How often a particle swings to and fro, in hertz, at least and beyond that at most.
const SWING: [f64; 2] = [0.15, 0.35];

/// What a swarm is at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneParticles {
    /// What it looks like. Whatever may move stands here, settled, and is not taken from there.
    pub look: Arc<Particles>,
    /// Canvas pixels, as the other lengths.
    pub size: [f64; 2],
    pub large: f64,
    pub speed: f64,
    /// Degrees clockwise from the top.
    pub direction: f64,
    pub gravity: f64,
    pub sway: f64,
    /// 0..1.
    pub glow: f64,
    pub births: Births,
}

/// When the particles of a moment were born.
#[derive(Debug, Clone, PartialEq)]
pub enum Births {
    /// Each again and again; so many seconds have passed.
    Always(f64),
    /// All at once, several times.
    Bursts(Vec<Burst>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Stands for it in what is left to chance.
    pub number: u64,
    /// Seconds.
    pub since: f64,
    /// The part of the particles that is born, 0..1.
    pub strength: f64,
}

/// One particle where it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Particle {
    /// In the layer's own box.
    pub at: [f64; 2],
    /// Pixels a second.
    pub velocity: [f64; 2],
    /// From one side to the other, pixels.
    pub size: f64,
    /// Degrees clockwise.
    pub turned: f64,
    /// 0..1.
    pub light: f64,
    /// Which of the colours it has.
    pub color: usize,
}

pub fn particles_at(particles: &Arc<Particles>, moment: &Moment<'_>) -> SceneParticles {
    let short = moment.canvas[0].min(moment.canvas[1]);
    let since = (moment.time - moment.span.0).to_f64();
    let births = match particles.born {
        Birth::Always => Births::Always(since),
        Birth::Beats => Births::Bursts(beats(particles, moment)),
        Birth::Onsets => Births::Bursts(onsets(particles, moment)),
    };
    SceneParticles {
        look: Arc::clone(particles),
        size: [
            length_at(&particles.width, moment, moment.canvas[0]).clamp(0.0, LARGEST),
            length_at(&particles.height, moment, moment.canvas[1]).clamp(0.0, LARGEST),
        ],
        large: length_at(&particles.size, moment, short).clamp(0.0, FURTHEST),
        speed: length_at(&particles.speed, moment, short).clamp(-FURTHEST, FURTHEST),
        direction: particles.direction.at(moment),
        gravity: particles.gravity.px(short).clamp(-FURTHEST, FURTHEST),
        sway: length_at(&particles.sway, moment, short).clamp(0.0, FURTHEST),
        glow: particles.glow.at(moment).clamp(0.0, 1.0),
        births,
    }
}

/// The beats whose particles still live.
fn beats(particles: &Particles, moment: &Moment<'_>) -> Vec<Burst> {
    let score = &moment.world.score;
    let (now, life) = (moment.time.to_f64(), particles.life.to_f64());
    let Some(beat) = score.beat(moment.time) else { return Vec::new() };
    let mut bursts = Vec::new();
    let mut number = beat.floor();
    while number >= 0.0 && bursts.len() < MOST_BURSTS {
        let Some(since) = score.time_of(number).map(|time| now - time).filter(|since| *since < life) else { break };
        bursts.push(Burst { number: number as u64, since: since.max(0.0), strength: 1.0 });
        number -= 1.0;
    }
    bursts
}

/// The sudden beginnings whose particles still live; each is known by its time.
fn onsets(particles: &Particles, moment: &Moment<'_>) -> Vec<Burst> {
    let Some(hearing) = &moment.world.hearing else { return Vec::new() };
    let mut heard = Vec::new();
    hearing.onsets(moment.frame(), &mut heard);
    let (frame, life) = (moment.frame() as f64 / moment.world.fps.to_f64(), particles.life.to_f64());
    let bursts = heard.into_iter().filter(|(since, _)| (0.0..life).contains(since)).take(MOST_BURSTS);
    bursts
        .map(|(since, strength)| Burst {
            number: ((frame - since).max(0.0) * 1000.0).round() as u64,
            since,
            strength: strength.clamp(0.0, 1.0),
        })
        .collect()
}

impl SceneParticles {
    /// Every particle that is seen, those that are further away first only as far as chance has it.
    pub fn each(&self, mut see: impl FnMut(Particle)) {
        let count = self.look.count;
        let life = self.look.life.to_f64().max(1e-3);
        match &self.births {
            Births::Always(time) => {
                for number in 0..u64::from(count) {
                    // Born at its own time in each round, as if it had always been so.
                    let offset = Chance::new(self.look.seed, u64::MAX, number).part(0);
                    let rounds = time / life + offset;
                    let lived = rounds - rounds.floor();
                    let round = rounds.floor() as i64 as u64;
                    self.one(Chance::new(self.look.seed, round, number), lived, life, &mut see);
                }
            }
            Births::Bursts(bursts) => {
                let each = (MOST_AT_ONCE / bursts.len().max(1)) as f64;
                for burst in bursts {
                    let born = (f64::from(count) * burst.strength).ceil().min(each) as u64;
                    for number in 0..born {
                        self.one(Chance::new(self.look.seed, burst.number, number), burst.since / life, life, &mut see);
                    }
                }
            }
        }
    }

    /// A particle that has lived for such a part of its life.
    fn one(&self, chance: Chance, lived: f64, life: f64, see: &mut impl FnMut(Particle)) {
        let look = &self.look;
        let light = rise(lived, look.fade_in) * rise(1.0 - lived, look.fade_out);
        if light <= 0.0 || lived >= 1.0 {
            return;
        }
        let age = lived * life;
        // How near it is: near ones are larger, faster and brighter.
        let near = chance.part(1);
        let factor = 1.0 + look.vary * (2.0 * near - 1.0) * 0.8;
        let (sin, cos) = sin_cos(self.direction + look.spread * (chance.part(2) - 0.5));
        // Of a burst from one point, some fly further than others, so that it is no shell.
        let speed = self.speed * factor * (1.0 - look.vary * 0.6 * chance.part(3));
        let swing = std::f64::consts::TAU * (SWING[0] + SWING[1] * chance.part(4));
        let phase = std::f64::consts::TAU * chance.part(5);
        let aside = self.sway * (libm::sin(swing * age + phase) - libm::sin(phase));
        let velocity = [speed * sin, -speed * cos + self.gravity * age];
        let [x, y] = self.born(chance);
        let grown = look.grow[0] + (look.grow[1] - look.grow[0]) * lived;
        see(Particle {
            at: [
                x + speed * sin * age + aside * cos,
                y - speed * cos * age + 0.5 * self.gravity * age * age + aside * sin,
            ],
            velocity,
            size: self.large * factor * grown,
            turned: look.spin * age * (chance.part(6) * 2.0 - 1.0)
                + if look.spin == 0.0 { 0.0 } else { 360.0 * chance.part(5) },
            light: light * (1.0 - look.vary * 0.7 * (1.0 - near)),
            color: ((chance.part(7) * look.colors.len() as f64) as usize).min(look.colors.len() - 1),
        });
    }

    fn born(&self, chance: Chance) -> [f64; 2] {
        let [width, height] = self.size;
        let [u, v] = [chance.part(8), chance.part(9)];
        match self.look.from {
            Birthplace::Area => [width * u, height * v],
            Birthplace::Point => [width / 2.0, height / 2.0],
            Birthplace::Left => [0.0, height * v],
            Birthplace::Right => [width, height * v],
            Birthplace::Top => [width * u, 0.0],
            Birthplace::Bottom => [width * u, height],
            Birthplace::Edge => match u * (width + height) * 2.0 {
                way if way < width => [way, 0.0],
                way if way < width + height => [width, way - width],
                way if way < width * 2.0 + height => [way - width - height, height],
                way => [0.0, way - width * 2.0 - height],
            },
            Birthplace::Ring => {
                let (sin, cos) = sin_cos(360.0 * u);
                let radius = width.min(height) / 2.0;
                [width / 2.0 + radius * sin, height / 2.0 - radius * cos]
            }
        }
    }
}

/// What is left to chance for one particle: whole numbers mixed, alike on every machine.
#[derive(Debug, Clone, Copy)]
struct Chance(u64);

impl Chance {
    fn new(seed: u64, round: u64, number: u64) -> Self {
        Self(mixed(mixed(mixed(seed).wrapping_add(round)).wrapping_add(number)))
    }

    /// The `which`-th throw, 0..1.
    fn part(self, which: u64) -> f64 {
        (mixed(self.0.wrapping_add(which)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Steele, Lea and Flood's SplitMix64.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From 0 to 1 over a length, softly; at once where there is none.
fn rise(at: f64, length: f64) -> f64 {
    if length <= 0.0 {
        return 1.0;
    }
    let x = (at / length).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

fn sin_cos(degrees: f64) -> (f64, f64) {
    let turned = degrees.to_radians();
    (libm::sin(turned), libm::cos(turned))
}
