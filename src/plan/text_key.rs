//! What decides a text's pixels, for a chunk's key.

use crate::base::facts::Facts;
use crate::project::model::{Dress, Length, RevealBy, Stretch, Text};

use super::key::{FontUse, KeyHasher};

/// Texts that are plain begin with this tag, those with more to them with the next one.
const PLAIN: u64 = 3;
const DRESSED: u64 = 6;
const REVEALED: u64 = 7;

impl KeyHasher {
    pub(super) fn text(&mut self, text: &Text, facts: &Facts) {
        match &text.dress {
            None => {
                self.number(PLAIN);
                self.letters(text, facts);
            }
            Some(dress) => {
                self.number(DRESSED);
                self.letters(text, facts);
                self.dress(dress);
            }
        }
    }

    /// Only as many units as are there: a frame later it may be the same picture.
    pub(super) fn revealed(&mut self, text: &Text, (by, units): (RevealBy, u32), facts: &Facts) {
        self.number(REVEALED);
        self.number(by as u64);
        self.number(u64::from(units));
        self.text(text, facts);
    }

    fn letters(&mut self, text: &Text, facts: &Facts) {
        self.bytes(text.text.as_bytes());
        self.number(text.font.len() as u64);
        for family in &text.font {
            self.bytes(family.as_bytes());
        }
        // The faces that these names lead to on this box.
        match facts.fonts.get(&FontUse::of(text).to_string()) {
            Some(hash) => self.bytes(hash.as_bytes()),
            None => self.number(0),
        }
        self.float(text.size);
        self.number(u64::from(text.weight));
        self.number(u64::from(text.italic));
        self.color(text.color);
        self.number(text.align as u64);
        self.float(text.line_height);
        match text.max_width {
            None => self.number(0),
            Some(length) => self.length(length),
        }
    }

    fn dress(&mut self, dress: &Dress) {
        self.number(u64::from(dress.stroke.is_some()));
        if let Some(stroke) = dress.stroke {
            self.float(stroke.width);
            self.color(stroke.color);
        }
        self.number(u64::from(dress.shadow.is_some()));
        if let Some(shadow) = dress.shadow {
            shadow.offset.into_iter().for_each(|part| self.float(part));
            self.float(shadow.blur);
            self.color(shadow.color);
        }
        self.number(u64::from(dress.plate.is_some()));
        if let Some(plate) = dress.plate {
            self.color(plate.color);
            self.float(plate.padding);
            self.length(plate.radius);
        }
        self.number(dress.stretches.len() as u64);
        dress.stretches.iter().for_each(|stretch| self.stretch(stretch));
    }

    fn stretch(&mut self, stretch: &Stretch) {
        let Stretch { from, to, font, size, weight, italic, underline, color } = stretch;
        self.number(*from as u64);
        self.number(*to as u64);
        self.bytes(font.as_deref().unwrap_or("").as_bytes());
        self.length(Length::Px(size.unwrap_or(-1.0)));
        self.number(u64::from(weight.unwrap_or(0)));
        self.number(italic.map_or(2, u64::from));
        self.number(u64::from(*underline));
        self.number(u64::from(color.is_some()));
        color.iter().for_each(|color| self.color(*color));
    }
}
