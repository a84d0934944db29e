//! The whole document, its canvas, and small readers that its sections share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{analysis, export, form, layer, sound, tracks};
use crate::base::Rational;
use crate::project::expression::Part;
use crate::project::model::{Canvas, CanvasColor, Fade, Length, Project, Rgba, Span};
use crate::project::nested::{Inside, Nesting};
use crate::project::place::{Place, Problem, Severity};
use crate::project::time::{self, Measures, Reach, Sense, Tempo};
use crate::project::tree::Node;
use crate::project::values;
use crate::project::vars::Variables;

/// The canvas's size where the document says nothing.
const DEFAULT_SIZE: (u32, u32) = (1920, 1080);

/// What building needs to know beside the tree.
#[derive(Debug)]
pub struct Builder<'a> {
    /// The document as it was given, for messages.
    pub file: &'a Path,
    /// Absolute.
    pub path: PathBuf,
    pub folder: PathBuf,
    pub measures: Measures,
    /// Where the canvas's size stands.
    pub canvas_size: Option<(usize, usize)>,
    /// It stands there and is none: nothing follows from it.
    pub canvas_refused: bool,
    /// Where the cut zone begins that holds for all exports.
    pub range_start: Rational,
    /// What the document's expressions compute, by path.
    pub formulas: BTreeMap<String, Vec<Part>>,
    /// Some of them need the sound's analysis.
    pub hears: bool,
    /// Whether there is something that could be heard.
    pub sound: bool,
    pub problems: Vec<Problem>,
    /// The documents around this one.
    pub nesting: Nesting<'a>,
    /// What the documents that it shows brought.
    pub inside: Inside,
}

/// The project of a tree; mistakes in how keys go together are added to `builder.problems`. What the walk has refused
/// counts as not said, so that the rest can still be judged.
pub fn build(tree: &Node, variables: &Variables, builder: &mut Builder<'_>) -> Project {
    let size = tree.get("canvas").and_then(|canvas| canvas.get("size"));
    builder.canvas_size = size.map(|size| (size.line, size.column));
    builder.canvas_refused = size.is_some_and(|size| !size.scalar().is_some_and(values::is_size));
    let canvas = canvas(tree.get("canvas"), builder);
    let background = tree.get("canvas").and_then(|canvas| canvas.get("background"));
    let shown = builder.nesting.is_outermost();
    let vars =
        variables.iter().map(|(name, variable)| (name.clone(), variable.text.to_string())).collect::<BTreeMap<_, _>>();
    let audio: Vec<_> =
        items(tree, "audio").iter().enumerate().map(|(index, node)| sound::sound(node, index, builder)).collect();
    let analysis = analysis::analysis(tree, builder);
    sound::ducks(tree, &audio, builder);
    let master = sound::master(tree.get("master"));
    let layers = items(tree, "layers")
        .iter()
        .enumerate()
        .filter_map(|(index, node)| layer::layer(node, format!("layers[{index}]"), &canvas, builder))
        .collect();
    let range = tree.get("range").and_then(|node| builder.span(node, Sense::Position));
    builder.range_start = range.map_or(Rational::ZERO, |range| range.start);
    // What is shown in another project is not exported by itself.
    let exports = if shown { export::exports(tree, &canvas, builder) } else { Vec::new() };
    if let Some(background) = background.filter(|_| shown && canvas.background.a < 1.0) {
        export::transparency(background, &exports, builder);
    }
    let title = tree.get("title").and_then(Node::scalar).map(str::to_owned);
    let mut project = Project {
        path: builder.path.clone(),
        title,
        canvas,
        vars,
        tempo: None,
        tempo_source: None,
        tracks: Vec::new(),
        audio,
        master,
        analysis,
        layers,
        range,
        exports,
        hears: builder.hears,
    };
    tracks::musical(tree, &mut project, builder);
    builder.unique_ids(tree, "audio");
    builder.unique_ids(tree, "layers");
    form::mattes(items(tree, "layers"), "layers", builder);
    export::outputs_differ(&project, builder);
    project
}

fn canvas(node: Option<&Node>, builder: &Builder<'_>) -> Canvas {
    let text = |key: &str| node.and_then(|node| node.get(key)).and_then(Node::scalar);
    let (width, height) = text("size").and_then(values::size).map_or(DEFAULT_SIZE, |size| size.pixels(DEFAULT_SIZE));
    let black = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
    Canvas {
        width,
        height,
        fps: builder.measures.fps,
        background: text("background").and_then(values::color).unwrap_or(black),
        color: text("color").and_then(CanvasColor::of).unwrap_or_default(),
        duration: node.and_then(|node| node.get("duration")).and_then(|node| builder.length(node)),
    }
}

pub(super) fn items<'a>(tree: &'a Node, key: &str) -> &'a [Node] {
    tree.get(key).and_then(Node::list).unwrap_or(&[])
}

impl<'a> Builder<'a> {
    pub fn new(file: &'a Path, path: PathBuf, folder: PathBuf, measures: Measures, nesting: Nesting<'a>) -> Self {
        Self {
            file,
            path,
            folder,
            measures,
            canvas_size: None,
            canvas_refused: false,
            range_start: Rational::ZERO,
            formulas: BTreeMap::new(),
            hears: false,
            sound: false,
            problems: Vec::new(),
            nesting,
            inside: Inside::default(),
        }
    }

    pub(in crate::project) fn error(&mut self, node: &Node, path: &str, message: String, help: Option<&str>) {
        self.problem(Severity::Error, (node.line, node.column), path, message, help.map(str::to_owned));
    }

    pub(super) fn problem(
        &mut self,
        severity: Severity,
        (line, column): (usize, usize),
        path: &str,
        message: String,
        help: Option<String>,
    ) {
        let (file, path) = (self.file.to_path_buf(), path.to_owned());
        self.problems.push(Problem { severity, file, line, column, path, message, help });
    }

    /// What beats are is not known yet: how times stand to each other can't be judged.
    pub(super) fn guesses(&self) -> bool {
        self.measures.tempo == Tempo::Elsewhere
    }

    pub(super) fn length(&self, node: &Node) -> Option<Rational> {
        time::parse(node.scalar()?, Sense::Length, &self.measures).ok()
    }

    pub(super) fn span(&self, node: &Node, sense: Sense) -> Option<Span> {
        let (start, end) = time::parse_span(node.scalar()?, sense, &self.measures).ok()?;
        Some(Span { start, end })
    }

    /// A length that reaches from or to a place of the time line.
    pub(super) fn length_at(&self, node: &Node, reach: Reach) -> Option<Rational> {
        time::parse_length(node.scalar()?, reach, &self.measures).ok()
    }

    pub(super) fn fade(&self, node: Option<&Node>) -> Fade {
        self.fade_at(node, None)
    }

    /// The fades of what stands at `at`.
    pub(super) fn fade_at(&self, node: Option<&Node>, at: Option<Span>) -> Fade {
        let part = |key: &str, reach: Reach| {
            node.and_then(|node| node.get(key)).and_then(|node| self.length_at(node, reach)).unwrap_or(Rational::ZERO)
        };
        let end = at.and_then(|at| at.end).map_or(Reach::Any, Reach::Before);
        let start = Reach::After(at.map_or(Rational::ZERO, |at| at.start));
        Fade { fade_in: part("in", start), fade_out: part("out", end) }
    }

    /// As [`Builder::error`], at a place that has no value of its own.
    pub(super) fn problem_at(&mut self, at: (usize, usize), path: &str, message: String, help: Option<&str>) {
        self.problem(Severity::Error, at, path, message, help.map(str::to_owned));
    }

    /// Each section has its ids for itself: a clip's picture and its sound may share one.
    fn unique_ids(&mut self, tree: &Node, section: &str) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        self.ids_differ(items(tree, section), section, &mut seen);
    }

    fn ids_differ<'t>(&mut self, nodes: &'t [Node], path: &str, seen: &mut BTreeMap<&'t str, usize>) {
        for (index, item) in nodes.iter().enumerate() {
            if let Some((node, id)) = item.get("id").and_then(|node| Some((node, node.scalar()?)))
                && let Some(first) = seen.insert(id, node.line)
            {
                let message = format!("the id `{id}` is taken: line {first} has it");
                self.error(node, &format!("{path}[{index}].id"), message, Some("give each an id of its own"));
            }
            self.ids_differ(items(item, "group"), &format!("{path}[{index}].group"), seen);
        }
    }
}

pub(super) fn place(line: usize, column: usize, path: String) -> Place {
    Place { line, column, path }
}

pub(super) fn lengths(node: &Node) -> Option<[Length; 2]> {
    let [x, y] = node.list()? else { return None };
    Some([values::length(x.scalar()?)?, values::length(y.scalar()?)?])
}
