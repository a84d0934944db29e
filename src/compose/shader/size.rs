//! Sizes of a pass's target: arithmetic over the picture's size and the inputs.

/// Deep nesting is refused, since people don't write it.
const DEEPEST: u32 = 32;
const LONGEST: usize = 1024;

/// A size as ISF writes it: `floor($WIDTH / 2.0)`, `max($blur * 64, 1)`.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeExpr {
    root: Node,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Width,
    Height,
    Input(String),
    Negative(Box<Node>),
    Binary(char, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Abs,
    Ceil,
    Cos,
    Exp,
    Floor,
    Fmod,
    Log,
    Max,
    Min,
    Pow,
    Round,
    Sin,
    Sqrt,
    Tan,
}

impl Function {
    /// The function and how many values it takes.
    fn named(name: &str) -> Option<(Self, usize)> {
        Some(match name.to_ascii_lowercase().as_str() {
            "abs" => (Self::Abs, 1),
            "ceil" => (Self::Ceil, 1),
            "cos" => (Self::Cos, 1),
            "exp" => (Self::Exp, 1),
            "floor" => (Self::Floor, 1),
            "fmod" | "mod" => (Self::Fmod, 2),
            "log" => (Self::Log, 1),
            "max" => (Self::Max, 2),
            "min" => (Self::Min, 2),
            "pow" => (Self::Pow, 2),
            "round" => (Self::Round, 1),
            "sin" => (Self::Sin, 1),
            "sqrt" => (Self::Sqrt, 1),
            "tan" => (Self::Tan, 1),
            _ => return None,
        })
    }

    fn of(self, first: f64, second: f64) -> f64 {
        match self {
            Self::Abs => first.abs(),
            Self::Ceil => first.ceil(),
            Self::Cos => libm::cos(first),
            Self::Exp => libm::exp(first),
            Self::Floor => first.floor(),
            Self::Fmod => libm::fmod(first, second),
            Self::Log => libm::log(first),
            Self::Max => first.max(second),
            Self::Min => first.min(second),
            Self::Pow => libm::pow(first, second),
            Self::Round => first.round(),
            Self::Sin => libm::sin(first),
            Self::Sqrt => first.sqrt(),
            Self::Tan => libm::tan(first),
        }
    }
}

impl SizeExpr {
    pub fn number(value: f64) -> Self {
        Self { root: Node::Number(value) }
    }

    /// The expression, or one clause that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("is longer than {LONGEST} characters"));
        }
        let mut reading = Reading { rest: text, depth: 0 };
        let root = reading.sum()?;
        reading.spaces();
        match reading.rest.chars().next() {
            None => Ok(Self { root }),
            Some(found) => Err(format!("found `{found}`, expected the end or an operator")),
        }
    }

    /// The names of the inputs that it asks for.
    pub fn inputs(&self) -> Vec<&str> {
        fn collect<'a>(node: &'a Node, names: &mut Vec<&'a str>) {
            match node {
                Node::Input(name) => names.push(name),
                Node::Negative(inner) => collect(inner, names),
                Node::Binary(_, left, right) => [left, right].into_iter().for_each(|side| collect(side, names)),
                Node::Call(_, values) => values.iter().for_each(|value| collect(value, names)),
                Node::Number(_) | Node::Width | Node::Height => {}
            }
        }
        let mut names = Vec::new();
        collect(&self.root, &mut names);
        names
    }

    /// Whole pixels, at least 1; an input that is not known counts as 0, and what is no number as 1.
    pub fn eval(&self, width: u32, height: u32, input: &dyn Fn(&str) -> Option<f64>) -> u32 {
        let size = settle(&self.root, f64::from(width), f64::from(height), input);
        if size.is_finite() { size.floor().clamp(1.0, f64::from(u32::MAX)) as u32 } else { 1 }
    }
}

fn settle(node: &Node, width: f64, height: f64, input: &dyn Fn(&str) -> Option<f64>) -> f64 {
    let settled = |node: &Node| settle(node, width, height, input);
    match node {
        Node::Number(number) => *number,
        Node::Width => width,
        Node::Height => height,
        Node::Input(name) => input(name).unwrap_or(0.0),
        Node::Negative(inner) => -settled(inner),
        Node::Binary(operator, left, right) => {
            let (left, right) = (settled(left), settled(right));
            match operator {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                '%' => libm::fmod(left, right),
                '^' => libm::pow(left, right),
                _ => left / right,
            }
        }
        Node::Call(function, values) => {
            let at = |index: usize| values.get(index).map_or(0.0, &settled);
            function.of(at(0), at(1))
        }
    }
}

struct Reading<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Reading<'a> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn taken(&mut self, wanted: &[char]) -> Option<char> {
        self.spaces();
        let found = self.rest.chars().next().filter(|found| wanted.contains(found))?;
        self.rest = &self.rest[found.len_utf8()..];
        Some(found)
    }

    fn word(&mut self) -> &'a str {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn sum(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("is nested too deep".to_owned());
        }
        let mut left = self.product()?;
        while let Some(operator) = self.taken(&['+', '-']) {
            left = Node::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Result<Node, String> {
        let mut left = self.factor()?;
        while let Some(operator) = self.taken(&['*', '/', '%', '^']) {
            left = Node::Binary(operator, Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Node, String> {
        let mut negative = false;
        while let Some(sign) = self.taken(&['-', '+']) {
            negative ^= sign == '-';
        }
        let node = self.value()?;
        Ok(if negative { Node::Negative(Box::new(node)) } else { node })
    }

    fn value(&mut self) -> Result<Node, String> {
        if self.taken(&['(']).is_some() {
            let inner = self.sum()?;
            return self.taken(&[')']).map(|_| inner).ok_or_else(|| "lacks a `)`".to_owned());
        }
        if self.taken(&['$']).is_some() {
            return match self.word() {
                "" => Err("has a `$` without a name".to_owned()),
                "WIDTH" => Ok(Node::Width),
                "HEIGHT" => Ok(Node::Height),
                name => Ok(Node::Input(name.to_owned())),
            };
        }
        let found = self.rest.chars().next();
        match found {
            Some(digit) if digit.is_ascii_digit() || digit == '.' => self.number(),
            Some(letter) if letter.is_ascii_alphabetic() => self.call(),
            Some(other) => Err(format!("found `{other}`, expected a number, a `$NAME` or a `(`")),
            None => Err("ends where a number should stand".to_owned()),
        }
    }

    fn number(&mut self) -> Result<Node, String> {
        let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix(['f', 'F']).unwrap_or(rest);
        digits.parse().map(Node::Number).map_err(|_| format!("has `{digits}`, which is no number"))
    }

    fn call(&mut self) -> Result<Node, String> {
        let name = self.word();
        let Some((function, count)) = Function::named(name) else {
            return Err(format!("has `{name}`, which is no function (inputs are written `${name}`)"));
        };
        if self.taken(&['(']).is_none() {
            return Err(format!("lacks a `(` after `{name}`"));
        }
        let mut values = vec![self.sum()?];
        while self.taken(&[',']).is_some() {
            values.push(self.sum()?);
        }
        if values.len() != count {
            return Err(format!("gives {} values to `{name}`, which takes {count}", values.len()));
        }
        self.taken(&[')']).map(|_| Node::Call(function, values)).ok_or_else(|| "lacks a `)`".to_owned())
    }
}
