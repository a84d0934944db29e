//! Values that move: constants, keyframes, and what the document's expressions compute.

use super::builder::Builder;
use crate::base::Rational;
use crate::project::expression::{FormedOf, Formula};
use crate::project::model::{Ease, Key, Moving};
use crate::project::moving;
use crate::project::place::Severity;
use crate::project::time::{self, Reach, Sense};
use crate::project::tree::Node;
use crate::project::values;

/// What moves under a key; keyframes with a `+` are moved by the layer's start.
pub(super) fn moving_value<T: FormedOf + Clone>(
    layer: &Node,
    key: &str,
    path: &str,
    start: Rational,
    builder: &mut Builder<'_>,
    read: impl Fn(&Node) -> Option<T>,
    default: T,
) -> Moving<T> {
    let Some(node) = layer.get(key) else { return Moving::Constant(default) };
    let path = format!("{path}.{key}");
    let Some(items) = moving::keyframes(node) else {
        return one(node, &path, builder, &read, &default).unwrap_or(Moving::Constant(default));
    };
    let mut keys: Vec<Key<Moving<T>>> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(written) = moving::written(item) else { continue };
        let time = match written.relative {
            true => time::parse_length(written.time, Reach::After(start), &builder.measures),
            false => time::parse(written.time, Sense::Position, &builder.measures),
        };
        let Ok(time) = time else { continue };
        let at = if written.relative { start.checked_add(time).unwrap_or(time) } else { time };
        let path = format!("{path}[{index}]");
        if keys.last().is_some_and(|before| at <= before.at) {
            if builder.guesses() {
                continue;
            }
            let message =
                format!("`{key}`: the keyframe at `{}` does not come after the one before", written.entry.key);
            let place = (written.entry.line, written.entry.column);
            let help = Some("keyframes stand in the order of their times".to_owned());
            builder.problem(Severity::Error, place, &path, message, help);
        }
        let ease = written.ease.as_ref().and_then(Node::scalar).and_then(values::ease).unwrap_or(Ease::Linear);
        if let Some(value) = one(&written.value, &path, builder, &read, &default) {
            keys.push(Key { at, value, ease });
        }
    }
    simplest(keys, default)
}

/// A value that is written as it is, or computed; one that always computes the same is as good as written.
fn one<T: FormedOf + Clone>(
    node: &Node,
    path: &str,
    builder: &Builder<'_>,
    read: &impl Fn(&Node) -> Option<T>,
    default: &T,
) -> Option<Moving<T>> {
    let Some(parts) = builder.formulas.get(path) else { return read(node).map(Moving::Constant) };
    let formula = Formula { parts: parts.clone(), usual: default.clone() };
    Some(match formula.always() {
        Some(value) => Moving::Constant(value),
        None => Moving::Formula(Box::new(formula)),
    })
}

/// Keys whose values all stand still are plain ones.
fn simplest<T: Clone>(keys: Vec<Key<Moving<T>>>, default: T) -> Moving<T> {
    if keys.is_empty() {
        return Moving::Constant(default);
    }
    let still = |key: &Key<Moving<T>>| match &key.value {
        Moving::Constant(value) => Some(Key { at: key.at, value: value.clone(), ease: key.ease }),
        _ => None,
    };
    match keys.iter().map(still).collect::<Option<Vec<_>>>() {
        Some(keys) => Moving::Keys(keys),
        None => Moving::Path(keys),
    }
}
