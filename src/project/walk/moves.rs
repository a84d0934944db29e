//! Values that move against the table: keyframes and expressions.

use super::scalar;
use super::walker::{Walk, join, last};
use crate::project::expected::expected;
use crate::project::expression::{self, Part, Wanted};
use crate::project::moving::{self, Written};
use crate::project::place::Severity;
use crate::project::table::{Key, Type};
use crate::project::time::{self, Sense};
use crate::project::tree::{Node, Origin, Value};
use crate::project::values;

/// So many are told that they follow a sound that is not there.
const MOST_DEAF: usize = 20;

impl Walk<'_> {
    /// The value of a key that may move; false where it stands still.
    pub(super) fn moves(&mut self, node: &Node, key: &Key, path: &str) -> bool {
        let frames = moving::keyframes(node);
        match frames {
            Some(items) => self.keyframes(items, key, path),
            None if has_expression(node) => self.formula(node, &key.ty, path),
            None => return false,
        }
        true
    }

    fn keyframes(&mut self, items: &[Node], key: &Key, path: &str) {
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let Some(frame) = moving::written(item) else {
                let message =
                    format!("`{}`: a keyframe is `time: value`, or `time: {{ to: value, ease: NAME }}`", key.name);
                self.error(item.line, item.column, &path, message, None);
                continue;
            };
            self.keyframe(&frame, key, &path);
        }
    }

    fn keyframe(&mut self, frame: &Written<'_>, key: &Key, path: &str) {
        let sense = if frame.relative { Sense::Length } else { Sense::Position };
        if let Err(message) = time::parse(frame.time, sense, &self.measures) {
            let help = None;
            self.error(frame.entry.line, frame.entry.column, path, format!("`{}`: {message}", key.name), help);
        }
        for unknown in &frame.unknown {
            self.unknown(unknown, ["to", "ease"].into_iter(), &join(path, &unknown.key), "a keyframe");
        }
        if let Some(ease) = &frame.ease {
            self.check(ease, &Type::Ease, &join(path, "ease"));
        }
        if has_expression(&frame.value) {
            self.formula(&frame.value, &key.ty, path);
        } else {
            self.check(&frame.value, &key.ty, path);
        }
    }

    /// An expression, or a list in which some values are one.
    fn formula(&mut self, node: &Node, ty: &Type, path: &str) {
        let parts: Option<Vec<Part>> = match &node.value {
            Value::List(items) => match member(ty, items.len()) {
                Some(ty) => {
                    // Each is looked at, be the one before it right or wrong.
                    let parts: Vec<Option<Part>> = items.iter().map(|item| self.part(item, ty, path)).collect();
                    parts.into_iter().collect()
                }
                None => {
                    self.check(node, ty, path);
                    return;
                }
            },
            _ => {
                if !expression_fits(ty) {
                    let help = match member(ty, 2).or_else(|| member(ty, 3)) {
                        Some(_) => "give each value its own: `[\"= …\", \"= …\"]`",
                        None => "an expression gives a number",
                    };
                    let message = format!("`{}`: found an expression, expected {}", last(path), expected(ty));
                    self.error(node.line, node.column, path, message, Some(help.to_owned()));
                    return;
                }
                self.part(node, ty, path).map(|part| vec![part])
            }
        };
        if let Some(parts) = parts {
            self.formulas.insert(path.to_owned(), parts);
        }
    }

    fn part(&mut self, node: &Node, ty: &Type, path: &str) -> Option<Part> {
        let wanted = Wanted::of(ty)?;
        let Some(text) = node.scalar().filter(|_| moving::is_expression(node)) else {
            self.check(node, ty, path);
            return constant(node.scalar()?, wanted);
        };
        if node.variable == Some(Origin::Unknown) {
            return None;
        }
        match expression::compile(text, wanted, &self.scope) {
            Ok(compiled) => {
                if let Some(byte) = compiled.hears {
                    self.heard(node, byte, path);
                }
                Some(compiled.part)
            }
            Err(wrong) => {
                let (line, column) = self.place_in(node, wrong.at);
                let message = format!("`{}`: {}", last(path), wrong.message);
                self.error(line, column, path, message, wrong.help);
                None
            }
        }
    }

    /// Where a byte of an expression stands in the document. To find it costs as much as the document is long: it is only
    /// asked for what is told.
    fn place_in(&self, node: &Node, byte: usize) -> (usize, usize) {
        let Some(text) = node.scalar().filter(|_| !self.full()) else { return (node.line, node.column) };
        let (line, column, vars) = (node.line, node.column, &self.scope.vars);
        expression::place_of(&expression::Written { document: self.text, line, column, text, vars }, byte)
    }

    fn heard(&mut self, node: &Node, byte: usize, path: &str) {
        if path.starts_with("audio[") || path.ends_with(".sound") {
            let (line, column) = self.place_in(node, byte);
            let message = format!("`{}`: a sound can't follow what is heard of it", last(path));
            self.error(line, column, path, message, None);
            return;
        }
        self.hears = true;
        // Said of the first few: where the sound is still to come, all that follows it is as silent.
        if !self.sound && self.deaf < MOST_DEAF {
            self.deaf += 1;
            let (line, column) = self.place_in(node, byte);
            let message = format!("`{}` follows the sound, but the project has none: what is heard is 0", last(path));
            let help = Some("name one under `audio:`".to_owned());
            self.problem(Severity::Warning, line, column, path, message, help);
        }
    }
}

/// Whether a value, or one of a list, is written as an expression.
fn has_expression(node: &Node) -> bool {
    moving::is_expression(node) || node.list().is_some_and(|items| items.iter().any(moving::is_expression))
}

/// Whether one expression alone stands for a whole value of this type.
pub fn expression_fits(ty: &Type) -> bool {
    match ty {
        Type::Either(types) => types.iter().any(expression_fits),
        _ => scalar::is_scalar(ty) && Wanted::of(ty).is_some(),
    }
}

/// What each of so many values is, where a list of them is a value of this type.
fn member(ty: &Type, count: usize) -> Option<&Type> {
    match (ty, count) {
        (Type::Pair(item), 2) | (Type::Triple(item), 3) => Some(item),
        (Type::Either(types), _) => types.iter().find_map(|ty| member(ty, count)),
        _ => None,
    }
}

fn constant(text: &str, wanted: Wanted) -> Option<Part> {
    match wanted {
        Wanted::Number { .. } => values::number(text).map(Part::constant),
        Wanted::Quantity(quantity) => values::quantity(text, quantity).map(Part::constant),
        Wanted::Length { .. } => values::length(text).map(Part::length),
    }
}
