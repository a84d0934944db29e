//! Which encoder a document asks for.

/// The encoder that is to make an export's pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum EncoderWish {
    /// The software's, whose bytes can be made again.
    #[default]
    Auto,
    Software,
    /// One in a graphics device where one works, else the software's.
    Hardware,
    /// One in a graphics device, by its maker (`nvenc`) or libav's own name (`h264_nvenc`); no other.
    Named(String),
}

impl EncoderWish {
    /// As a document says it; `None` for the names of software encoders.
    pub fn of(word: &str) -> Option<Self> {
        const SOFTWARE: [&str; 4] = ["x264", "x265", "svtav1", "vpx"];
        match word {
            "auto" => Some(Self::Auto),
            "software" => Some(Self::Software),
            "hardware" => Some(Self::Hardware),
            _ if SOFTWARE.contains(&word) || word.starts_with("lib") => None,
            _ => Some(Self::Named(word.to_owned())),
        }
    }
}
