//! What layers that follow the sound, and swarms, add to a chunk's key: what is drawn of them, and nothing of how it was heard.

use super::key::KeyHasher;
use crate::base::facts::Facts;
use crate::project::model::{Length, Paint};
use crate::timeline::particles::Births;
use crate::timeline::scene::{SceneParticles, SceneSpectrum, SceneWaveform};

/// Above the tags of all contents.
const PICTURED: u64 = 7 << 32;

impl KeyHasher {
    pub(super) fn spectrum(&mut self, spectrum: &SceneSpectrum) {
        let SceneSpectrum { look, size, thickness, inner, heights, peaks } = spectrum;
        self.number(32);
        self.number(look.style as u64);
        self.number(u64::from(look.symmetric));
        size.iter().chain([thickness, inner, &look.fill]).for_each(|part| self.float(*part));
        [look.gap, look.radius, look.floor].into_iter().for_each(|length: Length| self.length(length));
        self.paint(&look.color);
        for values in [heights, peaks] {
            self.number(values.len() as u64);
            values.iter().for_each(|value| self.float(f64::from(*value)));
        }
    }

    pub(super) fn waveform(&mut self, waveform: &SceneWaveform) {
        let SceneWaveform { look, size, thickness, inner, points } = waveform;
        self.number(33);
        self.number(look.style as u64);
        size.iter().chain([thickness, inner]).for_each(|part| self.float(*part));
        self.paint(&look.color);
        self.number(points.len() as u64);
        points.iter().flatten().for_each(|value| self.float(f64::from(*value)));
    }

    pub(super) fn particles(&mut self, particles: &SceneParticles, facts: &Facts) {
        let SceneParticles { look, size, large, speed, direction, gravity, sway, glow, births } = particles;
        if let Some(image) = &look.image {
            self.number(PICTURED);
            self.source(facts, image);
        }
        self.number(34);
        for word in [look.shape as u64, look.from as u64, u64::from(look.add), u64::from(look.count), look.seed] {
            self.number(word);
        }
        let settled = size.iter().chain([large, speed, direction, gravity, sway, glow]);
        let steady = [look.life.to_f64(), look.spread, look.spin, look.vary, look.fade_in, look.fade_out];
        settled.chain(&steady).chain(&look.grow).for_each(|part| self.float(*part));
        self.number(look.colors.len() as u64);
        look.colors.iter().for_each(|color| self.color(*color));
        match births {
            Births::Always(time) => {
                self.number(0);
                self.float(*time);
            }
            Births::Bursts(bursts) => {
                self.number(1);
                self.number(bursts.len() as u64);
                for burst in bursts {
                    self.number(burst.number);
                    self.float(burst.since);
                    self.float(burst.strength);
                }
            }
        }
    }

    fn paint(&mut self, paint: &Paint) {
        match paint {
            Paint::Color(color) => {
                self.number(1);
                self.color(*color);
            }
            Paint::Gradient(gradient) => {
                self.number(2);
                self.gradient(gradient);
            }
        }
    }
}
