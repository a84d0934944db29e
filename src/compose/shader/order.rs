//! Functions in the order in which the compiler wants them: what is called stands before what calls it.

use std::collections::HashMap;

use super::dialect::is_prototype;
use super::items::{Function, Item};

/// Ordering costs their square.
const MOST_FUNCTIONS: usize = 1000;

/// All that is no function first, without the prototypes of functions that are there; then the functions, callees first, else
/// as they stood. Functions that call each other in a circle stay for the compiler to refuse.
pub(super) fn callees_first(items: Vec<Item>) -> Vec<Item> {
    if items.iter().filter(|item| matches!(item, Item::Function(_))).count() > MOST_FUNCTIONS {
        return items;
    }
    let mut functions: Vec<Function> = Vec::new();
    let mut others: Vec<Item> = Vec::new();
    for item in items {
        match item {
            Item::Function(function) => functions.push(function),
            other => others.push(other),
        }
    }
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, function) in functions.iter().enumerate() {
        by_name.entry(function.name()).or_default().push(index);
    }
    others.retain(|item| match item {
        Item::Declaration(tokens) => !(is_prototype(tokens) && by_name.contains_key(&*tokens[1].text)),
        Item::Function(_) => true,
    });
    let callees = |function: &Function| -> Vec<usize> {
        let calls = function.body.windows(2).filter(|pair| pair[0].is_word() && pair[1].is("("));
        calls.filter_map(|pair| by_name.get(&*pair[0].text)).flatten().copied().collect()
    };
    let callees: Vec<Vec<usize>> = functions.iter().map(callees).collect();
    let order = depth_first(&callees);
    let mut functions: Vec<Option<Function>> = functions.into_iter().map(Some).collect();
    others.extend(order.into_iter().filter_map(|index| functions[index].take()).map(Item::Function));
    others
}

/// Every node after those that it leads to. Without recursion: texts decide how deep it goes.
fn depth_first(leads_to: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(leads_to.len());
    let mut seen = vec![false; leads_to.len()];
    for root in 0..leads_to.len() {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            match leads_to[*node].get(*next) {
                Some(child) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[*child], true) {
                        path.push((*child, 0));
                    }
                }
                None => {
                    order.push(*node);
                    path.pop();
                }
            }
        }
    }
    order
}
