//! What areas are filled with.

use super::builder::{Builder, lengths};
use super::layer::angle;
use super::motion::{resting, resting_text};
use crate::project::model::{Gradient, Length, Rgba, Run, Stop};
use crate::project::tree::Node;
use crate::project::values;

/// Clockwise from the top: downwards.
const DOWN: f64 = 180.0;

/// More colours than can be told apart on a screen's width are a mistake.
const MOST_STOPS: usize = 1000;

/// The gradient that a map says; what its keys mean together is checked here.
pub(super) fn gradient(node: &Node, path: &str, builder: &mut Builder<'_>) -> Gradient {
    let center = resting(node, "center").as_ref().and_then(lengths).unwrap_or([Length::Percent(50.0); 2]);
    let turned = resting(node, "angle").as_ref().and_then(angle);
    let scalar = |key: &str| node.get(key).and_then(Node::scalar);
    let run = match scalar("kind") {
        Some("radial") => {
            let radius = resting_text(node, "radius").as_deref().and_then(values::length);
            Run::Radial { center, radius: radius.unwrap_or(Length::Percent(50.0)) }
        }
        // Where CSS begins it too.
        Some("conic") => Run::Conic { center, angle: turned.unwrap_or(0.0) },
        _ => Run::Linear { angle: turned.unwrap_or(DOWN) },
    };
    Gradient { run, stops: stops(node, path, builder) }
}

fn stops(node: &Node, path: &str, builder: &mut Builder<'_>) -> Vec<Stop> {
    let ends = ["from", "to"].map(|key| resting_text(node, key).as_deref().and_then(values::color));
    let Some(list) = node.get("stops") else {
        let [Some(from), Some(to)] = ends else {
            let help = Some("for example `{ from: \"#112\", to: \"#334\" }`");
            builder.error(node, path, "a gradient needs `from` and `to`, or `stops`".to_owned(), help);
            return vec![Stop { at: 0.0, color: Rgba { r: 0.0, g: 0.0, b: 0.0, a: 0.0 } }];
        };
        return vec![Stop { at: 0.0, color: from }, Stop { at: 1.0, color: to }];
    };
    if ends.iter().any(Option::is_some) {
        let message = "a gradient has `from` and `to`, or `stops`, not both".to_owned();
        builder.error(list, &format!("{path}.stops"), message, None);
    }
    let mut reached: f64 = 0.0;
    let stops: Vec<Stop> = list
        .list()
        .unwrap_or_default()
        .iter()
        .filter_map(|stop| {
            // A stop that stands before the one written before it stands with it, as in CSS.
            reached = reached.max(resting_text(stop, "at").as_deref().and_then(values::number).unwrap_or(reached));
            Some(Stop { at: reached, color: values::color(&resting_text(stop, "color")?)? })
        })
        .collect();
    if stops.len() < 2 || stops.len() > MOST_STOPS {
        let message = format!("a gradient has from 2 to {MOST_STOPS} stops, this one has {}", stops.len());
        builder.error(list, &format!("{path}.stops"), message, None);
    }
    stops
}
