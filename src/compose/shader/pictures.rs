//! How GLSL texts ask for pictures – ISF's macros, `texture2D`, `texture` – in the one way that the compiler takes.
//!
//! All pictures have one level of detail, so that all of them are asked for at level 0: what a shader sees does then not
//! depend on its neighbours, nor on the branch it stands in.

use std::collections::HashSet;

use super::items::{closing, listed};
use super::lex::{Kind, NOWHERE, Token, lex_own};

const CALLS: &[&str] = &[
    "IMG_NORM_PIXEL",
    "IMG_PIXEL",
    "IMG_SIZE",
    "IMG_THIS_NORM_PIXEL",
    "IMG_THIS_PIXEL",
    "texelFetch",
    "texelFetch2D",
    "texture",
    "texture2D",
    "texture2DGradEXT",
    "texture2DLod",
    "texture2DLodEXT",
    "texture2DProj",
    "texture2DRect",
    "textureGrad",
    "textureLod",
    "textureProj",
    "textureSize",
];

/// Words and signs of a picture's name, in brackets at most.
const LONGEST_PICTURE: usize = 3;

/// What rewriting needs to know of the text.
pub(super) struct Pictures<'a> {
    /// Functions of the user's own, which are never taken for ours.
    pub own: &'a HashSet<String>,
    /// The names of all pictures.
    pub pictures: &'a HashSet<String>,
    /// ISF's sound: one channel, shown as grey.
    pub grey: &'a HashSet<String>,
    /// Those that go on and on beyond their edges.
    pub repeated: &'a HashSet<String>,
}

impl Pictures<'_> {
    pub fn rewritten(&self, tokens: &[Token]) -> Vec<Token> {
        let mut out = Vec::with_capacity(tokens.len());
        let mut index = 0;
        while index < tokens.len() {
            let token = &tokens[index];
            let called = CALLS.contains(&&*token.text) && tokens.get(index + 1).is_some_and(|next| next.is("("));
            let after_dot = index > 0 && tokens[index - 1].is(".");
            if called && !after_dot && !self.own.contains(&*token.text) {
                let close = closing(tokens, index + 1);
                let inside = tokens.get(index + 2..close).unwrap_or_default();
                let arguments: Vec<Vec<Token>> = listed(inside).into_iter().map(|part| self.rewritten(part)).collect();
                match self.call(token, &arguments) {
                    Some(call) => out.extend(call),
                    // The compiler says what is wrong with it.
                    None => {
                        out.extend(tokens[index..index + 2].iter().cloned());
                        out.extend(arguments.join(&Token::new(Kind::Sign, ",", NOWHERE)));
                        out.extend(tokens.get(close).cloned());
                    }
                }
                index = close + 1;
                continue;
            }
            if let Some(words) = self.old_name(token) {
                out.extend(words);
                index += 1;
                continue;
            }
            let is_type = matches!(&*token.text, "sampler2D" | "sampler2DRect")
                && !tokens.get(index + 1).is_some_and(|next| next.is("("));
            out.push(if is_type { Token::new(Kind::Word, "texture2D", token.at) } else { token.clone() });
            index += 1;
        }
        out
    }

    /// What hosts of ISF 1 called a picture's size and its place in a texture.
    fn old_name(&self, token: &Token) -> Option<Vec<Token>> {
        let name = token.text.strip_prefix('_')?;
        let (picture, form) = [
            ("_imgRect", "vec4(vec2(0.0), vec2(textureSize(sampler2D(@0, rushes_sampler), 0)))"),
            ("_imgSize", "vec2(textureSize(sampler2D(@0, rushes_sampler), 0))"),
            ("_flip", "false"),
        ]
        .iter()
        .find_map(|(end, form)| Some((name.strip_suffix(end)?, *form)))?;
        self.pictures.contains(picture).then(|| filled(form, &[vec![Token::word(picture, token.at)]], token.at))
    }

    fn call(&self, name: &Token, arguments: &[Vec<Token>]) -> Option<Vec<Token>> {
        // A picture is a name. What is longer would be said twice by some forms, and twice as often with every nesting.
        let picture = arguments.first().filter(|picture| picture.len() <= LONGEST_PICTURE)?;
        let form = match (&*name.text, arguments.len()) {
            ("texture" | "texture2D", 2 | 3)
            | ("textureLod" | "texture2DLod" | "texture2DLodEXT", 3)
            | ("textureGrad" | "texture2DGradEXT", 4)
            | ("IMG_NORM_PIXEL", 2 | 3) => "textureLod(sampler2D(@0, rushes_sampler), vec2(@1), 0.0)",
            ("IMG_PIXEL" | "texture2DRect", 2 | 3) => {
                "textureLod(sampler2D(@0, rushes_sampler), vec2(@1) / vec2(textureSize(sampler2D(@0, rushes_sampler), 0)), 0.0)"
            }
            ("IMG_THIS_PIXEL" | "IMG_THIS_NORM_PIXEL", 1) => {
                "textureLod(sampler2D(@0, rushes_sampler), isf_FragNormCoord, 0.0)"
            }
            ("IMG_SIZE", 1) => "vec2(textureSize(sampler2D(@0, rushes_sampler), 0))",
            ("textureSize", 1 | 2) => "textureSize(sampler2D(@0, rushes_sampler), 0)",
            ("texelFetch" | "texelFetch2D", 2 | 3) => "texelFetch(sampler2D(@0, rushes_sampler), ivec2(@1), 0)",
            ("textureProj" | "texture2DProj", 2 | 3) => "textureProj(sampler2D(@0, rushes_sampler), @1)",
            _ => return None,
        };
        let is_of = |names: &HashSet<String>| picture.len() == 1 && names.contains(&*picture[0].text);
        let form = if is_of(self.grey) && !form.starts_with("vec2") {
            format!("rushes_grey({form})")
        } else if is_of(self.repeated) {
            form.replace("vec2(@1), 0.0", "fract(vec2(@1)), 0.0")
        } else {
            form.to_owned()
        };
        Some(filled(&form, arguments, name.at))
    }
}

/// The form with the arguments in the places of `@0`, `@1`.
pub(super) fn filled(form: &str, arguments: &[Vec<Token>], at: u32) -> Vec<Token> {
    let mut out = Vec::new();
    let mut form = lex_own(form).into_iter();
    while let Some(token) = form.next() {
        if token.is("@") {
            let which = form.next().and_then(|number| number.text.parse::<usize>().ok()).unwrap_or(0);
            out.extend(arguments.get(which).into_iter().flatten().cloned());
        } else {
            let at = if out.is_empty() { at } else { NOWHERE };
            out.push(Token { at, ..token });
        }
    }
    out
}
