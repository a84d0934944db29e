//! Every key of the format is changed, one at a time, and exactly the chunks that show it change. The list is held against
//! the table of keys: a key without a line here fails.

mod beside;
mod document;
mod kinds;
mod layers;
mod studio;

use std::collections::BTreeSet;

use rushes::plan::Plan;
use rushes::project::table::{COMMON, EFFECTS, KINDS, Key, TOP, Type};

use studio::Studio;

/// A key by its path in the table, two documents' parts that differ in it, and what changes: digits are chunks of the
/// second film, `*` is all of them, `s` its sound.
pub type Row = (&'static str, &'static str, &'static str, &'static str);

/// Twenty seconds in five chunks; what is said of a layer is seen in the third one.
pub const HEAD: &str = "rushes: 1\ncanvas: { size: 320x180, fps: 10, duration: 20s }\n";

/// What is in the second plan that the first one has not.
pub fn changed(before: &Plan, after: &Plan) -> String {
    let known: BTreeSet<_> = before.chunks.iter().map(|chunk| chunk.key).collect();
    let new: Vec<_> =
        after.chunks.iter().filter(|chunk| !known.contains(&chunk.key)).map(|chunk| chunk.index).collect();
    let all = !new.is_empty() && new.len() == after.chunks.len();
    let sound = if before.sound == after.sound { "" } else { "s" };
    format!("{}{sound}", if all { "*".to_owned() } else { new.iter().map(ToString::to_string).collect() })
}

/// Plans both documents of every row; all that is not as the row says is told at once.
pub fn hold(rows: &[Row], document: impl Fn(&str, &str) -> String) {
    let studio = Studio::new();
    let mut wrong = Vec::new();
    let mut known: Option<(String, Plan)> = None;
    for (path, before, after, wanted) in rows {
        let text = document(path, before);
        let first = match known.take().filter(|(known, _)| *known == text) {
            Some((_, plan)) => Ok(plan),
            None => studio.try_plan(&text),
        };
        let both = first.and_then(|first| Ok((studio.try_plan(&document(path, after))?, first)));
        match both {
            Err(refused) => wrong.push(format!("{path}: `{before}` or `{after}`: {refused}")),
            Ok((second, first)) => {
                let found = changed(&first, &second);
                if found != *wanted {
                    wrong.push(format!("{path}: `{before}` and `{after}` differ in `{found}`, not in `{wanted}`"));
                }
                known = Some((text, first));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every built key of the table by its path. Gradients are gone into once.
fn paths() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    TOP.iter().for_each(|key| add("", key, &mut found));
    COMMON.iter().for_each(|key| add("layer.", key, &mut found));
    EFFECTS.iter().for_each(|key| add("effects.", key, &mut found));
    for kind in KINDS {
        add("", &kind.key, &mut found);
        kind.keys.iter().for_each(|key| add(&format!("{}.", kind.key.name), key, &mut found));
    }
    found
}

fn add(prefix: &str, key: &Key, found: &mut BTreeSet<String>) {
    if !key.built {
        return;
    }
    let path = format!("{prefix}{}", key.name);
    inside(&path, &key.ty, found);
    found.insert(path);
}

fn inside(path: &str, ty: &Type, found: &mut BTreeSet<String>) {
    match ty {
        Type::Map(keys) if path != "gradient" && keys.iter().any(|key| key.name == "stops") => {}
        Type::Map(keys) => keys.iter().for_each(|key| add(&format!("{path}."), key, found)),
        Type::List(item) | Type::Named(item) | Type::Pair(item) | Type::Triple(item) => inside(path, item, found),
        Type::Either(types) => types.iter().for_each(|ty| inside(path, ty, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_table_is_changed_here() {
    let tables =
        [document::DOCUMENT, document::SOUNDS, document::ANALYSIS, document::EXPORT, layers::ROWS, kinds::ROWS];
    let rows: BTreeSet<String> = tables.into_iter().flatten().map(|(path, ..)| (*path).to_owned()).collect();
    let table = paths();
    assert!(table.len() > 200, "{}", table.len());
    let missing: Vec<_> = table.difference(&rows).collect();
    assert!(missing.is_empty(), "no line says what these keys change: {missing:#?}");
    let unknown: Vec<_> = rows.difference(&table).collect();
    assert!(unknown.is_empty(), "no such keys: {unknown:#?}");
}
