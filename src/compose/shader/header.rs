//! The description at the head of an ISF file: its inputs, passes and pictures, as JSON in the first comment.

use serde_json::{Map, Value};

use super::annotations::{MOST_INPUTS, is_name};
use super::fault::ShaderFault;
use super::program::{Input, InputKind, Pass};
use super::size::SizeExpr;

const MOST_PASSES: usize = 64;
const MOST_IMPORTS: usize = 32;
/// Columns that the sound has at most.
const MOST_COLUMNS: u32 = 1024;
const COLUMNS: u32 = 512;
/// Room for the largest values that a label says.
const LONGEST_NAME: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Header {
    /// As they stand there, with the pictures and the progress that the host gives.
    pub inputs: Vec<Input>,
    pub passes: Vec<Pass>,
    /// Names and paths.
    pub imported: Vec<(String, String)>,
    /// Where the header ends in the text.
    pub end: usize,
}

/// Reads the header. The text begins with a comment.
pub(super) fn header(text: &str) -> Result<Header, ShaderFault> {
    let open = text.find("/*").unwrap_or(0);
    let Some(length) = text[open..].find("*/") else {
        return Err(ShaderFault::at(text, open as u32, "the description in the first comment does not end".to_owned()));
    };
    let inside = &text[open..open + length];
    let start = open + inside.find('{').unwrap_or(0);
    let end = open + inside.rfind('}').map_or(length, |at| at + 1);
    let json = &text[start..end.max(start)];
    let value: Value = serde_json::from_str(json).map_err(|error| {
        let line_start: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = start + line_start + error.column().saturating_sub(1);
        let message = error.to_string();
        let why = message.split(" at line ").next().unwrap_or_default();
        ShaderFault::at(text, at as u32, format!("the description is not right as JSON: {why}"))
    })?;
    let mut reading = Reading { text, start, end, header: Header { end: open + length + 2, ..Header::default() } };
    let Value::Object(root) = value else {
        return Err(reading.fault("", "the description is not an object".to_owned()));
    };
    reading.inputs(&root)?;
    reading.passes(&root)?;
    reading.imported(&root)?;
    reading.names_are_one_each()?;
    Ok(reading.header)
}

struct Reading<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    header: Header,
}

impl Reading<'_> {
    /// A fault where the header first has these words.
    fn fault(&self, words: &str, message: String) -> ShaderFault {
        let inside = &self.text[self.start..self.end.max(self.start)];
        let at = inside.find(&format!("\"{words}\"")).or_else(|| inside.find(words)).unwrap_or(0);
        ShaderFault::at(self.text, (self.start + at) as u32, message)
    }

    fn inputs(&mut self, root: &Map<String, Value>) -> Result<(), ShaderFault> {
        let list = match root.get("INPUTS") {
            None | Some(Value::Null) => return Ok(()),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(self.fault("INPUTS", "INPUTS is no list".to_owned())),
        };
        if list.len() > MOST_INPUTS {
            return Err(self.fault("INPUTS", format!("more than {MOST_INPUTS} inputs")));
        }
        for entry in list {
            let name = entry.get("NAME").and_then(Value::as_str).unwrap_or_default();
            if !is_name(name) {
                let shown: String = name.chars().take(64).collect();
                return Err(self.fault(name, format!("`{shown}` cannot name an input")));
            }
            let kind = input_kind(entry).map_err(|why| self.fault(name, format!("the input `{name}` {why}")))?;
            let label = entry.get("LABEL").and_then(Value::as_str).filter(|label| label.len() <= LONGEST_NAME);
            self.header.inputs.push(Input { name: name.to_owned(), label: label.map(str::to_owned), kind });
        }
        Ok(())
    }

    fn passes(&mut self, root: &Map<String, Value>) -> Result<(), ShaderFault> {
        let none = Vec::new();
        let list = match root.get("PASSES") {
            None | Some(Value::Null) => &none,
            Some(Value::Array(list)) => list,
            Some(_) => return Err(self.fault("PASSES", "PASSES is no list".to_owned())),
        };
        if list.len() > MOST_PASSES {
            return Err(self.fault("PASSES", format!("more than {MOST_PASSES} passes")));
        }
        for entry in list {
            let target = entry.get("TARGET").and_then(Value::as_str).filter(|target| !target.is_empty());
            if let Some(target) = target.filter(|target| !is_name(target)) {
                let shown: String = target.chars().take(64).collect();
                return Err(self.fault(target, format!("`{shown}` cannot name a target")));
            }
            let mut pass = Pass { target: target.map(str::to_owned), ..Pass::default() };
            self.described(&mut pass, entry)?;
            self.header.passes.push(pass);
        }
        self.old_buffers(root)?;
        if self.header.passes.is_empty() {
            self.header.passes.push(Pass::default());
        }
        // What is said of a target once holds wherever it is drawn.
        for index in 0..self.header.passes.len() {
            let pass = self.header.passes[index].clone();
            for other in
                self.header.passes.iter_mut().filter(|other| other.target.is_some() && other.target == pass.target)
            {
                other.persistent |= pass.persistent;
                other.float |= pass.float;
                other.width = other.width.take().or_else(|| pass.width.clone());
                other.height = other.height.take().or_else(|| pass.height.clone());
            }
        }
        Ok(())
    }

    /// What ISF 1 said beside the passes.
    fn old_buffers(&mut self, root: &Map<String, Value>) -> Result<(), ShaderFault> {
        let named: Vec<(String, Value)> = match root.get("PERSISTENT_BUFFERS") {
            Some(Value::Array(list)) => {
                list.iter().filter_map(Value::as_str).map(|name| (name.to_owned(), Value::Null)).collect()
            }
            Some(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            _ => Vec::new(),
        };
        for (name, value) in named {
            for index in 0..self.header.passes.len() {
                if self.header.passes[index].target.as_deref() == Some(&name) {
                    let mut pass = self.header.passes[index].clone();
                    self.described(&mut pass, &value)?;
                    pass.persistent = true;
                    self.header.passes[index] = pass;
                }
            }
        }
        Ok(())
    }

    fn described(&self, pass: &mut Pass, entry: &Value) -> Result<(), ShaderFault> {
        pass.persistent |= entry.get("PERSISTENT").is_some_and(truth);
        pass.float |= entry.get("FLOAT").is_some_and(truth);
        pass.width = self.size(entry, "WIDTH")?.or_else(|| pass.width.clone());
        pass.height = self.size(entry, "HEIGHT")?.or_else(|| pass.height.clone());
        Ok(())
    }

    fn size(&self, entry: &Value, side: &str) -> Result<Option<SizeExpr>, ShaderFault> {
        let size = match entry.get(side) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(number)) => SizeExpr::number(number.as_f64().unwrap_or(1.0)),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => {
                let size = SizeExpr::parse(text).map_err(|why| self.fault(text, format!("{side} `{text}` {why}")))?;
                let known = |name: &&str| self.header.inputs.iter().any(|input| input.name == **name);
                if let Some(unknown) = size.inputs().iter().find(|name| !known(name)) {
                    let why = format!("{side} `{text}` asks for `{unknown}`, which is no input");
                    return Err(self.fault(text, why));
                }
                size
            }
            Some(_) => return Err(self.fault(side, format!("{side} is neither a number nor an expression"))),
        };
        Ok(Some(size))
    }

    fn imported(&mut self, root: &Map<String, Value>) -> Result<(), ShaderFault> {
        let named: Vec<(String, &Value)> = match root.get("IMPORTED") {
            Some(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
            Some(Value::Array(list)) => {
                let name = |entry: &Value| entry.get("NAME").and_then(Value::as_str).unwrap_or_default().to_owned();
                list.iter().map(|entry| (name(entry), entry)).collect()
            }
            _ => Vec::new(),
        };
        if named.len() > MOST_IMPORTS {
            return Err(self.fault("IMPORTED", format!("more than {MOST_IMPORTS} imported pictures")));
        }
        for (name, entry) in named {
            let path = entry.get("PATH").and_then(Value::as_str).filter(|path| !path.is_empty() && path.len() <= 4096);
            let Some(path) = path.filter(|_| is_name(&name)) else {
                let shown: String = name.chars().take(64).collect();
                return Err(self.fault("IMPORTED", format!("the imported picture `{shown}` needs a name and one PATH")));
            };
            if entry.get("TYPE").and_then(Value::as_str) == Some("cube") {
                return Err(self.fault(&name, format!("`{name}` is a cube; only flat pictures are supported")));
            }
            self.header.imported.push((name, path.to_owned()));
        }
        Ok(())
    }

    /// Inputs, targets and imported pictures share one space of names.
    fn names_are_one_each(&self) -> Result<(), ShaderFault> {
        let Header { inputs, passes, imported, .. } = &self.header;
        let mut targets: Vec<&str> = passes.iter().filter_map(|pass| pass.target.as_deref()).collect();
        targets.sort_unstable();
        targets.dedup();
        let names = inputs.iter().map(|input| input.name.as_str());
        let names: Vec<&str> = names.chain(targets).chain(imported.iter().map(|(name, _)| name.as_str())).collect();
        let twice = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name));
        match twice {
            Some((_, name)) => Err(self.fault(name, format!("`{name}` is declared twice"))),
            None => Ok(()),
        }
    }
}

/// JSON's truth, or a number that is not 0.
fn truth(value: &Value) -> bool {
    value.as_bool().or_else(|| value.as_f64().map(|number| number != 0.0)).unwrap_or(false)
}

fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_bool().map(|truth| f64::from(u8::from(truth))));
    let number = number.or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
    number.filter(|number| number.is_finite() && number.abs() <= 1e30)
}

fn numbers<const COUNT: usize>(value: &Value) -> Option<[f64; COUNT]> {
    let list: Option<Vec<f64>> = value.as_array()?.iter().take(COUNT).map(number).collect();
    list?.try_into().ok()
}

fn whole(value: &Value) -> Option<i32> {
    number(value).map(|number| number.round() as i32)
}

fn input_kind(entry: &Value) -> Result<InputKind, String> {
    let get = |key: &str| entry.get(key);
    let in_order = |min: Option<f64>, max: Option<f64>| match (min, max) {
        (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
        range => range,
    };
    let untouched = |(min, max): (Option<f64>, Option<f64>)| {
        0f64.max(min.unwrap_or(f64::NEG_INFINITY)).min(max.unwrap_or(f64::INFINITY))
    };
    let columns = || match get("MAX").and_then(number) {
        Some(most) if most >= 1.0 => (most as u32).min(MOST_COLUMNS),
        _ => COLUMNS,
    };
    Ok(match get("TYPE").and_then(Value::as_str).unwrap_or_default() {
        "event" => InputKind::Event,
        "bool" => InputKind::Bool { default: get("DEFAULT").is_some_and(truth) },
        "long" => {
            let list = |key: &str| get(key).and_then(Value::as_array).into_iter().flatten().take(MOST_INPUTS);
            let values: Vec<i32> = list("VALUES").filter_map(whole).collect();
            let labels = list("LABELS").filter_map(Value::as_str).map(str::to_owned).collect();
            let (min, max) = in_order(get("MIN").and_then(number), get("MAX").and_then(number));
            let first = values.first().copied().unwrap_or_else(|| untouched((min, max)) as i32);
            let default = get("DEFAULT").and_then(whole).unwrap_or(first);
            let (min, max) = (min.map(|min| min.round() as i32), max.map(|max| max.round() as i32));
            InputKind::Long { default, min, max, values, labels }
        }
        "float" => {
            let (min, max) = in_order(get("MIN").and_then(number), get("MAX").and_then(number));
            let default = get("DEFAULT").and_then(number).unwrap_or_else(|| untouched((min, max)));
            InputKind::Float { default, min, max }
        }
        "point2D" => {
            let (min, max) = (get("MIN").and_then(numbers::<2>), get("MAX").and_then(numbers::<2>));
            let ordered = |part: usize| in_order(min.map(|min| min[part]), max.map(|max| max[part]));
            let (across, down) = (ordered(0), ordered(1));
            let default = get("DEFAULT").and_then(numbers).unwrap_or([untouched(across), untouched(down)]);
            let both = |first: Option<f64>, second: Option<f64>| Some([first?, second?]);
            InputKind::Point { default, min: both(across.0, down.0), max: both(across.1, down.1) }
        }
        "color" => {
            let opaque = |[red, green, blue]: [f64; 3]| [red, green, blue, 1.0];
            let given =
                get("DEFAULT").and_then(|value| numbers::<4>(value).or_else(|| numbers::<3>(value).map(opaque)));
            InputKind::Color { default: given.unwrap_or([0.0, 0.0, 0.0, 1.0]) }
        }
        "image" => InputKind::Image,
        "audio" => InputKind::Audio { columns: columns() },
        "audioFFT" => InputKind::AudioFft { columns: columns() },
        other => {
            let other: String = other.chars().take(64).collect();
            return Err(format!("has the type `{other}`, which ISF does not know"));
        }
    })
}
