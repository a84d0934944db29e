//! Swarms over time, against the formula written down once more.

use rushes::base::Rational;
use rushes::base::facts::Facts;
use rushes::timeline::particles::{Births, Burst, Particle};
use rushes::timeline::scene::SceneParticles;
use rushes::timeline::{Scene, SceneContent, Timeline};

use crate::support::ears::{FakeEars, ears};
use crate::support::films;

fn swarm_with(head: &str, keys: &str, milliseconds: i64) -> SceneParticles {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 800x600, fps: 30, duration: 30s }}\naudio: [ {{ source: tune.wav }} ]\n{head}layers: [ {{ particles: {{ {keys} }}, at: 1s }} ]\n"
    );
    let project = films::project(&text);
    let fake = FakeEars { onsets: &[(2.0, 1.0), (3.5, 0.5)], ..FakeEars::default() };
    let timeline = Timeline::with_ears(&project, &Facts::default(), &project.exports[0], &ears(fake));
    let mut scene = Scene::default();
    timeline.scene_at(Rational::new(milliseconds, 1000), &mut scene);
    match scene.layers.remove(0).content {
        SceneContent::Particles(particles) => *particles,
        other => panic!("{other:?}"),
    }
}

fn swarm(keys: &str, milliseconds: i64) -> SceneParticles {
    swarm_with("", keys, milliseconds)
}

fn all(swarm: &SceneParticles) -> Vec<Particle> {
    let mut found = Vec::new();
    swarm.each(|one| found.push(one));
    found
}

fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The `which`-th throw for a particle in one of its rounds.
fn thrown(seed: u64, round: u64, number: u64, which: u64) -> f64 {
    let own = mixed(mixed(mixed(seed).wrapping_add(round)).wrapping_add(number));
    (mixed(own.wrapping_add(which)) >> 11) as f64 / 9_007_199_254_740_992.0
}

#[test]
fn a_particle_is_where_its_seed_and_the_time_say() {
    let keys = "count: 50, seed: 7, size: 10px, speed: 60px, direction: 30, spread: 90, gravity: 20px, life: 2s, vary: 0, fade_in: 0, fade_out: 0";
    let found = all(&swarm(keys, 6300));
    assert_eq!(found.len(), 50);
    for (number, one) in (0..).zip(&found) {
        let rounds: f64 = 5.3 / 2.0 + thrown(7, u64::MAX, number, 0);
        let age = (rounds - rounds.floor()) * 2.0;
        let own = |which| thrown(7, rounds as u64, number, which);
        let angle = (30.0 + 90.0 * (own(2) - 0.5)).to_radians();
        let wanted =
            [800.0 * own(8) + 60.0 * angle.sin() * age, 600.0 * own(9) - 60.0 * angle.cos() * age + 10.0 * age * age];
        let off = (one.at[0] - wanted[0]).abs().max((one.at[1] - wanted[1]).abs());
        assert!(off < 1e-6, "{number}: {:?}, not {wanted:?}", one.at);
        assert_eq!((one.size, one.light), (10.0, 1.0));
    }
}

#[test]
fn a_swarm_moves_steadily_and_changes_by_its_seed_alone() {
    let keys = |seed: u32| format!("count: 300, seed: {seed}, speed: 60px, vary: 0");
    let (now, next) = (all(&swarm(&keys(1), 5000)), all(&swarm(&keys(1), 5010)));
    // All but the few that were born meanwhile have gone 0.6 px.
    let far = |a: &Particle, b: &Particle| (a.at[0] - b.at[0]).hypot(a.at[1] - b.at[1]);
    let steady = now.iter().filter(|one| next.iter().any(|other| (far(one, other) - 0.6).abs() < 1e-6)).count();
    assert!(steady > 290, "{steady}");
    assert_eq!(now, all(&swarm(&keys(1), 5000)));
    assert_ne!(now, all(&swarm(&keys(2), 5000)));
}

#[test]
fn each_comes_and_goes_softly_within_its_life() {
    let lights: Vec<f64> = (0..200)
        .flat_map(|step| all(&swarm("count: 1, life: 2s, vary: 0, fade_in: 0.25, fade_out: 0.5", 1000 + step * 10)))
        .map(|one| one.light)
        .collect();
    let step = lights.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(0.0, f64::max);
    assert!(step < 0.05, "{step}");
    assert!(lights.contains(&1.0) && lights.iter().any(|light| *light < 0.01));
}

#[test]
fn they_are_born_where_it_is_said() {
    let keys = |from: &str| format!("count: 400, from: {from}, speed: 0px, width: 400px, height: 200px");
    let check = |from: &str, inside: &dyn Fn(f64, f64) -> bool| {
        for one in all(&swarm(&keys(from), 4000)) {
            let [x, y] = one.at;
            assert!(inside(x, y), "{from}: {x}, {y}");
        }
    };
    let within = |at: f64, most: f64| (0.0..=most).contains(&at);
    check("area", &|x, y| within(x, 400.0) && within(y, 200.0));
    check("point", &|x, y| (x, y) == (200.0, 100.0));
    check("left", &|x, y| x == 0.0 && within(y, 200.0));
    check("right", &|x, y| x == 400.0 && within(y, 200.0));
    check("top", &|x, y| y == 0.0 && within(x, 400.0));
    check("bottom", &|x, y| y == 200.0 && within(x, 400.0));
    check("edge", &|x, y| (x == 0.0 || x == 400.0 || y == 0.0 || y == 200.0) && within(x, 400.0) && within(y, 200.0));
    check("ring", &|x, y| ((x - 200.0).hypot(y - 100.0) - 100.0).abs() < 1e-9);
    let lefts = all(&swarm(&keys("edge"), 4000)).iter().filter(|one| one.at[0] == 0.0).count();
    assert!((30..110).contains(&lefts), "a sixth of all, {lefts}");
}

#[test]
fn bursts_come_with_beats_and_with_sudden_beginnings() {
    let burst = |number, since, strength| Burst { number, since, strength };
    let near = |found: &Births, wanted: &[Burst]| {
        let Births::Bursts(found) = found else { panic!("{found:?}") };
        let alike =
            |a: &Burst, b: &Burst| a.number == b.number && (a.since - b.since).abs() < 1e-9 && a.strength == b.strength;
        assert!(found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| alike(a, b)), "{found:?}");
    };
    // 120 beats a minute: at 4.6 s the last ones were 0.1, 0.6 and 1.1 s ago.
    let beats = |life: &str| swarm_with("tempo: { bpm: 120 }\n", &format!("born: beats, life: {life}"), 4600).births;
    near(&beats("1s"), &[burst(9, 0.1, 1.0), burst(8, 0.6, 1.0)]);
    near(&beats("1.2s"), &[burst(9, 0.1, 1.0), burst(8, 0.6, 1.0), burst(7, 1.1, 1.0)]);
    let heard = swarm("born: onsets, life: 2s, count: 40, from: point, fade_in: 0, speed: 100px", 3700);
    near(&heard.births, &[burst(3500, 0.2, 0.5), burst(2000, 1.7, 1.0)]);
    // Half as many of the weaker one, and each keeps its way.
    let found = all(&heard);
    assert_eq!(found.len(), 60);
    let later = all(&swarm("born: onsets, life: 2s, count: 40, from: point, fade_in: 0, speed: 100px", 3900));
    for (now, then) in found.iter().zip(&later) {
        let [x, y] = [0, 1].map(|axis| now.at[axis] + now.velocity[axis] * 0.2 - then.at[axis]);
        assert!(x.hypot(y) < 1e-6, "{now:?} {then:?}");
    }
    assert!(all(&swarm_with("", "born: onsets", 1500)).is_empty());
}
