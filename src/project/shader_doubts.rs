//! What is wrong with shaders and the values that a document gives them.

use std::path::Path;

use super::model::{Layer, Moving};
use super::nearest::nearest;
use super::place::{Place, Problem, Severity};
use super::shader::{GivenInput, GivenValue, ShaderUse, UsedAs, shaders_of};
use super::verdict::{Judge, name_of};
use crate::base::facts::Content;
use crate::base::shader_facts::{ShaderFacts, ShaderInputKind, ShaderMistake, ShaderRole};

impl Judge<'_> {
    /// The shaders of one layer.
    pub(super) fn shaders(&mut self, layer: &Layer, inside: bool) {
        for (used, purpose) in shaders_of(layer) {
            self.shader(used, purpose, inside);
        }
    }

    fn shader(&mut self, used: &ShaderUse, purpose: UsedAs, inside: bool) {
        let (at, path) = (&used.place, used.place.path.as_str());
        let Some(facts) = self.source(&used.file, at, path) else { return };
        let name = name_of(&used.file, self.project);
        let shader = match &facts.content {
            Content::Shader(shader) => shader,
            Content::BrokenShader(mistake) => return self.mistaken(used, mistake),
            _ => return self.say(Severity::Error, at, path, format!("`{name}` is no shader"), None),
        };
        if let Some((message, help)) = misused(&name, shader.role, purpose) {
            self.say(Severity::Error, at, path, message, Some(help));
            return;
        }
        if shader.stateful && (inside || purpose == UsedAs::Transition) {
            let where_not = if inside { "projects shown in another" } else { "transitions" };
            let message = format!("`{name}` keeps pictures from frame to frame, which {where_not} can't");
            self.say(
                Severity::Error,
                at,
                path,
                message,
                Some("as a layer or an effect of the outermost project it can"),
            );
        }
        for picture in &shader.pictures {
            if let Some(facts) = self.source(picture, at, path)
                && !is_picture(&facts.content)
            {
                let message =
                    format!("`{}`, which `{name}` brings along, is no picture", name_of(picture, self.project));
                self.say(Severity::Error, at, path, message, None);
            }
        }
        for given in &used.inputs {
            self.input(given, shader, &name);
        }
    }

    /// Told in the shader's own file, once, however often it is used.
    fn mistaken(&mut self, used: &ShaderUse, mistake: &ShaderMistake) {
        if !self.said.insert(mistake.file.clone()) {
            return;
        }
        let ShaderMistake { file, line, column, message } = mistake;
        let (path, file) = (used.place.path.clone(), file.clone());
        let (line, column, message) = ((*line).max(1), *column, message.clone());
        self.tell(Problem { severity: Severity::Error, file, line, column, path, message, help: None });
    }

    fn input(&mut self, given: &GivenInput, shader: &ShaderFacts, name: &str) {
        let (at, path) = (&given.place, given.place.path.as_str());
        let Some(input) = shader.input(&given.name) else {
            let names: Vec<&str> = shader.inputs.iter().map(|input| input.name.as_str()).collect();
            let help = match nearest(&given.name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "it has none".to_owned(),
                None => {
                    format!("it has {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
                }
            };
            let message = format!("`{name}` has no input `{}`", given.name);
            return self.say(Severity::Error, at, path, message, Some(&help));
        };
        if let (ShaderInputKind::Image, Some(file)) = (&input.kind, &given.file)
            && given.value_is_a_file()
        {
            self.picture(file, at, path);
            return;
        }
        if let Some((message, help)) = wrong_value(given, &input.kind) {
            self.say(Severity::Error, at, path, format!("`{}`: {message}", given.name), help.as_deref());
        }
    }

    fn picture(&mut self, file: &Path, at: &Place, path: &str) {
        let Some(facts) = self.source(file, at, path) else { return };
        let name = name_of(file, self.project);
        if facts.video().is_some() && !is_picture(&facts.content) {
            let help = "to change a video, use the shader under the `effects:` of a `video:` layer";
            let message = format!("`{name}` is a video; inputs take pictures that stand still");
            self.say(Severity::Error, at, path, message, Some(help));
        } else if !is_picture(&facts.content) {
            let help = "inputs take PNG, JPEG, WebP, GIF and SVG";
            self.say(Severity::Error, at, path, format!("`{name}` is no picture"), Some(help));
        }
    }
}

fn is_picture(content: &Content) -> bool {
    matches!(content, Content::Image { .. } | Content::Animation(_) | Content::Drawing { .. })
}

impl GivenInput {
    /// Whether it is a file's name, should a file be wanted.
    fn value_is_a_file(&self) -> bool {
        self.text.is_some() && !matches!(self.value, GivenValue::Point(_))
    }
}

/// What a shader of a role is no good for.
fn misused(name: &str, role: ShaderRole, purpose: UsedAs) -> Option<(String, &'static str)> {
    let wanted = match purpose {
        UsedAs::Layer => ShaderRole::Generator,
        UsedAs::Effect => ShaderRole::Filter,
        UsedAs::Transition => ShaderRole::Transition,
    };
    if role.serves(wanted) {
        return None;
    }
    let (is, help) = match role {
        ShaderRole::Filter => ("changes a picture", "use it under a layer's `effects:`"),
        ShaderRole::Transition => {
            ("leads from one picture to another", "use it as `transition: { kind: shader, shader: … }`")
        }
        ShaderRole::Generator | ShaderRole::Either => {
            ("makes a picture from nothing", "use it as a layer: `shader: …`")
        }
    };
    let use_as = match purpose {
        UsedAs::Layer => "layer",
        UsedAs::Effect => "effect",
        UsedAs::Transition => "transition",
    };
    Some((format!("`{name}` {is}, so that it is no {use_as}"), help))
}

/// What is wrong with a value for an input of such a kind.
fn wrong_value(given: &GivenInput, kind: &ShaderInputKind) -> Option<(String, Option<String>)> {
    let found = || given.text.as_ref().map_or_else(|| shape(&given.value).to_owned(), |text| format!("`{text}`"));
    let expected = |what: &str| Some((format!("found {}, expected {what}", found()), None));
    let between = |values: Vec<f64>, least: Option<f64>, most: Option<f64>| {
        let out = values
            .iter()
            .any(|value| least.is_some_and(|least| *value < least) || most.is_some_and(|most| *value > most));
        out.then(|| (format!("is out of its range, {}", range(least, most)), None))
    };
    match (kind, &given.value) {
        (ShaderInputKind::Sound, _) => Some(("is fed by the project's sound and can't be set".to_owned(), None)),
        (ShaderInputKind::Event | ShaderInputKind::Bool, GivenValue::Truth(_)) => None,
        (ShaderInputKind::Event | ShaderInputKind::Bool, GivenValue::Number(moving)) => {
            between(settled(moving), Some(0.0), Some(1.0))
        }
        (ShaderInputKind::Event | ShaderInputKind::Bool, _) => expected("`true` or `false`"),
        (ShaderInputKind::Float { min, max }, GivenValue::Number(moving)) => between(settled(moving), *min, *max),
        (ShaderInputKind::Float { .. }, _) => expected("a number"),
        (ShaderInputKind::Long { min, max, values, labels }, value) => {
            let word = given.text.as_deref().unwrap_or_default();
            if labels.iter().any(|label| label.eq_ignore_ascii_case(word)) {
                return None;
            }
            match value {
                GivenValue::Number(moving) if values.is_empty() => {
                    between(settled(moving), min.map(f64::from), max.map(f64::from))
                }
                GivenValue::Number(moving)
                    if settled(moving).iter().all(|number| values.iter().any(|value| f64::from(*value) == *number)) =>
                {
                    None
                }
                _ if values.is_empty() => expected("a whole number"),
                _ => {
                    let near = nearest(word, labels.iter().map(String::as_str));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    Some((format!("found {}, expected one of {}", found(), choices(values, labels)), help))
                }
            }
        }
        (ShaderInputKind::Point { min, max }, GivenValue::Point(moving)) => {
            let points = moving_values(moving);
            (0..2).find_map(|axis| {
                let of = |bound: &Option<[f64; 2]>| bound.map(|bound| bound[axis]);
                between(points.iter().map(|point| point[axis]).collect(), of(min), of(max))
            })
        }
        (ShaderInputKind::Point { .. }, _) => expected("a point `[x, y]`"),
        (ShaderInputKind::Color, GivenValue::Color(_)) => None,
        (ShaderInputKind::Color, _) => expected("a colour like `\"#ff5a1f\"` or `red`"),
        (ShaderInputKind::Image, _) => expected("a picture's file"),
    }
}

fn settled(moving: &Moving<f64>) -> Vec<f64> {
    moving_values(moving)
}

/// Every value that is written.
fn moving_values<T: Copy>(moving: &Moving<T>) -> Vec<T> {
    match moving {
        Moving::Constant(value) => vec![*value],
        Moving::Keys(keys) => keys.iter().map(|key| key.value).collect(),
        Moving::Path(keys) => keys.iter().flat_map(|key| moving_values(&key.value)).collect(),
        // What is computed is kept within bounds when it is.
        Moving::Formula(_) => Vec::new(),
    }
}

fn shape(value: &GivenValue) -> &'static str {
    match value {
        GivenValue::Number(_) => "numbers",
        GivenValue::Truth(_) => "truths",
        GivenValue::Color(_) => "colours",
        GivenValue::Point(_) => "points",
        GivenValue::Word => "a word",
    }
}

fn range(least: Option<f64>, most: Option<f64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} and above"),
        (None, Some(most)) => format!("up to {most}"),
        (None, None) => "any".to_owned(),
    }
}

fn choices(values: &[i32], labels: &[String]) -> String {
    let one = |(index, value): (usize, &i32)| match labels.get(index) {
        Some(label) => format!("`{label}` ({value})"),
        None => format!("`{value}`"),
    };
    values.iter().enumerate().map(one).collect::<Vec<_>>().join(", ")
}
