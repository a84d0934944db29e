//! Which faces stand behind a font list. The bundled family is the last of every list, so that text always has a face, and the
//! same one on every box.

use std::borrow::Cow;
use std::sync::Arc;

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::{FontFamily, FontFamilyName};

/// The family that comes with the program.
pub const BUNDLED_FAMILY: &str = "Inter";

/// The bundled files are registered under this name, so that a copy of the family on the box is never taken for them.
const BUNDLED_NAME: &str = "rushes bundled Inter";

pub(in crate::compose) const FILES: [&[u8]; 4] = [
    include_bytes!("fonts/Inter-Regular.otf"),
    include_bytes!("fonts/Inter-Italic.otf"),
    include_bytes!("fonts/Inter-Bold.otf"),
    include_bytes!("fonts/Inter-BoldItalic.otf"),
];

/// The fonts to choose from: only the bundled ones, or those of the box too.
pub(super) fn fonts(of_the_box: bool) -> FontContext {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: of_the_box });
    let name = parley::fontique::FontInfoOverride { family_name: Some(BUNDLED_NAME), ..Default::default() };
    for file in FILES {
        collection.register_fonts(Blob::new(Arc::new(file)), Some(name));
    }
    FontContext { collection, source_cache: SourceCache::default() }
}

/// Whether the bundled family is meant: by its name, or by asking for any sans-serif.
fn bundled(name: &str) -> bool {
    ["inter", "sans-serif", "system-ui", "ui-sans-serif"].iter().any(|ours| name.trim().eq_ignore_ascii_case(ours))
}

/// Whether the list can be served without looking at the fonts of the box.
pub(super) fn bundled_comes_first(names: &[String]) -> bool {
    names.first().is_none_or(|first| bundled(first))
}

/// The list as the layout engine takes it, the bundled family at its end.
pub(super) fn family(names: &[String]) -> FontFamily<'static> {
    let mut list: Vec<FontFamilyName<'static>> = Vec::with_capacity(names.len() + 1);
    for name in names {
        if bundled(name) {
            list.push(FontFamilyName::named(BUNDLED_NAME));
        } else {
            // Only what a generic family is called is not taken as a name.
            match FontFamilyName::parse(name) {
                Some(FontFamilyName::Generic(generic)) => list.push(FontFamilyName::Generic(generic)),
                _ => list.push(FontFamilyName::Named(Cow::Owned(name.clone()))),
            }
        }
    }
    list.push(FontFamilyName::named(BUNDLED_NAME));
    FontFamily::List(Cow::Owned(list))
}

/// Names of the list that no font of the box answers to.
pub(super) fn missing(names: &[String], fonts: &mut FontContext) -> Vec<String> {
    let generic = |name: &str| matches!(FontFamilyName::parse(name), Some(FontFamilyName::Generic(_)));
    let absent = |name: &&String| !bundled(name) && !generic(name) && fonts.collection.family_id(name.trim()).is_none();
    names.iter().filter(absent).cloned().collect()
}

/// The family of the list that a font file belongs to; empty where it is none of them.
pub(super) fn family_of(file: u64, names: &[String], fonts: &mut FontContext) -> String {
    let FontContext { collection, source_cache } = fonts;
    for name in names.iter().map(String::as_str).chain([BUNDLED_NAME]) {
        let Some(family) = collection.family_by_name(name.trim()) else { continue };
        if family.fonts().iter().any(|font| font.load(Some(source_cache)).is_some_and(|data| data.id() == file)) {
            return if name == BUNDLED_NAME { BUNDLED_FAMILY } else { family.name() }.to_owned();
        }
    }
    String::new()
}
