//! What a file of high dynamic range says of the screen that it was made for.

/// The screen's colours and light, and how bright the pictures get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screen {
    pub primaries: Primaries,
    /// Its brightest and darkest light, in cd/m².
    pub luminance: [f64; 2],
    /// The brightest pixel, in cd/m².
    pub max_light: u32,
    /// The brightest mean of a frame, in cd/m².
    pub average_light: u32,
}

/// The colours that a screen can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Primaries {
    /// What nearly all screens on which such films are made show.
    DisplayP3,
    Bt2020,
    Bt709,
}

impl Primaries {
    pub const ALL: [Self; 3] = [Self::DisplayP3, Self::Bt2020, Self::Bt709];

    /// As a document writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::DisplayP3 => "p3",
            Self::Bt2020 => "bt2020",
            Self::Bt709 => "bt709",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|primaries| primaries.word() == word)
    }
}
