//! Where a film goes that is written picture by picture: a folder, and a name in it for every frame.
//!
//! `renders/shot` and `renders/shot/` are the folder, whose name its pictures take up: `shot_00000.png`. A last part with a
//! place for the number in it, `%05d` or `#####`, names the pictures in the folder before it. Numbers are those of the
//! export's frames, so the first one is 0.

use std::path::{Path, PathBuf};

/// Digits where nobody says how many.
const DIGITS: usize = 5;
const MOST_DIGITS: usize = 12;
/// A folder with more is one that no file manager opens.
pub const MOST_IMAGES: u64 = 300_000;

/// A folder of pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageNames {
    pub folder: PathBuf,
    before: String,
    digits: usize,
    after: String,
}

/// What is wrong with an output that should be a folder of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotImages {
    /// It ends like one file: `film.png`.
    OneFile,
    /// Its pictures would end otherwise than the preset's do.
    Ending,
    /// There is no folder before the name of the pictures.
    NoFolder,
    /// Not text, or with more than one place for a number.
    Unclear,
}

impl ImageNames {
    /// The pictures that `output` names, which end in `.{ending}`.
    pub fn of(output: &Path, ending: &str) -> Result<Self, NotImages> {
        let name = output.file_name().ok_or(NotImages::NoFolder)?;
        let Some(name) = name.to_str() else {
            // A folder may be called anything; its pictures then have names of their own.
            return Ok(Self::in_folder(output, "frame", ending));
        };
        let Some((before, digits, after)) = place_of_number(name)? else {
            let ends_like = output.extension().map(|found| found.to_string_lossy().to_lowercase());
            if ends_like.is_some_and(|found| is_ending(&found)) {
                return Err(NotImages::OneFile);
            }
            return Ok(Self::in_folder(output, name, ending));
        };
        let found = Path::new(&after).extension().or_else(|| Path::new(&after).file_name());
        let found = found.map(|found| found.to_string_lossy().trim_start_matches('.').to_lowercase());
        if !found.is_some_and(|found| same_ending(&found, ending)) {
            return Err(NotImages::Ending);
        }
        let folder = output.parent().filter(|folder| folder.file_name().is_some()).ok_or(NotImages::NoFolder)?;
        Ok(Self { folder: folder.to_path_buf(), before, digits, after })
    }

    fn in_folder(folder: &Path, name: &str, ending: &str) -> Self {
        let after = format!(".{ending}");
        // Without a slash behind it.
        let folder = folder.components().collect();
        Self { folder, before: format!("{name}_"), digits: DIGITS, after }
    }

    /// The file of frame `frame` of `count`; all have the same number of digits.
    pub fn name(&self, frame: u64, count: u64) -> String {
        let digits = self.digits.max(count.saturating_sub(1).to_string().len());
        format!("{}{frame:0digits$}{}", self.before, self.after)
    }

    /// Whether a file in the folder may be a picture of such a film.
    pub fn fits(&self, name: &str) -> bool {
        let number = name.strip_prefix(self.before.as_str()).and_then(|rest| rest.strip_suffix(self.after.as_str()));
        number.is_some_and(|number| {
            (1..=MOST_DIGITS).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
        })
    }
}

/// The name around `%d`, `%04d` or a run of `#`; `None` where there is none of these.
fn place_of_number(name: &str) -> Result<Option<(String, usize, String)>, NotImages> {
    let (start, end, digits) = if let Some(start) = name.find('%') {
        let rest = &name[start + 1..];
        let width = rest.find('d').ok_or(NotImages::Unclear)?;
        let digits = match &rest[..width] {
            "" => 1,
            said => said.parse::<usize>().map_err(|_| NotImages::Unclear)?,
        };
        (start, start + 1 + width + 1, digits)
    } else if let Some(start) = name.find('#') {
        let run = name[start..].bytes().take_while(|byte| *byte == b'#').count();
        (start, start + run, run)
    } else {
        return Ok(None);
    };
    let (before, after) = (&name[..start], &name[end..]);
    if after.contains(['%', '#']) || !(1..=MOST_DIGITS).contains(&digits) {
        return Err(NotImages::Unclear);
    }
    Ok(Some((before.to_owned(), digits, after.to_owned())))
}

/// How files end whose name would mean a file and not a folder.
fn is_ending(found: &str) -> bool {
    matches!(
        found,
        "png"
            | "jpg"
            | "jpeg"
            | "tif"
            | "tiff"
            | "exr"
            | "gif"
            | "webp"
            | "mp4"
            | "mov"
            | "mkv"
            | "webm"
            | "m4a"
            | "wav"
    )
}

/// `jpeg` and `tif` are spellings, not other files.
fn same_ending(found: &str, ending: &str) -> bool {
    let plain = |word: &str| match word {
        "jpeg" => "jpg".to_owned(),
        "tiff" => "tif".to_owned(),
        other => other.to_owned(),
    };
    plain(found) == plain(ending)
}
