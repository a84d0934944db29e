//! The table of actions makes everything: it must be whole and without contradictions.

use std::collections::BTreeMap;

use rushes::tui::actions::{Place, TABLE};
use rushes::tui::keymap::{Meaning, meaning};
use rushes::tui::keys_markdown;

#[test]
fn every_action_has_keys_help_and_a_place_and_stands_once() {
    let mut seen = std::collections::BTreeSet::new();
    for entry in TABLE {
        assert!(!entry.keys.is_empty(), "{} has no key", entry.name);
        assert!(!entry.help.is_empty() && !entry.help.ends_with('.'), "{}: {}", entry.name, entry.help);
        assert!(entry.help.len() <= 56, "the help cuts this at 80 columns: {}", entry.help);
        assert!(!entry.places.is_empty() && !entry.name.is_empty());
        assert!(seen.insert(entry.action), "{} stands twice", entry.name);
    }
}

#[test]
fn no_key_means_two_things_in_one_place() {
    for place in Place::ALL {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for entry in TABLE.iter().filter(|entry| entry.places.contains(&place)) {
            for key in entry.keys {
                let other = taken.insert(key, entry.name);
                assert_eq!(other, None, "{key} means {} and more in the {}", entry.name, place.name());
                if let Some((first, _)) = key.split_once(' ') {
                    assert_eq!(meaning(place, None, first), Meaning::Begins, "{first} alone must wait for more");
                }
            }
        }
    }
}

#[test]
fn every_key_of_the_table_can_be_pressed_and_does_its_action() {
    for entry in TABLE {
        for place in entry.places {
            for key in entry.keys {
                let mut before: Option<String> = None;
                let mut means = Meaning::Nothing;
                for part in key.split(' ') {
                    let name = rushes::tui::keymap::name(&super::models::key_event(part)).unwrap();
                    means = meaning(*place, before.as_deref(), &name);
                    before = Some(name);
                }
                assert_eq!(means, Meaning::Does(entry.action), "{key} in the {}", place.name());
            }
        }
    }
}

#[test]
fn the_markdown_names_every_key_and_every_sentence() {
    let table = keys_markdown();
    for entry in TABLE {
        assert!(table.contains(entry.help));
        for key in entry.keys {
            assert!(table.contains(&format!("`{key}`")), "{key}");
        }
    }
    assert!(table.lines().all(|line| line.starts_with('|') && line.ends_with('|')));
}
