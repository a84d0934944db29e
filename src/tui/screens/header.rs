//! The first line: which box, how it is, how much is queued, and whether the engine is there.

use ratatui::layout::Rect;

use crate::base::bytes;
use crate::tui::model::{Connection, Model};
use crate::tui::pen::Pen;
use crate::tui::themes::Role;
use crate::tui::words;

/// Draws the header into one row.
pub fn header(model: &Model, pen: &mut Pen<'_>, row: Rect) {
    let mut right = row.right().saturating_sub(1);
    let (state, role) = state(model);
    right = pen.put_right(row, right, &state, role);
    let mut x = pen.put(row, row.x + 1, "rushes", Role::Name);
    let Some(vitals) = &model.shown().vitals else { return };
    for (index, part) in facts(vitals).into_iter().enumerate() {
        let wide = u16::try_from(words::width(&part)).unwrap_or(u16::MAX);
        if x.saturating_add(wide).saturating_add(4) > right {
            break;
        }
        let role = if index == 0 { Role::Strong } else { Role::Header };
        x = pen.put(row, x + 2, &part, role);
    }
}

/// Host and vitals, the most telling first.
fn facts(vitals: &crate::api::types::Vitals) -> Vec<String> {
    let mut parts = vec![words::cut(&crate::base::printable::text(&vitals.host), 24, "~")];
    parts.push(format!("cpu {:.0}%", vitals.cpu_percent.clamp(0.0, 100.0)));
    if vitals.memory_total > 0 {
        let giga = |amount: u64| amount as f64 / f64::from(1 << 30);
        parts.push(format!("ram {:.0}/{:.0}G", giga(vitals.memory_used), giga(vitals.memory_total)));
    }
    if vitals.disk_free > 0 {
        parts.push(format!("disk {}", bytes::short(vitals.disk_free)));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn state(model: &Model) -> (String, Role) {
    let since = |at: i64| format!("{} s", model.now.saturating_sub(at).max(0) / 1000);
    let warning = model.glyphs.warning();
    if let Some(frozen) = &model.frozen {
        return (format!("{warning} FROZEN, {} behind  F goes on", frozen.behind), Role::Warning);
    }
    match &model.connection {
        Connection::Connecting(at) => (format!("connecting {}", since(*at)), Role::Warning),
        Connection::Lost { since: at, .. } => (format!("{warning} reconnecting {}", since(*at)), Role::Warning),
        Connection::Connected => {
            let world = model.shown();
            let mut parts = vec![format!("{} runs", world.running()), format!("{} wait", world.waiting())];
            if world.running() == 0 && world.waiting() == 0 {
                parts = vec!["idle".to_owned()];
            }
            (format!("{}  connected", parts.join(", ")), Role::Header)
        }
    }
}
