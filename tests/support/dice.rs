//! Chance that can be had again: the same seed, the same throws.

#![expect(clippy::print_stderr, reason = "a seed to repeat a failure with")]

pub struct Dice(u64);

impl Dice {
    /// From `RUSHES_SEED`, or else the time; told, so that what went wrong can be done again.
    pub fn thrown(what: &str) -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let said = std::env::var("RUSHES_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = said.unwrap_or(u64::from(now.subsec_nanos()));
        eprintln!("{what}: RUSHES_SEED={seed}");
        Self(seed)
    }

    pub fn fixed(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

/// How many times something is tried: a few by themselves, more where the environment says so.
pub fn times(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
