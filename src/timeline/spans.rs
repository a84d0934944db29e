//! Many spans of time in the order in which they begin, found by time without going through those before: one that lasts
//! for hours makes none of the others dearer to find.

/// Spans, or what was put together of them, that are looked at as one.
const TOGETHER: usize = 32;

/// When each span ends, and the latest end of every [`TOGETHER`] of them, of every so many of those, and so on.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends {
    levels: Vec<Vec<f64>>,
}

impl Ends {
    pub fn new(ends: Vec<f64>) -> Self {
        let mut levels = vec![ends];
        while let Some(last) = levels.last().filter(|last| last.len() > TOGETHER) {
            let latest = |ends: &[f64]| ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let above = last.chunks(TOGETHER).map(latest).collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// Shows, in their order, those of the first `count` spans that end at `from` or later.
    pub fn since(&self, from: f64, count: usize, show: &mut dyn FnMut(usize)) {
        let top = self.levels.len().saturating_sub(1);
        let whole = self.levels.get(top).map_or(0, Vec::len);
        self.within((top, 0..whole), from, count, show);
    }

    fn within(
        &self,
        (level, range): (usize, std::ops::Range<usize>),
        from: f64,
        count: usize,
        show: &mut dyn FnMut(usize),
    ) {
        let wide = TOGETHER.saturating_pow(level as u32);
        let Some(ends) = self.levels.get(level) else { return };
        for (index, end) in ends.iter().enumerate().take(range.end).skip(range.start) {
            if index * wide >= count {
                return;
            }
            if *end < from {
                continue;
            }
            match level.checked_sub(1) {
                None => show(index),
                Some(below) => self.within((below, index * TOGETHER..(index + 1) * TOGETHER), from, count, show),
            }
        }
    }
}
