//! The one table of keys: what the format names is in it, and schema and reference page show all of it.

use rushes::project::table::{COMMON, EFFECTS, KINDS, Key, TOP, Type};
use rushes::project::{self, reference_markdown, schema};
use serde_json::Value;

use super::fixture::read;

const WHOLE_FORMAT: &str = include_str!("whole_format.yaml");

/// Every key with its path inside of its section.
fn all_keys() -> Vec<&'static Key> {
    let kinds = KINDS.iter().flat_map(|kind| std::iter::once(&kind.key).chain(kind.keys));
    let mut keys = Vec::new();
    for key in TOP.iter().chain(kinds).chain(COMMON).chain(EFFECTS) {
        keys.push(key);
        below(&key.ty, &mut keys);
    }
    keys
}

fn below(ty: &'static Type, keys: &mut Vec<&'static Key>) {
    match ty {
        Type::Map(inside) => inside.iter().for_each(|key| {
            keys.push(key);
            below(&key.ty, keys);
        }),
        Type::List(item) | Type::Named(item) | Type::Pair(item) => below(item, keys),
        Type::Inputs(key) => below(&key.ty, keys),
        Type::Either(types) => types.iter().for_each(|ty| below(ty, keys)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_format_is_known_and_only_refused_where_it_is_not_built() {
    let reading = read(WHOLE_FORMAT);
    let other: Vec<_> =
        reading.problems.iter().filter(|problem| !problem.message.starts_with("not built yet: ")).collect();
    assert!(other.is_empty(), "{other:#?}");
    assert!(!reading.problems.is_empty(), "all of the format is built: let this test read it without problems");
    assert!(reading.project.is_none());
}

#[test]
fn the_reference_page_shows_every_key() {
    let page = reference_markdown();
    for key in all_keys() {
        let shown = page.contains(&format!("`{}`", key.name)) || page.contains(&format!(".{}`", key.name));
        assert!(shown, "`{}` is missing", key.name);
        assert!(page.contains(key.help), "`{}` has no help", key.name);
        assert!(key.help.ends_with('.'), "{}", key.help);
    }
}

#[test]
fn the_schema_shows_every_key() {
    let mut shown = Vec::new();
    properties(&schema(), &mut shown);
    for key in all_keys() {
        assert!(shown.iter().any(|name| name == key.name), "`{}` is missing", key.name);
    }
}

fn properties(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|value| properties(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, names)),
        _ => {}
    }
}

#[test]
fn the_schema_refers_to_nothing_that_is_not_there() {
    let schema = schema();
    let mut references = Vec::new();
    find_references(&schema, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        let name = reference.strip_prefix("#/$defs/").unwrap();
        assert!(schema["$defs"].get(name).is_some(), "{reference}");
    }
}

fn find_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.push(reference.clone());
            }
            map.values().for_each(|value| find_references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        _ => {}
    }
}

/// Editors check with the schema what `check` checks with the table: a document that is fine must be fine for both.
#[test]
fn the_schema_takes_the_whole_format_and_refuses_a_misspelt_key() {
    let plain: Value = serde_yaml::from_str(WHOLE_FORMAT).unwrap();
    let schema = schema();
    assert_eq!(mismatch(&plain, &schema, &schema, ""), None);

    let mut broken = plain.clone();
    broken["layers"][0]["opacty"] = Value::from(1);
    assert!(mismatch(&broken, &schema, &schema, "").is_some());
    let mut broken = plain.clone();
    broken["exports"]["vertical"]["quality"] = Value::from("best");
    assert!(mismatch(&broken, &schema, &schema, "").is_some());
    let mut broken = plain;
    broken["canvas"] = Value::from("1080p");
    assert!(mismatch(&broken, &schema, &schema, "").is_some());
}

/// The part of JSON Schema that our schema uses. `None`: it fits.
fn mismatch(value: &Value, schema: &Value, root: &Value, path: &str) -> Option<String> {
    if schema == &Value::Bool(true) {
        return None;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = &root["$defs"][reference.strip_prefix("#/$defs/").unwrap()];
        return mismatch(value, target, root, path);
    }
    if let Some(options) = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array) {
        let reasons: Vec<String> = options.iter().map_while(|option| mismatch(value, option, root, path)).collect();
        return (reasons.len() == options.len()).then(|| format!("{path}: {reasons:?}"));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return (!words.contains(value)).then(|| format!("{path}: {value} is none of {words:?}"));
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() && types.contains(&"integer") => "integer",
        Value::Number(_) => "number",
        Value::Null => "null",
    };
    if !types.contains(&is) {
        return Some(format!("{path}: {value} is no {types:?}"));
    }
    if let (Some(text), Some(pattern)) = (value.as_str(), schema.get("pattern").and_then(Value::as_str)) {
        let fits = match pattern {
            "\\$\\{[^}]+\\}" => text.contains("${"),
            "^ *=" => text.trim_start().starts_with('='),
            " ease " => text.contains(" ease "),
            "^(cubic-bezier|steps) ?\\(.*\\)$" => text.ends_with(')'),
            other => panic!("the pattern {other} is new here"),
        };
        if !fits {
            return Some(format!("{path}: {text} does not fit {pattern}"));
        }
    }
    let size = match value {
        Value::Object(map) => map.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    } as u64;
    for (name, wrong) in [
        ("minItems", size.checked_sub(schema.get("minItems").and_then(Value::as_u64).unwrap_or(0)).is_none()),
        ("maxItems", schema.get("maxItems").and_then(Value::as_u64).is_some_and(|most| size > most)),
        ("minProperties", schema.get("minProperties").and_then(Value::as_u64).is_some_and(|least| size < least)),
        ("maxProperties", schema.get("maxProperties").and_then(Value::as_u64).is_some_and(|most| size > most)),
        (
            "minimum",
            schema.get("minimum").and_then(Value::as_f64).zip(value.as_f64()).is_some_and(|(min, value)| value < min),
        ),
        (
            "maximum",
            schema.get("maximum").and_then(Value::as_f64).zip(value.as_f64()).is_some_and(|(max, value)| value > max),
        ),
    ] {
        if wrong {
            return Some(format!("{path}: {name}"));
        }
    }
    match value {
        Value::Object(map) => {
            let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            if let Some(missing) = required.filter_map(Value::as_str).find(|name| !map.contains_key(*name)) {
                return Some(format!("{path}: lacks {missing}"));
            }
            map.iter().find_map(|(key, value)| {
                let path = format!("{path}.{key}");
                let known = schema.get("properties").and_then(|properties| properties.get(key));
                match known.or(schema.get("additionalProperties")) {
                    Some(Value::Bool(false)) if key.starts_with("x-") => None,
                    Some(Value::Bool(false)) => Some(format!("{path} is unknown")),
                    Some(schema) => mismatch(value, schema, root, &path),
                    None => None,
                }
            })
        }
        Value::Array(items) => {
            let schema = schema.get("items")?;
            items.iter().enumerate().find_map(|(index, item)| mismatch(item, schema, root, &format!("{path}[{index}]")))
        }
        _ => None,
    }
}

/// The words of an enumeration, and the keys of a map, are never the same twice: the first would hide the second.
#[test]
fn no_name_stands_twice_in_its_section() {
    fn check(keys: &[Key]) {
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].iter().any(|other| other.name == key.name), "`{}` twice", key.name);
            deeper(&key.ty);
        }
    }
    fn deeper(ty: &Type) {
        match ty {
            Type::Map(keys) => check(keys),
            Type::List(item) | Type::Named(item) => deeper(item),
            Type::Either(types) => types.iter().for_each(deeper),
            Type::Words(words) => {
                for (index, word) in words.iter().enumerate() {
                    assert!(!words[..index].iter().any(|other| other.word == word.word), "`{}` twice", word.word);
                }
            }
            _ => {}
        }
    }
    check(TOP);
    check(COMMON);
    check(EFFECTS);
    KINDS.iter().for_each(|kind| {
        deeper(&kind.key.ty);
        check(kind.keys);
    });
}

/// A default that its own key would refuse misleads whoever copies it from the reference page.
#[test]
fn defaults_are_values_of_their_keys() {
    let top: Vec<String> =
        TOP.iter().filter(|key| key.name == "canvas").map(|key| section("canvas", &key.ty)).collect();
    let layer: Vec<String> = COMMON.iter().filter(|key| key.built).filter_map(written).collect();
    let text = format!("rushes: 1\n{}\nlayers: [ {{ solid: red, {} }} ]\n", top.join("\n"), layer.join(", "));
    let text = text.replace("speed: \"1.0\", ", "");
    let reading = project::read(&project::Source { path: "/films/a.yaml".as_ref(), text: &text, set: &[] });
    assert!(reading.problems.is_empty(), "{text}\n{:#?}", reading.problems);
}

fn section(name: &str, ty: &Type) -> String {
    let Type::Map(keys) = ty else { return String::new() };
    let written: Vec<String> = keys.iter().filter_map(written).collect();
    format!("{name}: {{ {} }}", written.join(", "))
}

fn written(key: &Key) -> Option<String> {
    match key.default {
        "" => None,
        list if list.starts_with('[') => Some(format!("{}: {list}", key.name)),
        scalar => Some(format!("{}: \"{scalar}\"", key.name)),
    }
}
