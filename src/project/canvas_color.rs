//! What a canvas's values mean.

/// How the values of a canvas stand for light. Colours and pictures of standard range are brought to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CanvasColor {
    /// Gamma-encoded sRGB.
    #[default]
    Srgb,
    /// BT.2100 hybrid log-gamma in BT.2020 primaries.
    Hlg,
    /// BT.2100 perceptual quantisation in BT.2020 primaries.
    Pq,
}

impl CanvasColor {
    pub const ALL: [Self; 3] = [Self::Srgb, Self::Hlg, Self::Pq];

    /// As a document writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::Hlg => "hlg",
            Self::Pq => "pq",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.word() == word)
    }

    /// Bits that samples need at the least, so that no steps are seen.
    pub fn bits(self) -> u32 {
        if self == Self::Srgb { 8 } else { 10 }
    }
}
