//! What keys and messages do.

use std::path::PathBuf;

use rushes::api::types::{Change, ErrorBody, JobState, JobView, Level, LogPage};
use rushes::tui::link::{Answer, LinkEvent, Reply, Request};
use rushes::tui::model::{Connection, Effect, Popup};
use rushes::tui::options::Options;
use rushes::tui::themes::Depth;
use rushes::tui::update::Input;

use super::models::{Seen, at_night, folder, job, line, lines, night, progress, project, running};

#[test]
fn the_first_snapshot_puts_the_cursor_on_what_runs() {
    let mut seen = Seen::new(80, 24);
    let mut jobs = night();
    jobs.rotate_left(1);
    for (order, job) in jobs.iter_mut().enumerate() {
        job.order = order as i64;
    }
    seen.link(LinkEvent::Connected).snapshot(jobs, None);
    assert_eq!(seen.model.job().map(|job| job.id), Some(1));
}

#[test]
fn a_newcomer_presses_a_and_sees_the_queue() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(Vec::new(), Some(folder())).press("a");
    let asked = seen.asked();
    let [Request::Add(add)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(add.project, PathBuf::from("/home/ana/film/opening-titles.yaml"));
    assert!(add.exports.is_empty() && !add.all && !add.overwrite);
    let queued = running(1, "opening-titles");
    seen.say(Change::Job { job: queued.clone() });
    let request = Request::Add(add.clone());
    seen.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Added(vec![queued])) }));
    let screen = seen.screen();
    assert!(screen.contains("in the queue as job 1") && screen.contains("● render"), "{screen}");
}

#[test]
fn a_project_with_errors_is_not_queued_and_says_why() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(Vec::new(), Some(folder())).press("G a");
    assert_eq!(seen.asked(), []);
    assert!(seen.screen().contains("has errors; correct them first"));
}

#[test]
fn a_in_the_queue_leads_to_the_projects() {
    let mut seen = at_night(80, 24);
    seen.press("a");
    assert_eq!(seen.asked(), []);
    seen.press("j a");
    assert!(matches!(seen.asked().as_slice(), [Request::Add(add)] if add.project.ends_with("social-cut.yaml")));
}

#[test]
fn folder_messages_change_the_list_and_keep_the_cursor_on_its_project() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(Vec::new(), Some(folder())).press("j");
    let mut changed = folder();
    changed.projects.insert(0, project("a-new-one.yaml"));
    seen.say(Change::Folder { folder: changed });
    assert_eq!(seen.model.project().map(|project| project.name.as_str()), Some("social-cut.yaml"));
    assert!(seen.screen().contains("a-new-one.yaml"));
}

#[test]
fn cancelling_asks_and_only_a_yes_cancels() {
    for no in ["n", "Esc", "q"] {
        let mut seen = at_night(80, 24);
        seen.press("x").press("z").press(no).press("y");
        assert_eq!(seen.asked(), [], "{no} is no");
    }
    for yes in ["y", "Enter"] {
        let mut seen = at_night(80, 24);
        seen.press("x").press(yes);
        assert_eq!(seen.asked(), [Request::Cancel(1)]);
    }
}

#[test]
fn the_question_names_what_would_be_lost() {
    let mut seen = Seen::new(80, 24);
    let mut working = running(1, "opening");
    working.progress = Some(rushes::api::types::Progress { chunks_done: 8, ..progress(40.0, 2_220.0) });
    seen.link(LinkEvent::Connected).snapshot(vec![working], None).press("x");
    let Some(Popup::Ask(question)) = &seen.model.popup else { panic!("no question") };
    assert_eq!(question.lines[0], "8 chunks, 37 minutes of work stay on disk; the job is cancelled.");
}

#[test]
fn actions_apply_to_the_marks_and_leave_out_what_they_do_not_fit() {
    let mut seen = at_night(80, 24);
    seen.press("g g * x y");
    assert_eq!(seen.asked(), [Request::Cancel(1), Request::Cancel(2), Request::Cancel(3)]);
    assert_eq!(seen.model.queue.marks(), 0, "an action that was sent uses the marks up");
    seen.press("g g v j j v D");
    assert!(seen.model.popup.is_none(), "none of the first three has ended");
    seen.press("Esc * D Enter");
    assert_eq!(seen.asked(), [Request::Remove(4), Request::Remove(5)]);
    seen.press("G r");
    assert_eq!(seen.asked(), [Request::Retry(5)]);
}

#[test]
fn marks_of_jobs_that_are_gone_are_gone() {
    let mut seen = at_night(80, 24);
    seen.press("G Space").say(Change::Removed { id: 5 });
    assert_eq!(seen.model.queue.marks(), 0);
}

#[test]
fn percent_never_falls_until_the_job_is_queued_anew() {
    let mut seen = at_night(80, 24);
    let reached = seen.model.job().map(|job| job.percent);
    let mut late = running(1, "opening-titles");
    late.percent = 12.0;
    seen.say(Change::Job { job: late.clone() });
    assert_eq!(seen.model.job().map(|job| job.percent), reached);
    seen.snapshot(vec![late.clone()], None);
    assert_eq!(seen.model.job().map(|job| job.percent), reached);
    late.state = JobState::Failed;
    seen.say(Change::Job { job: late.clone() });
    late.state = JobState::Waiting;
    late.percent = 3.0;
    seen.say(Change::Job { job: late });
    assert_eq!(seen.model.job().map(|job| job.percent), Some(3.0));
}

#[test]
fn the_cursor_stays_on_its_job_when_others_come_and_go() {
    let mut seen = at_night(80, 24);
    seen.press("g g j j");
    assert_eq!(seen.model.job().map(|job| job.id), Some(3));
    seen.say(Change::Removed { id: 1 });
    let first = JobView { order: -1, ..job(9, "urgent", JobState::Waiting) };
    seen.say(Change::Job { job: first });
    assert_eq!(seen.model.job().map(|job| job.id), Some(3));
}

#[test]
fn a_lost_engine_leaves_the_last_state_readable_and_sends_nothing() {
    let mut seen = at_night(80, 24);
    seen.link(LinkEvent::Lost { why: "the engine does not answer".into() }).later(3_000);
    seen.press("x");
    assert!(seen.model.popup.is_none());
    let screen = seen.screen();
    assert!(screen.contains("reconnecting 3 s") && screen.contains("opening-titles"), "{screen}");
    assert!(screen.contains("nothing was sent"), "{screen}");
    seen.link(LinkEvent::Connected);
    assert_eq!(seen.model.connection, Connection::Connected);
}

#[test]
fn the_log_of_the_shown_job_is_asked_for_once_and_page_after_page() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(night(), None);
    let first = Effect::Ask(Request::LogPage { job: 1, from: 0 });
    assert_eq!(seen.effects.iter().filter(|effect| **effect == first).count(), 1);
    seen.effects.clear();
    let page = LogPage { lines: lines(), next: 512, file: None };
    let request = Request::LogPage { job: 1, from: 0 };
    seen.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Log(page)) }));
    assert_eq!(seen.effects, [Effect::Ask(Request::LogPage { job: 1, from: 512 })]);
    seen.effects.clear();
    let page = LogPage { lines: Vec::new(), next: 512, file: None };
    let request = Request::LogPage { job: 1, from: 512 };
    seen.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Log(page)) })).later(9_000);
    assert_eq!(seen.effects, []);
}

#[test]
fn a_line_that_page_and_stream_both_bring_stands_once_and_in_its_place() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(night(), None);
    let newest = lines().pop().unwrap();
    seen.say(Change::Log { job: 1, line: newest.clone() }).log_page(1, lines());
    let shown: Vec<String> = seen.model.log_lines().iter().map(|line| line.text.clone()).collect();
    let wanted: Vec<String> = lines().into_iter().map(|line| line.text).collect();
    assert_eq!(shown, wanted);
}

#[test]
fn a_new_connection_goes_on_with_the_log_where_it_was_and_doubles_nothing() {
    let mut seen = Seen::new(80, 24);
    seen.link(LinkEvent::Connected).snapshot(night(), None);
    let page = LogPage { lines: lines(), next: 512, file: None };
    let request = Request::LogPage { job: 1, from: 0 };
    seen.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Log(page)) }));
    let live: Vec<_> = (0..900).map(|second| line(60 + second, Level::Info, "chunk done")).collect();
    for line in &live {
        seen.say(Change::Log { job: 1, line: line.clone() });
    }
    seen.effects.clear();
    seen.link(LinkEvent::Lost { why: "gone".into() }).link(LinkEvent::Connected).snapshot(night(), None);
    assert_eq!(seen.effects, [Effect::Ask(Request::LogPage { job: 1, from: 512 })]);
    let page = LogPage { lines: live, next: 40_000, file: None };
    let request = Request::LogPage { job: 1, from: 512 };
    seen.link(LinkEvent::Answer(Answer { request, reply: Ok(Reply::Log(page)) }));
    assert_eq!(seen.model.log_lines().len(), 906);
}

#[test]
fn a_new_attempt_has_a_log_of_its_own() {
    let mut seen = at_night(80, 24);
    seen.effects.clear();
    seen.say(Change::Job { job: JobView { attempt: 2, ..running(1, "opening-titles") } });
    assert_eq!(seen.effects, [Effect::Ask(Request::LogPage { job: 1, from: 0 })]);
    assert!(seen.model.log_lines().is_empty());
}

#[test]
fn strings_that_a_terminal_sends_by_itself_press_no_keys() {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    let mut seen = at_night(80, 24);
    let begin = KeyEvent::new(KeyCode::Char(']'), KeyModifiers::ALT);
    seen.model.update(rushes::tui::update::Input::Key(begin), seen.now);
    seen.type_text("11;rgb:x/q/r").press("Ctrl-G").press("j");
    assert!(seen.effects.iter().all(|effect| *effect != Effect::Leave) && seen.model.popup.is_none());
    assert_eq!(seen.model.job().map(|job| job.id), Some(2), "keys after its end count again");
}

#[test]
fn where_nothing_is_shown_keys_do_nothing_but_leave() {
    let mut seen = at_night(39, 9);
    seen.press("x y Enter D");
    assert!(seen.asked().is_empty() && seen.model.popup.is_none());
    seen.press("q");
    assert!(seen.effects.contains(&Effect::Leave));
}

#[test]
fn the_log_follows_until_someone_scrolls_and_again_at_its_end() {
    let mut seen = at_night(80, 24);
    seen.press("l k");
    seen.say(Change::Log { job: 1, line: line(58, Level::Info, "chunk 15 done") });
    assert!(!seen.model.log.follow);
    assert_eq!(seen.model.log.cursor, 4);
    seen.press("G");
    seen.say(Change::Log { job: 1, line: line(59, Level::Info, "chunk 16 done") });
    assert!(seen.model.log.follow);
    assert_eq!(seen.model.log.cursor, 7);
}

#[test]
fn levels_and_search_find_lines() {
    let mut seen = at_night(80, 24);
    seen.press("l L L L");
    let levels: Vec<Level> = seen.model.log_lines().iter().map(|line| line.level).collect();
    assert_eq!(levels, [Level::Warning]);
    seen.press("L L L /").type_text("CHUNK 1").press("Enter");
    assert_eq!(seen.model.log.cursor, 5);
    seen.press("n");
    assert_eq!(seen.model.log.cursor, 3);
    seen.press("N");
    assert_eq!(seen.model.log.cursor, 5);
    seen.press("y");
    assert!(seen.effects.contains(&Effect::Copy("chunk 14 done: 240 frames, 2.0 MB, 5.9 s".into())));
    assert!(seen.screen().contains("copied: chunk 14 done"));
}

#[test]
fn a_filter_narrows_and_esc_takes_it_away() {
    let mut seen = at_night(80, 24);
    seen.press("/").type_text("done").press("Enter");
    assert_eq!(seen.model.queue.len(), 1);
    assert!(seen.screen().contains("queue /done  1 of 5"));
    assert_eq!(seen.model.job().map(|job| job.id), Some(4));
    seen.press("Esc");
    assert_eq!(seen.model.queue.len(), 5);
    assert_eq!(seen.model.job().map(|job| job.id), Some(4));
}

#[test]
fn keys_typed_into_a_filter_do_nothing_else() {
    let mut seen = at_night(80, 24);
    seen.press("/").type_text("qxD ar");
    assert_eq!(seen.asked(), []);
    assert!(seen.effects.is_empty() && seen.model.popup.is_none());
}

#[test]
fn a_paste_presses_no_keys() {
    let mut seen = at_night(80, 24);
    let effects = seen.model.update(rushes::tui::update::Input::Paste("xyq\n".into()), seen.now);
    assert!(effects.is_empty() && seen.model.popup.is_none());
    seen.press("/");
    seen.model.update(rushes::tui::update::Input::Paste("open\ning".into()), seen.now);
    assert_eq!(seen.model.queue.filter, "opening");
}

#[test]
fn a_frozen_view_stands_still_and_counts_what_it_misses() {
    let mut seen = at_night(80, 24);
    seen.press("F").say(Change::Removed { id: 1 });
    let screen = seen.screen();
    assert!(screen.contains("FROZEN, 1 behind") && screen.contains("opening-titles"), "{screen}");
    seen.press("F");
    let screen = seen.screen();
    assert!(!screen.contains("FROZEN") && !screen.contains("opening-titles"), "{screen}");
}

#[test]
fn ctrl_c_leaves_as_q_does_even_from_a_question() {
    for keys in ["q", "Ctrl-C", "x Ctrl-C", ": Ctrl-C", "/ Ctrl-C", "? Ctrl-C"] {
        let mut seen = at_night(80, 24);
        seen.press(keys);
        assert!(seen.effects.contains(&Effect::Leave), "{keys}");
        assert_eq!(seen.asked(), []);
    }
}

#[test]
fn two_press_keys_wait_a_moment_and_then_forget() {
    let mut seen = at_night(80, 24);
    seen.press("G g").later(900).press("g");
    assert_eq!(seen.model.job().map(|job| job.id), Some(5), "the first g was forgotten");
    seen.press("g");
    assert_eq!(seen.model.job().map(|job| job.id), Some(1));
    seen.press("g p");
    assert!(seen.screen().contains("projects in /home/ana/film"));
}

#[test]
fn the_palette_does_what_is_chosen() {
    let mut seen = at_night(80, 24);
    seen.press(":").type_text("cancel").press("Enter");
    assert!(matches!(seen.model.popup, Some(Popup::Ask(_))));
}

#[test]
fn a_refusal_is_read_in_full() {
    let mut seen = at_night(80, 24);
    let refused = ErrorBody {
        error: "the output /home/ana/film/out/opening-titles.mp4 exists and was not made by this project".into(),
        reason: None,
        problems: folder().projects[2].problems.clone(),
    };
    seen.link(LinkEvent::Answer(Answer { request: Request::Retry(1), reply: Err(refused) }));
    let screen = seen.screen();
    assert!(screen.contains("exists and was not") && screen.contains("did you mean opacity?"), "{screen}");
    seen.press("Esc");
    assert!(seen.model.popup.is_none());
}

#[test]
fn nothing_is_drawn_anew_without_a_reason() {
    let mut seen = at_night(80, 24);
    seen.screen();
    seen.model.dirty = false;
    seen.model.urgent = false;
    seen.later(1_000).later(1_000);
    assert!(!seen.model.dirty);
    seen.say(Change::Job { job: running(1, "opening-titles") });
    assert!(seen.model.dirty && !seen.model.urgent, "news waits for the next frame");
    seen.press("j");
    assert!(seen.model.urgent, "keys don't");
}

#[test]
fn the_environment_decides_about_glyphs_colours_and_mouse() {
    let of = |variables: &[(&str, &str)]| {
        let variables: std::collections::BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Options::from_environment(move |name| variables.get(name).cloned())
    };
    let home = of(&[("LANG", "de_DE.UTF-8"), ("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]);
    assert!(!home.ascii && home.mouse && home.depth == Depth::TrueColor);
    let far = of(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8"), ("TERM", "xterm"), ("SSH_CONNECTION", "1 2 3 4")]);
    assert!(far.ascii && !far.mouse && far.depth == Depth::Sixteen);
    assert_eq!(of(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]).depth, Depth::Mono);
    assert_eq!(of(&[("NO_COLOR", ""), ("TERM", "screen-256color")]).depth, Depth::Indexed);
}

#[test]
fn themes_can_be_read_at_every_depth_and_no_color_has_none() {
    use ratatui::style::Color;
    use rushes::tui::themes::{EMBEDDED, Role, Theme};
    for (name, document) in EMBEDDED {
        for depth in [Depth::Mono, Depth::Sixteen, Depth::Indexed, Depth::TrueColor] {
            let theme = Theme::parse(document, depth).unwrap();
            assert_eq!(theme.name, name);
            for role in Role::ALL {
                let style = theme.style(*role);
                for color in [style.fg, style.bg].into_iter().flatten() {
                    match depth {
                        Depth::Mono => panic!("{name} {}: {color}", role.name()),
                        Depth::Sixteen => assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_))),
                        Depth::Indexed => assert!(matches!(color, Color::Indexed(_))),
                        Depth::TrueColor => assert!(matches!(color, Color::Rgb(..))),
                    }
                }
            }
        }
    }
    assert!(Theme::parse("name: x\nroles: { state.runing: {} }", Depth::TrueColor).is_err());
    assert!(Theme::parse("name: x\nroles: { text: { color: \"#12\" } }", Depth::TrueColor).is_err());
}

#[test]
fn a_page_without_lines_is_not_the_end_of_a_log() {
    let mut seen = at_night(80, 24);
    let mut answered = |from| {
        let page = LogPage { lines: Vec::new(), next: 1 << 24, file: None };
        let answer = Answer { request: Request::LogPage { job: 1, from }, reply: Ok(Reply::Log(page)) };
        seen.model.update(Input::Link(LinkEvent::Answer(answer)), seen.now)
    };
    let next = Effect::Ask(Request::LogPage { job: 1, from: 1 << 24 });
    assert_eq!(answered(0), [next], "what comes after the stretch is asked for");
    assert_eq!(answered(1 << 24), [], "nothing new is the end");
}

#[test]
fn requests_wait_for_room_in_their_order() {
    let (link, mut end) = rushes::tui::pair();
    let mut backlog = rushes::tui::link::Backlog::default();
    for id in 0..20_000 {
        assert!(backlog.add(Request::Cancel(id)));
    }
    assert!(!backlog.add(Request::Cancel(20_000)), "it does not grow for ever");
    for id in 0..20_000 {
        assert!(backlog.hand_over(&link.requests));
        assert_eq!(end.requests.try_recv(), Ok(Request::Cancel(id)));
    }
    assert!(backlog.is_empty());
    backlog.add(Request::Cancel(1));
    drop(end);
    assert!(!backlog.hand_over(&link.requests) && backlog.is_empty(), "nobody is there any more");
}
