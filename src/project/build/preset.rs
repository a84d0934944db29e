//! Which preset an export has, and what is wrong with a user's own.

use super::builder::Builder;
use crate::project::nearest::nearest;
use crate::project::presets::{self, Chain, Unusable};
use crate::project::tree::Node;
use crate::project::values;

/// What is taken where nothing is said.
pub(super) const USUAL: &str = "h264";

/// The preset of an export, or the usual one where that can't be had, which is said. Its place is where messages about what
/// it says point to.
pub(super) fn preset(
    export: &Node,
    path: &str,
    at: (usize, usize),
    builder: &mut Builder<'_>,
) -> (Chain, (usize, usize)) {
    let Some((node, name)) = export.get("preset").and_then(|node| Some((node, node.scalar()?))) else {
        return (usual(), at);
    };
    let at = (node.line, node.column);
    let load = builder.nesting.load();
    match presets::read(name, &builder.folder, load) {
        Ok(chain) => return (chain, at),
        // A word that is known and not built was refused by the walk.
        Err(Unusable::Unknown(_)) if crate::project::table::is_unbuilt_preset(name) => {}
        // So was one that can't be a name.
        Err(Unusable::Unknown(_)) if !values::is_name(name) => {}
        Err(Unusable::Unknown(why)) => {
            let path = format!("{path}.preset");
            let help = match nearest(name, presets::NAMES) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "there are {}; one of your own is a file presets/{name}.yaml beside the project ({why})",
                    presets::NAMES.join(", ")
                ),
            };
            builder.error(node, &path, format!("`preset`: there is no `{name}`"), Some(&help));
        }
        Err(Unusable::Wrong(problems)) => {
            // Two exports may have the same one.
            for problem in problems {
                if !builder.problems.contains(&problem) {
                    builder.problems.push(problem);
                }
            }
        }
    }
    (usual(), at)
}

fn usual() -> Chain {
    presets::read(USUAL, std::path::Path::new(""), &|_| Err(String::new())).unwrap_or(Chain(Vec::new()))
}
