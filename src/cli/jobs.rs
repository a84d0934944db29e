//! `rushes jobs`: the queue, once.

use clap::Args;
use serde::Serialize;

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::types::{JobState, JobView};

/// List the queue
///
/// One line per job, in the order in which they run; jobs that ended stay until they are taken off the list.
#[derive(Debug, Args)]
pub struct Jobs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    jobs: &'a [JobView],
}

impl Jobs {
    pub fn run(self, output: &mut Output) -> Exit {
        self.list(output).unwrap_or_else(|exit| exit)
    }

    fn list(self, output: &mut Output) -> Result<Exit, Exit> {
        let client = reach::engine(output)?;
        let mut jobs = client.jobs().map_err(|error| reach::refused(output, &error))?;
        jobs.sort_by_key(|job| (job.order, job.id));
        if self.json {
            output.json(&Document { jobs: &jobs });
        } else if jobs.is_empty() {
            output.line("The queue is empty; `rushes add PROJECT` puts something in it.");
        } else {
            output.line(&table(&jobs));
        }
        Ok(Exit::Done)
    }
}

/// The jobs in columns, as wide as what is in them.
pub fn table(jobs: &[JobView]) -> String {
    let head = ["#", "state", "project", "export", "done", "note"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(jobs.iter().map(row)).collect();
    let width =
        |column: usize| rows.iter().map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str())).max();
    let widths: [usize; 5] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(widths) {
            text.push_str(cell);
            let used = unicode_width::UnicodeWidthStr::width(cell.as_str());
            text.push_str(&" ".repeat(width.saturating_sub(used) + 2));
        }
        text.push_str(&row[5]);
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn row(job: &JobView) -> [String; 6] {
    let project = job.project.file_stem().unwrap_or(job.project.as_os_str()).to_string_lossy();
    let note = match (&job.note, job.state) {
        (Some(note), _) => note.clone(),
        (None, JobState::Done) => job.output.display().to_string(),
        (None, _) => job.progress.as_ref().map_or_else(String::new, |progress| format!("{:.1} fps", progress.fps)),
    };
    let safe = |text: &str| crate::base::printable::text(text);
    [
        job.id.to_string(),
        job.state.word().to_owned(),
        safe(&project),
        safe(&job.export),
        format!("{:.0} %", job.percent.floor()),
        safe(&note),
    ]
}
