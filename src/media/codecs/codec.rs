//! Which encoder makes a stream, with what was chosen of it.

use serde::{Deserialize, Serialize};

use super::recipe::Recipe;
use super::{Demanding, DnxHr, Ffv1, ProRes, Still, SvtAv1, Vp9, X264, X265};
use crate::media::hardware::Hardware;

/// An encoder of pictures with its choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VideoCodec {
    X264(X264),
    X265(X265),
    Vp9(Vp9),
    SvtAv1(SvtAv1),
    ProRes(ProRes),
    DnxHr(DnxHr),
    Ffv1(Ffv1),
    Still(Still),
    Hardware(Hardware),
    Demanding(Demanding),
}

impl VideoCodec {
    pub(in crate::media) fn recipe(&self) -> &dyn Recipe {
        match self {
            Self::X264(recipe) => recipe,
            Self::X265(recipe) => recipe,
            Self::Vp9(recipe) => recipe,
            Self::SvtAv1(recipe) => recipe,
            Self::ProRes(recipe) => recipe,
            Self::DnxHr(recipe) => recipe,
            Self::Ffv1(recipe) => recipe,
            Self::Still(recipe) => recipe,
            Self::Hardware(recipe) => recipe,
            Self::Demanding(recipe) => recipe,
        }
    }

    /// libav's name of the encoder.
    pub fn encoder(&self) -> &'static str {
        self.recipe().encoder()
    }

    /// libav's name of the codec.
    pub fn codec(&self) -> &'static str {
        self.recipe().codec()
    }

    /// Whether each frame stands alone, so that a cut may be anywhere.
    pub fn intra(&self) -> bool {
        self.recipe().intra()
    }
}
