//! What a vertex shader hands to its fragment shader: any types and lists, packed into as few `vec4` as they need.

use super::items::declared;
use super::lex::Token;

/// Devices take at least so many `vec4` between the stages.
const MOST_VECTORS: usize = 15;
const PARTS: [char; 4] = ['x', 'y', 'z', 'w'];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Varying {
    pub name: String,
    pub ty: String,
    /// Of a list.
    pub length: Option<usize>,
    pub at: u32,
}

impl Varying {
    /// How it is declared as a variable.
    pub fn declaration(&self) -> String {
        match self.length {
            Some(length) => format!("{} {}[{length}];", self.ty, self.name),
            None => format!("{} {};", self.ty, self.name),
        }
    }

    /// How many numbers it is.
    pub fn count(&self) -> usize {
        let (columns, rows) = shape(&self.ty).unwrap_or((1, 1));
        self.length.unwrap_or(1) * columns * rows
    }

    /// The names of all its numbers.
    fn numbers(&self) -> Vec<String> {
        let elements: Vec<String> = match self.length {
            Some(length) => (0..length).map(|index| format!("{}[{index}]", self.name)).collect(),
            None => vec![self.name.clone()],
        };
        let (columns, rows) = shape(&self.ty).unwrap_or((1, 1));
        let number = |element: &String| -> Vec<String> {
            match (columns, rows) {
                (1, 1) => vec![element.clone()],
                (1, rows) => (0..rows).map(|row| format!("{element}[{row}]")).collect(),
                (columns, rows) => {
                    let column = |column| (0..rows).map(move |row| format!("{element}[{column}][{row}]"));
                    (0..columns).flat_map(column).collect()
                }
            }
        };
        elements.iter().flat_map(number).collect()
    }
}

/// Columns and rows of a type that can be handed on.
fn shape(ty: &str) -> Option<(usize, usize)> {
    Some(match ty {
        "float" | "int" | "bool" => (1, 1),
        "vec2" | "ivec2" => (1, 2),
        "vec3" | "ivec3" => (1, 3),
        "vec4" | "ivec4" => (1, 4),
        "mat2" => (2, 2),
        "mat3" => (3, 3),
        "mat4" => (4, 4),
        _ => return None,
    })
}

/// Reads `varying vec2 a, b[3];` without its qualifiers.
pub(super) fn read(tokens: &[Token]) -> Result<Vec<Varying>, (u32, String)> {
    let at = tokens.first().map_or(0, |token| token.at);
    let Some(list) = declared(tokens) else {
        return Err((
            at,
            "what goes from the vertex shader to this one is not declared in a form that is understood".into(),
        ));
    };
    let ty = list.ty.last().map(|ty| ty.text.to_string()).unwrap_or_default();
    if list.ty.len() != 1 || shape(&ty).is_none() {
        return Err((at, format!("`{ty}` cannot go from a vertex shader to a fragment shader")));
    }
    let varying = |variable: &super::items::Variable| {
        let length = match variable.dimensions.as_slice() {
            [] => None,
            [_, number, _] => match number.text.parse::<usize>() {
                Ok(length) if (1..=64).contains(&length) => Some(length),
                _ => {
                    return Err((
                        number.at,
                        format!("the length of `{}` must be a number up to 64", variable.name.text),
                    ));
                }
            },
            _ => return Err((variable.name.at, format!("`{}` cannot be a list of lists", variable.name.text))),
        };
        Ok(Varying { name: variable.name.text.to_string(), ty: ty.clone(), length, at: variable.name.at })
    };
    list.variables.iter().map(varying).collect()
}

/// How the numbers travel.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub vectors: usize,
    /// Statements of the vertex shader, after the user's own.
    pub pack: String,
    /// Statements of the fragment shader, before the user's own.
    pub unpack: String,
}

/// Lays the numbers out; the same list gives the same layout in both stages.
pub(super) fn packed(varyings: &[Varying]) -> Result<Packed, (u32, String)> {
    let mut packed = Packed::default();
    let mut count = 0usize;
    // Counted first: what is too much is not written out.
    let all: usize = varyings.iter().map(Varying::count).sum();
    if all > MOST_VECTORS * 4 {
        let at = varyings.first().map_or(0, |varying| varying.at);
        let most = MOST_VECTORS * 4;
        return Err((at, format!("{all} numbers go from the vertex shader to this one; {most} are the most")));
    }
    for varying in varyings {
        for name in varying.numbers() {
            let place = format!("rushes_v{}.{}", count / 4, PARTS[count % 4]);
            let back = match varying.ty.as_str() {
                ty if ty.starts_with('i') => format!("int(round({place}))"),
                "bool" => format!("{place} > 0.5"),
                _ => place.clone(),
            };
            packed.pack += &format!("    {place} = float({name});\n");
            packed.unpack += &format!("    {name} = {back};\n");
            count += 1;
        }
    }
    packed.vectors = count.div_ceil(4);
    Ok(packed)
}
