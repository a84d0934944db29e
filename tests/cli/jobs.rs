//! `rushes jobs`: the queue as a table.

use rushes::api::types::{JobState, JobView};

#[test]
fn the_queue_stands_in_columns() {
    let job = |id, project: &str, state, percent, note: Option<&str>| JobView {
        id,
        order: id,
        project: project.into(),
        title: None,
        export: "default".into(),
        state,
        note: note.map(str::to_owned),
        reason: None,
        output: "/films/out.mp4".into(),
        attempt: 1,
        phase: None,
        percent,
        progress: None,
        added_at: 0,
        started_at: None,
        ended_at: None,
    };
    let jobs = [
        job(7, "/p/opening.yaml", JobState::Running, 63.9, None),
        job(12, "/p/日本\u{1b}.yaml", JobState::Failed, 0.0, Some("disk full")),
        job(13, "/p/x.yaml", JobState::Done, 100.0, None),
    ];
    let wanted = "\
#   state    project     export   done   note
7   running  opening     default  63 %
12  failed   日本\\u{1b}  default  0 %    disk full
13  done     x           default  100 %  /films/out.mp4
";
    assert_eq!(rushes::cli::jobs::table(&jobs), wanted);
}
