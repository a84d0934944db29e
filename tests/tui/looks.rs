//! Whole screens, as text, at the sizes that people have. A change that is meant is accepted with `INSTA_UPDATE=always`.

use rushes::api::types::{Change, FolderView, JobState, JobView};
use rushes::base::Reason;
use rushes::tui::link::LinkEvent;
use rushes::tui::options::Options;

use super::models::{Seen, at_night, folder, job, lines, night, running, with_night};

macro_rules! look {
    ($name:ident, $seen:expr) => {
        #[test]
        fn $name() {
            let screen = { $seen }.screen();
            insta::with_settings!({ snapshot_path => "screens", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(stringify!($name), screen);
            });
        }
    };
}

fn failed(columns: u16, rows: u16) -> Seen {
    let mut seen = at_night(columns, rows);
    seen.press("G").log_page(5, lines());
    seen
}

fn newcomer(columns: u16, rows: u16) -> Seen {
    let mut seen = Seen::new(columns, rows);
    seen.link(LinkEvent::Connected).snapshot(Vec::new(), Some(folder()));
    seen
}

fn pressed(mut seen: Seen, keys: &str) -> Seen {
    seen.press(keys);
    seen
}

look!(night_80x24, at_night(80, 24));
look!(night_120x30, at_night(120, 30));
look!(night_140x40, at_night(140, 40));
look!(night_50x12, at_night(50, 12));
look!(too_small_39x9, at_night(39, 9));
look!(ascii_80x24, with_night(&Options { ascii: true, ..Options::default() }, 80, 24));
look!(paused_80x24, pressed(at_night(80, 24), "j"));
look!(waiting_80x24, pressed(at_night(80, 24), "j j"));
look!(done_80x24, pressed(at_night(80, 24), "j j j"));
look!(failed_80x24, failed(80, 24));
look!(failed_120x30, failed(120, 30));
look!(failed_50x12_opened, pressed(failed(50, 12), "Enter"));
look!(newcomer_80x24, newcomer(80, 24));
look!(newcomer_120x30, newcomer(120, 30));
look!(newcomer_50x12, newcomer(50, 12));
look!(broken_project_80x24, pressed(newcomer(80, 24), "G"));
look!(broken_project_50x12_opened, pressed(newcomer(50, 12), "G Enter"));
look!(projects_80x24, pressed(at_night(80, 24), "F3"));
look!(log_80x24, pressed(at_night(80, 24), "l"));
look!(log_140x40, pressed(at_night(140, 40), "l"));
look!(help_80x24, pressed(at_night(80, 24), "?"));
look!(help_50x12, pressed(at_night(50, 12), "?"));
look!(confirm_cancel_80x24, pressed(at_night(80, 24), "x"));
look!(confirm_cancel_many_80x24, pressed(at_night(80, 24), "g g Space Space Space x"));
look!(confirm_remove_50x12, pressed(failed(50, 12), "D"));
look!(marks_80x24, pressed(at_night(80, 24), "g g Space j Space"));
look!(prefix_80x24, pressed(at_night(80, 24), "g"));

look!(nothing_at_all_80x24, {
    let mut seen = Seen::new(80, 24);
    let folder = FolderView { projects: Vec::new(), ..folder() };
    seen.link(LinkEvent::Connected).snapshot(Vec::new(), Some(folder));
    seen
});
look!(connecting_80x24, {
    let mut seen = Seen::new(80, 24);
    seen.later(2_000);
    seen
});
look!(lost_80x24, {
    let mut seen = at_night(80, 24);
    seen.link(LinkEvent::Lost { why: "the engine does not answer; trying again".into() }).later(12_000);
    seen
});
look!(frozen_80x24, {
    let mut seen = at_night(80, 24);
    seen.press("F").say(Change::Removed { id: 4 }).say(Change::Removed { id: 5 });
    seen
});
look!(filter_80x24, {
    let mut seen = at_night(80, 24);
    seen.press("/").type_text("t !done");
    seen
});
look!(search_80x24, {
    let mut seen = at_night(80, 24);
    seen.press("l /").type_text("chunk").press("Enter n");
    seen
});
look!(palette_80x24, {
    let mut seen = at_night(80, 24);
    seen.press(":").type_text("can");
    seen
});
look!(palette_50x12, {
    let mut seen = at_night(50, 12);
    seen.press(":");
    seen
});
look!(ten_thousand_80x24, {
    let mut seen = Seen::new(80, 24);
    let jobs = (1..=10_000).map(|id| job(id, &format!("shot-{id:05}"), JobState::Waiting)).collect();
    seen.link(LinkEvent::Connected).snapshot(jobs, Some(folder())).press("G k k");
    seen
});
look!(hostile_names_80x24, {
    let mut jobs = night();
    jobs[0] = running(1, "a\u{1b}[31m\u{1b}]0;owned\u{7}b\nc\u{202e}d");
    jobs[2] = JobView {
        note: Some("\u{1b}[2J\u{9b}31m bell\u{7}".into()),
        reason: Some(Reason::Permission),
        export: "映画の予告編の書き出し".into(),
        ..job(3, "映画の予告編の書き出しとても長い名前です", JobState::Failed)
    };
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(jobs, None);
    seen
});
