//! GLSL as people write it for OpenGL, browsers and ISF, made into the GLSL that the compiler takes.

use std::collections::HashSet;
use std::rc::Rc;

use super::items::{self, Declared, Function, Item, Variable, closing, listed};
use super::lex::{Kind, NOWHERE, Token, lex_own};
use super::order;
use super::pictures::{Pictures, filled};
use super::varyings::{self, Varying};

/// Words that the compiler takes for its own, and that people use for variables.
const TAKEN: &[&str] =
    &["sample", "buffer", "shared", "restrict", "readonly", "writeonly", "sampler", "samplerShadow", "noperspective"];
const TYPES: &[&str] = &[
    "float", "int", "uint", "bool", "vec2", "vec3", "vec4", "ivec2", "ivec3", "ivec4", "uvec2", "uvec3", "uvec4",
    "bvec2", "bvec3", "bvec4", "mat2", "mat3", "mat4",
];

/// What rewriting found.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub tokens: Vec<Token>,
    /// Statements that give global variables their first values.
    pub begin: Vec<Token>,
    pub varyings: Vec<Varying>,
    /// The variable that the text declares as the fragment shader's own output.
    pub output: Option<String>,
}

/// How to rewrite.
pub(super) struct Manner<'a> {
    pub pictures: &'a HashSet<String>,
    pub grey: &'a HashSet<String>,
    pub repeated: &'a HashSet<String>,
    /// The user's entry, which gets a name of ours: `user_NAME`.
    pub entry: &'a str,
    pub in_vertex: bool,
    /// Names that are there already, and not declared once more.
    pub given: &'a HashSet<String>,
    /// What costs a little, or accepts a little too much, and is only tried where the text fails without it.
    pub lenient: bool,
}

/// The name as the compiler takes it.
pub(super) fn safe_name(name: &str) -> String {
    if TAKEN.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// Rewrites a text behind the preprocessor; a fault is a place and a message.
pub(super) fn rewrite(tokens: &[Token], manner: &Manner) -> Result<Rewritten, (u32, String)> {
    let tokens = cleaned(tokens, manner.entry)?;
    let own: HashSet<String> = items::items(&tokens)
        .iter()
        .filter_map(|item| match item {
            Item::Function(function) => Some(function.name().to_owned()),
            Item::Declaration(_) => None,
        })
        .collect();
    let tokens = Pictures { own: &own, pictures: manner.pictures, grey: manner.grey, repeated: manner.repeated }
        .rewritten(&tokens);
    let mut out = Rewritten::default();
    let mut items = items::items(&tokens);
    if items.iter().any(|item| matches!(item, Item::Declaration(tokens) if is_prototype(tokens))) {
        items = order::callees_first(items);
    }
    for item in items {
        match item {
            Item::Function(function) => out.tokens.extend(rewritten_function(function, manner)),
            Item::Declaration(tokens) => declaration(tokens, manner, &mut out)?,
        }
    }
    Ok(out)
}

/// `float f(vec2);`
pub(super) fn is_prototype(tokens: &[Token]) -> bool {
    matches!(tokens, [ty, name, open, .., end] if ty.is_word() && name.is_word() && open.is("(") && end.is(";"))
}

/// Without precision, with names that the compiler does not take for its own.
fn cleaned(tokens: &[Token], entry: &str) -> Result<Vec<Token>, (u32, String)> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.iter().peekable();
    while let Some(token) = rest.next() {
        let name = match &*token.text {
            "precision" => {
                rest.by_ref().take_while(|token| !token.is(";")).for_each(drop);
                continue;
            }
            "highp" | "mediump" | "lowp" => continue,
            "samplerCube" | "sampler3D" | "texture3D" | "textureCube"
                if rest.peek().is_some_and(|next| !next.is("=")) =>
            {
                return Err((
                    token.at,
                    format!("`{}`: cubes and volumes are not supported, only flat pictures", token.text),
                ));
            }
            "gl_FragColor" => "rushes_pixel".to_owned(),
            "gl_FragData" => {
                // Its only element: [0].
                rest.by_ref().take(3).for_each(drop);
                "rushes_pixel".to_owned()
            }
            "vv_FragNormCoord" => "isf_FragNormCoord".to_owned(),
            "vv_vertShaderInit" => "isf_vertShaderInit".to_owned(),
            name if token.is_word() && name == entry => format!("user_{name}"),
            name if token.is_word() && !out.last().is_some_and(|last| last.is(".")) => safe_name(name),
            name if !name.is_ascii() => return Err((token.at, format!("`{name}` means nothing in a shader"))),
            "\\" | "@" | "$" | "`" | "#" | "\"" | "'" => {
                return Err((token.at, format!("`{}` means nothing here", token.text)));
            }
            _ => {
                out.push(token.clone());
                continue;
            }
        };
        out.push(if token.is(&name) { token.clone() } else { Token { text: Rc::from(name), ..token.clone() } });
    }
    Ok(out)
}

fn rewritten_function(function: Function, manner: &Manner) -> Vec<Token> {
    let gives = function.gives().cloned();
    let mut head = rewritten_head(&function.head);
    let mut body = local_lists(&function.body);
    if manner.lenient {
        body = lenient_matrices(&body);
    }
    if gives.as_ref().is_some_and(|gives| gives.is("float")) {
        body = float_returns(&body);
    }
    if let (Some(gives), Some(end)) = (gives, body.len().checked_sub(1).filter(|end| body[*end].is("}"))) {
        // Where control falls out of the end, what is given is undefined in GLSL, and refused by the compiler.
        let nothing = filled("@0 rushes_nothing; return rushes_nothing;", &[vec![gives]], NOWHERE);
        body.splice(end..end, nothing);
    }
    head.extend(body);
    head
}

/// Without `const in`, which says the same as `in`, and with names for parameters that have none: the compiler loses those.
fn rewritten_head(head: &[Token]) -> Vec<Token> {
    let open = head.iter().position(|token| token.is("(")).map_or(head.len(), |open| open + 1);
    let close = closing(head, open.saturating_sub(1)).min(head.len());
    let mut out = head[..open.min(head.len())].to_vec();
    for (number, parameter) in listed(head.get(open..close).unwrap_or_default()).into_iter().enumerate() {
        if number > 0 {
            out.push(Token::new(Kind::Sign, ",", NOWHERE));
        }
        let has_way = parameter.iter().any(|token| token.is("in"));
        out.extend(parameter.iter().filter(|token| !(has_way && token.is("const"))).cloned());
        let is_qualifier = |token: &&Token| matches!(&*token.text, "const" | "in" | "out" | "inout");
        let bare: Vec<&Token> = parameter.iter().filter(|token| !is_qualifier(token)).collect();
        if let [ty] = bare.as_slice()
            && !ty.is("void")
        {
            out.push(Token::word(&format!("rushes_unnamed{number}"), NOWHERE));
        }
    }
    out.extend(head.get(close..).unwrap_or_default().iter().cloned());
    out
}

/// `return 0;` of a function that gives a `float`.
fn float_returns(body: &[Token]) -> Vec<Token> {
    let mut out = Vec::with_capacity(body.len());
    let mut is_open = false;
    for (index, token) in body.iter().enumerate() {
        if is_open && token.is(";") {
            out.push(Token::new(Kind::Sign, ")", NOWHERE));
            is_open = false;
        }
        out.push(token.clone());
        if token.is("return") && body.get(index + 1).is_some_and(|next| !next.is(";")) {
            out.push(Token::word("float", NOWHERE));
            out.push(Token::new(Kind::Sign, "(", NOWHERE));
            is_open = true;
        }
    }
    out
}

/// Lists among the declarations in a function, each made a statement of its own, with their lengths filled in.
fn local_lists(body: &[Token]) -> Vec<Token> {
    let mut out = Vec::with_capacity(body.len());
    let mut index = 0;
    while index < body.len() {
        let begins = index > 0 && matches!(&*body[index - 1].text, ";" | "{" | "}") && body[index].is_word();
        // Whatever has braces is no list of variables, and is not read to its end from each of its beginnings.
        let is_end = |token: &Token| matches!(&*token.text, ";" | "{" | "}");
        let end = if begins { body[index..].iter().position(is_end) } else { None };
        let statement =
            end.map(|end| &body[index..=index + end]).filter(|all| all.last().is_some_and(|end| end.is(";")));
        let has_lists = statement.is_some_and(|statement| {
            statement.iter().skip(1).take(4).any(|token| token.is_word()) && statement.iter().any(|token| token.is("["))
        });
        let list = statement.filter(|_| has_lists).and_then(items::declared);
        match (statement, list) {
            (Some(statement), Some(list)) => {
                list.variables.iter().for_each(|variable| out.extend(one_declaration(&list, variable)));
                index += statement.len();
            }
            _ => {
                out.push(body[index].clone());
                index += 1;
            }
        }
    }
    out
}

/// One variable of a list of declarations as a statement.
fn one_declaration(list: &Declared, variable: &Variable) -> Vec<Token> {
    let count = variable.value.as_deref().and_then(listed_count);
    let sized = |brackets: &[Token]| -> Vec<Token> {
        match (brackets, count) {
            ([open, close], Some(count)) if open.is("[") && close.is("]") => lex_own(&format!("[{count}]")),
            _ => brackets.to_vec(),
        }
    };
    let brackets = list.ty.iter().position(|token| token.is("["));
    let mut out = list.ty[..brackets.unwrap_or(list.ty.len())].to_vec();
    out.extend(brackets.map(|at| sized(&list.ty[at..])).unwrap_or_default());
    out.push(variable.name.clone());
    out.extend(sized(&variable.dimensions));
    if let Some(value) = &variable.value {
        out.push(Token::new(Kind::Sign, "=", NOWHERE));
        out.extend(value.iter().cloned());
    }
    out.push(Token::new(Kind::Sign, ";", NOWHERE));
    out
}

/// How many elements `float[](1.0, 2.0)` has.
fn listed_count(value: &[Token]) -> Option<usize> {
    let open = value.iter().position(|token| token.is("("))?;
    let has_brackets = value[..open].iter().any(|token| token.is("["));
    let close = closing(value, open);
    (has_brackets && close + 1 == value.len()).then(|| listed(&value[open + 1..close]).len())
}

fn declaration(tokens: Vec<Token>, manner: &Manner, out: &mut Rewritten) -> Result<(), (u32, String)> {
    let begins_with_layout = tokens.first().is_some_and(|first| first.is("layout"));
    let behind_layout = if begins_with_layout { closing(&tokens, 1) + 1 } else { 0 };
    let rest = tokens.get(behind_layout..).unwrap_or_default();
    let is_way = |token: &Token| matches!(&*token.text, "varying" | "in" | "out" | "attribute");
    let qualifiers = rest
        .iter()
        .take_while(|token| is_way(token) || matches!(&*token.text, "flat" | "smooth" | "centroid" | "invariant"))
        .count();
    let way = rest[..qualifiers].iter().find(|token| is_way(token));
    let bare = &rest[qualifiers..];
    match way {
        Some(way) if way.is("attribute") => {
            return Err((way.at, "a vertex shader gets nothing but `isf_vertShaderInit()` here".to_owned()));
        }
        Some(way) if way.is("out") && !manner.in_vertex => {
            let list = items::declared(bare).filter(|list| list.variables.len() == 1);
            let Some(list) = list.filter(|list| list.ty.last().is_some_and(|ty| ty.is("vec4"))) else {
                return Err((way.at, "a fragment shader has one output, a vec4".to_owned()));
            };
            out.output = list.variables.first().map(|variable| variable.name.text.to_string());
            out.tokens.extend(bare.iter().cloned());
        }
        Some(_) => {
            let read = varyings::read(bare)?;
            out.varyings.extend(read.into_iter().filter(|varying| !manner.given.contains(&varying.name)));
        }
        None if rest.first().is_some_and(|first| first.is("uniform")) => {
            let name = rest.get(2).map(|name| name.text.to_string()).unwrap_or_default();
            // Some hosts ask for uniforms that are there anyway to be declared once more.
            if !manner.given.contains(&name) {
                let why =
                    "nothing gives this a value; inputs are declared as `//@ input NAME: TYPE`, in ISF under INPUTS";
                return Err((rest[0].at, format!("`uniform {name}`: {why}")));
            }
        }
        None => global(rest, manner, out),
    }
    Ok(())
}

/// A type, a prototype, constants, or variables, which get their values when the shader begins: they may depend on anything.
fn global(tokens: &[Token], manner: &Manner, out: &mut Rewritten) {
    let Some(list) = items::declared(tokens) else {
        out.tokens.extend(if is_prototype(tokens) { rewritten_head(tokens) } else { tokens.to_vec() });
        return;
    };
    for variable in &list.variables {
        let begins = variable.value.as_deref().filter(|value| !list.is_const || manner.lenient && is_computed(value));
        let Some(value) = begins else {
            out.tokens.extend(one_declaration(&list, variable));
            continue;
        };
        let mut bare = list.clone();
        bare.ty.retain(|token| !token.is("const"));
        let declaration = one_declaration(&bare, variable);
        let before_value = declaration.iter().position(|token| token.is("=")).unwrap_or(declaration.len());
        out.tokens.extend(declaration[..before_value].iter().cloned());
        out.tokens.push(Token::new(Kind::Sign, ";", NOWHERE));
        out.begin.push(variable.name.clone());
        out.begin.push(Token::new(Kind::Sign, "=", NOWHERE));
        out.begin.extend(value.iter().cloned());
        out.begin.push(Token::new(Kind::Sign, ";", NOWHERE));
    }
}

/// Calls something other than a type.
fn is_computed(value: &[Token]) -> bool {
    value.windows(2).any(|pair| pair[0].is_word() && pair[1].is("(") && !TYPES.contains(&&*pair[0].text))
        || value.iter().any(|token| token.text.starts_with("mat"))
}

/// `mat2(v)` of a vec4, and values given to parts of a matrix's column.
fn lenient_matrices(body: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(body.len());
    for (index, token) in body.iter().enumerate() {
        let next = body.get(index + 1);
        if token.is("mat2") && next.is_some_and(|next| next.is("(")) {
            let close = closing(body, index + 1);
            let inside = body.get(index + 2..close).unwrap_or_default();
            if listed(inside).len() == 1 && !inside.is_empty() {
                out.push(Token { text: Rc::from("rushes_mat2"), ..token.clone() });
                continue;
            }
        }
        let part = "xyzw".find(&*token.text).or_else(|| "rgba".find(&*token.text)).filter(|_| token.text.len() == 1);
        let is_column = out.len() >= 2 && out[out.len() - 1].is(".") && out[out.len() - 2].is("]");
        let is_given = next.is_some_and(|next| matches!(&*next.text, "=" | "+=" | "-=" | "*=" | "/="));
        if let Some(part) = part.filter(|_| is_column && is_given) {
            out.pop();
            out.extend(lex_own(&format!("[{part}]")));
            continue;
        }
        out.push(token.clone());
    }
    out
}
