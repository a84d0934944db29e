//! The JSON Schema of a project file, from the table of keys: editors complete and check with it while one types.

use serde_json::{Map, Value, json};

use super::expected::expected;
use super::table::{COMMON, EFFECTS, FOREIGN_PREFIX, KINDS, Key, Kind, Moves, TOP, Type, Word};
use super::tree::VarType;
use super::values;
use super::walk::expression_fits;

/// JSON Schema (2020-12) of the whole document.
pub fn schema() -> Value {
    let mut whole = object(TOP.iter());
    whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    whole["title"] = json!("rushes project");
    whole["description"] = json!("One YAML document that says what every frame of a video looks and sounds like.");
    let layers: Vec<Value> =
        KINDS.iter().map(|kind| json!({ "$ref": format!("#/$defs/layer-{}", kind.key.name) })).collect();
    let mut defs = Map::new();
    defs.insert("layer".into(), json!({ "oneOf": layers }));
    for kind in KINDS {
        defs.insert(format!("layer-{}", kind.key.name), layer(kind));
    }
    defs.insert("effect".into(), json!({ "oneOf": EFFECTS.iter().map(effect).collect::<Vec<_>>() }));
    defs.insert("variable".into(), json!({ "type": "string", "pattern": "\\$\\{[^}]+\\}" }));
    defs.insert(
        "expression".into(),
        json!({ "type": "string", "pattern": "^ *=", "description": "An expression, such as `= 1 + 0.25 * sin(t)`." }),
    );
    defs.insert("ease".into(), ease());
    whole["$defs"] = Value::Object(defs);
    whole
}

fn layer(kind: &Kind) -> Value {
    // The kind's own keys come before common ones of the same name, here as in the walk.
    let mut seen: Vec<&str> = Vec::new();
    let own = std::iter::once(&kind.key).chain(kind.keys).chain(COMMON);
    let keys: Vec<&Key> = own
        .filter(|key| {
            let new = !seen.contains(&key.name);
            seen.push(key.name);
            new
        })
        .collect();
    let mut schema = object(keys.into_iter());
    schema["required"] = json!([kind.key.name]);
    schema["description"] = json!(kind.key.help);
    schema
}

fn effect(key: &Key) -> Value {
    let mut schema = object(std::iter::once(key));
    schema["required"] = json!([key.name]);
    schema
}

fn object<'a>(keys: impl Iterator<Item = &'a Key>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for key in keys {
        properties.insert(key.name.into(), property(key));
        if key.required {
            required.push(key.name);
        }
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "patternProperties": { format!("^{FOREIGN_PREFIX}"): true },
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(key: &Key) -> Value {
    let constant = value(&key.ty);
    let mut schema = match key.moves {
        Moves::Never => constant,
        Moves::Yes if expression_fits(&key.ty) => moving(computed(&key.ty, constant)),
        Moves::Yes => any_of(vec![constant.clone(), keyframes(constant)]),
    };
    let state = if key.built { "" } else { " Not built yet." };
    schema["description"] = json!(format!("{}{state}", key.help));
    if !key.default.is_empty() {
        schema["default"] = json!(key.default);
    }
    schema
}

/// A value of which some numbers may be computed.
fn computed(ty: &Type, constant: Value) -> Value {
    let list = |item: &Type, count: usize| {
        let item = any_of(vec![value(item), reference("expression")]);
        json!({ "type": "array", "items": item, "minItems": count, "maxItems": count })
    };
    match ty {
        Type::Pair(item) => list(item, 2),
        Type::Triple(item) => list(item, 3),
        Type::Either(types) => any_of(types.iter().map(|ty| computed(ty, value(ty))).collect()),
        _ => constant,
    }
}

fn moving(constant: Value) -> Value {
    any_of(vec![constant.clone(), keyframes(constant), reference("expression")])
}

fn keyframes(value: Value) -> Value {
    let long = json!({
        "type": "object",
        "properties": { "to": any_of(vec![value.clone(), reference("expression")]), "ease": reference("ease") },
        "required": ["to"],
        "additionalProperties": false,
    });
    // The short form `1 ease out-cubic` is a text.
    let short = json!({ "type": "string", "pattern": " ease " });
    let frame = any_of(vec![value, long, short, reference("expression")]);
    json!({
        "type": "array",
        "minItems": 1,
        "items": { "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": frame },
    })
}

/// What stands for a value of some type. Every scalar may also be a variable.
fn value(ty: &Type) -> Value {
    match ty {
        Type::Number { min, max } => {
            let mut number = json!({ "type": "number" });
            bound(&mut number, "minimum", *min);
            bound(&mut number, "maximum", *max);
            or_variable(number)
        }
        Type::Integer { min, max } => {
            let mut number = json!({ "type": "integer", "minimum": min });
            if *max < i64::MAX {
                number["maximum"] = json!(max);
            }
            or_variable(number)
        }
        Type::PowerOfTwo { min, max } => or_variable(json!({ "type": "integer", "minimum": min, "maximum": max })),
        Type::Bool => or_variable(json!({ "type": "boolean" })),
        Type::Words(words) => or_variable(enumeration(words)),
        Type::List(item) => json!({ "type": "array", "items": value(item) }),
        Type::Pair(item) => json!({ "type": "array", "items": value(item), "minItems": 2, "maxItems": 2 }),
        Type::Triple(item) => json!({ "type": "array", "items": value(item), "minItems": 3, "maxItems": 3 }),
        Type::Map(keys) => object(keys.iter()),
        Type::Named(item) => json!({ "type": "object", "additionalProperties": value(item) }),
        Type::Inputs(key) => {
            json!({ "type": "object", "additionalProperties": moving(computed(&key.ty, value(&key.ty))) })
        }
        Type::Either(types) => any_of(types.iter().map(value).collect()),
        Type::Layers => json!({ "type": "array", "items": reference("layer") }),
        Type::Effects => json!({ "type": "array", "items": reference("effect") }),
        Type::Vars => variables(),
        Type::Ease => reference("ease"),
        Type::Text | Type::Name => json!({ "type": ["string", "number", "boolean"] }),
        Type::File(_) | Type::Color | Type::Size | Type::Ratio(_) | Type::Rhythm => described("string", ty),
        Type::Quantity(_)
        | Type::Time { .. }
        | Type::Span(_)
        | Type::Range(_)
        | Type::Length { .. }
        | Type::Fps
        | Type::Pitch => {
            let mut schema = json!({ "type": ["string", "number"] });
            schema["$comment"] = json!(expected(ty));
            schema
        }
    }
}

fn enumeration(words: &[Word]) -> Value {
    let built: Vec<&str> = words.iter().filter(|word| word.built).map(|word| word.word).collect();
    let all: Vec<&str> = words.iter().map(|word| word.word).collect();
    if built.len() == all.len() {
        return json!({ "enum": all });
    }
    json!({ "enum": all, "$comment": format!("built: {}", built.join(", ")) })
}

fn variables() -> Value {
    let types: Vec<&str> = VarType::ALL.iter().map(|ty| ty.word()).collect();
    let plain = json!({ "type": ["string", "number", "boolean"] });
    let typed = json!({
        "type": "object",
        "properties": { "type": { "enum": types }, "default": plain },
        "required": ["default"],
        "additionalProperties": false,
    });
    json!({ "type": "object", "additionalProperties": any_of(vec![plain, typed]) })
}

fn ease() -> Value {
    any_of(vec![
        json!({ "enum": values::ease_names() }),
        json!({ "type": "string", "pattern": "^(cubic-bezier|steps) ?\\(.*\\)$" }),
        reference("variable"),
    ])
}

fn described(kind: &str, ty: &Type) -> Value {
    json!({ "type": kind, "$comment": expected(ty) })
}

fn or_variable(schema: Value) -> Value {
    any_of(vec![schema, reference("variable")])
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn any_of(schemas: Vec<Value>) -> Value {
    json!({ "anyOf": schemas })
}

fn bound(schema: &mut Value, name: &str, bound: f64) {
    if bound.is_finite() {
        schema[name] = json!(bound);
    }
}
