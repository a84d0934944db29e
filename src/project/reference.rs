//! The reference page of the project file, from the table of keys.

use super::expected::expected;
use super::expression::names::{CONSTANTS, FUNCTIONS, Function, INPUTS};
use super::table::{COMMON, EFFECTS, KINDS, Key, Moves, PRESET, TOP, Type};
use super::tree::VarType;
use super::values;

/// Every key of the document with type, default and one sentence, as Markdown.
pub fn reference_markdown() -> String {
    let mut page = Page { text: String::new() };
    page.line("# The project file, key by key\n");
    page.line("This page comes from the same table that reads your files. Keys marked *not built yet* are known and refused.\n");
    page.line("Keys that begin with `x-` are yours and are ignored.\n");
    page.section("The document", "", TOP);
    page.line("## Layers\n");
    page.line("A layer has exactly one of these kinds, and any of the keys that all layers have.\n");
    page.line("| kind | value | what it shows |\n|---|---|---|");
    for kind in KINDS {
        page.row(&kind.key);
    }
    page.line("");
    for kind in KINDS {
        let keys = if let Type::Map(keys) = kind.key.ty { keys } else { kind.keys };
        if !keys.is_empty() {
            let inside = if kind.keys.is_empty() { kind.key.name } else { "" };
            page.section(&format!("Keys of `{}`", kind.key.name), inside, keys);
        }
    }
    page.section("Keys of all layers", "", COMMON);
    page.section("Effects", "", EFFECTS);
    page.line("## Presets of one's own\n");
    page.line(
        "A preset is a file `presets/NAME.yaml` beside the project, or in `presets` of the configuration's folder. It says of \
         an export what the export does not say itself; `rushes presets NAME` shows one of the program's as it is written.\n",
    );
    page.table("", PRESET);
    page.line("## Values\n");
    page.values();
    page.text
}

struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn section(&mut self, title: &str, inside: &str, keys: &[Key]) {
        self.line(&format!("## {title}\n"));
        self.table(inside, keys);
    }

    fn table(&mut self, inside: &str, keys: &[Key]) {
        self.line("| key | value | default | |\n|---|---|---|---|");
        self.rows(inside, keys);
        self.line("");
    }

    fn rows(&mut self, inside: &str, keys: &[Key]) {
        for key in keys {
            let path = if inside.is_empty() { key.name.to_owned() } else { format!("{inside}.{}", key.name) };
            let default = match (key.required, key.default) {
                (true, _) => "required".to_owned(),
                (_, "") => String::new(),
                (_, default) => format!("`{default}`"),
            };
            let moves = if key.moves == Moves::Never { "" } else { ", may move" };
            let value = cell(&format!("{}{moves}", brief(&key.ty)));
            self.line(&format!("| `{path}` | {value} | {} | {} |", cell(&default), cell(&sentence(key))));
            self.deeper(&path, &key.ty);
        }
    }

    /// The keys inside of a key's value.
    fn deeper(&mut self, path: &str, ty: &Type) {
        match ty {
            Type::Map(keys) => self.rows(path, keys),
            Type::List(item) => self.deeper(&format!("{path}[]"), item),
            Type::Named(item) => self.deeper(&format!("{path}.NAME"), item),
            Type::Inputs(key) => self.deeper(&format!("{path}.NAME"), &key.ty),
            Type::Either(types) => types.iter().for_each(|ty| self.deeper(path, ty)),
            _ => {}
        }
    }

    fn row(&mut self, key: &Key) {
        self.line(&format!("| `{}` | {} | {} |", key.name, cell(&brief(&key.ty)), cell(&sentence(key))));
    }

    fn values(&mut self) {
        let types: Vec<&str> = VarType::ALL.iter().map(|ty| ty.word()).collect();
        self.line("- **Times** are sums of `12` `12.5` (seconds) `500ms` `12.5s` `1m30s` `1:30` `00:01:30.500` `90f` `16b` `4bar` with `+`, `-` and parentheses; all exact. A beat is `60 / bpm` seconds, or what the tempo's file says; on the time line beats count from the tempo's `offset`. Where the tempo changes, `at: 8b..16b` are two places, and a length such as a fade is as long as so many beats are where it lies.");
        self.line("- **Ranges** are half-open: `a..b`.");
        self.line("- **Keyframes** are lists of `time: value ease NAME`, or `time: { to: value, ease: NAME }`; a leading `+` counts from the layer's start. Colours move by keyframes only, and run into each other as in a gradient.");
        self.expressions();
        self.line(&format!(
            "- **Easings**: `{}`, `cubic-bezier(a,b,c,d)`, `steps(n)`.",
            values::ease_names().join("` `")
        ));
        self.line(&format!("- **Variables** are `name: value` or `name: {{ type: TYPE, default: value }}` with the types `{}`; `$${{` is a plain `${{`.", types.join("` `")));
    }
}

impl Page {
    fn expressions(&mut self) {
        let units = "`px` and `%` in lengths, `deg` and `turn` in angles, `s`, `ms`, `Hz` and `kHz` anywhere";
        self.line(&format!(
            "- **Expressions** stand wherever a value may move: `\"= 1 + 0.25 * bass\"`, for one value of a list too (`[\"= w/2 + 100*sin(t)\", 50%]`), and as a keyframe's value. All numbers are real: `1/4` is 0.25. `^` is power and comes from the right (`-2^2` is -4), then `* /`, `+ -`, `< <= > >= == !=`, `&&`, `||`, `a ? b : c`; `!` is not. Numbers may have units ({units}); a plain number is pixels in lengths and degrees in angles. A value out of its key's bounds stays at them, and what is no number (`1/0`) is the key's default."
        ));
        let inputs: Vec<String> = INPUTS.iter().map(|input| format!("`{}` ({})", input.name, input.help)).collect();
        let constants: Vec<String> = CONSTANTS.iter().map(|(name, _)| format!("`{name}`")).collect();
        self.line(&format!(
            "  - Names: {}, {}, and every variable of the document that is a number. What is heard is 0 without sound.",
            inputs.join(", "),
            constants.join(", ")
        ));
        let (told, plain): (Vec<&Function>, Vec<&Function>) =
            FUNCTIONS.iter().partition(|function| !function.help.is_empty());
        let told: Vec<String> =
            told.iter().map(|function| format!("`{}` ({})", function.call, function.help)).collect();
        let plain: Vec<String> = plain.iter().map(|function| format!("`{}`", function.call)).collect();
        self.line(&format!("  - Functions: {}; and {}.", told.join(", "), plain.join(" ")));
        self.line("  - Grids (`div`) are `bar`, `beat`, or a constant part of a whole note: `1/4`, `1/12` for triplets, `3/8`. A whole note has as many beats as the signature's lower number; in MIDI files a beat is a quarter.");
    }
}

fn sentence(key: &Key) -> String {
    if key.built { key.help.to_owned() } else { format!("{} *Not built yet.*", key.help) }
}

/// The value in a few words; words that nothing renders are marked.
fn brief(ty: &Type) -> String {
    match ty {
        Type::Words(words) => {
            let words = words
                .iter()
                .map(|word| if word.built { format!("`{}`", word.word) } else { format!("*{}*", word.word) });
            words.collect::<Vec<_>>().join(" ")
        }
        Type::Either(types) => types.iter().map(brief).collect::<Vec<_>>().join(", or "),
        Type::Map(_) => "a map".into(),
        Type::List(item) if matches!(**item, Type::Map(_)) => "a list of maps".into(),
        Type::Named(item) if matches!(**item, Type::Map(_)) => "a map of names, each a map".into(),
        _ => expected(ty),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
