//! The questions that are asked before what can't be undone; each names what is lost and what stays.

use super::link::Request;
use super::model::job_name;
use super::words;
use crate::api::types::JobView;

/// A question with the requests that a yes sends.
#[derive(Debug, Clone)]
pub struct Question {
    pub title: String,
    pub lines: Vec<String>,
    pub requests: Vec<Request>,
}

/// Asks before running or queued work is stopped for good.
pub fn cancel(jobs: &[&JobView]) -> Question {
    let chunks: u64 = jobs
        .iter()
        .filter_map(|job| job.progress.as_ref())
        .map(|progress| progress.chunks_done)
        .fold(0, u64::saturating_add);
    let seconds: f64 = jobs.iter().filter_map(|job| job.progress.as_ref()).map(|progress| progress.elapsed).sum();
    let what =
        if jobs.len() == 1 { "the job is cancelled".to_owned() } else { format!("{} jobs are cancelled", jobs.len()) };
    let lost = if chunks > 0 {
        let stay = if chunks == 1 { "stays" } else { "stay" };
        let work = words::spoken(seconds);
        format!("{}, {work} of work {stay} on disk; {what}.", words::count(chunks as usize, "chunk"))
    } else {
        format!("Nothing is finished yet; {what}.")
    };
    let again = if chunks > 0 { "r queues it again and goes on from those chunks." } else { "r queues it again." };
    Question {
        title: format!("Cancel {}?", names(jobs)),
        lines: vec![lost, again.to_owned()],
        requests: jobs.iter().map(|job| Request::Cancel(job.id)).collect(),
    }
}

/// Asks before ended jobs leave the list.
pub fn remove(jobs: &[&JobView]) -> Question {
    let what = if jobs.len() == 1 { "The job leaves".to_owned() } else { format!("{} jobs leave", jobs.len()) };
    let log = if jobs.len() == 1 { "its log goes with it" } else { "their logs go with them" };
    Question {
        title: format!("Remove {} from the list?", names(jobs)),
        lines: vec![
            format!("{what} the list for good; {log}."),
            "Finished files and chunks stay on disk; chunks go when they are old.".to_owned(),
        ],
        requests: jobs.iter().map(|job| Request::Remove(job.id)).collect(),
    }
}

fn names(jobs: &[&JobView]) -> String {
    match jobs {
        [job] => format!("{}, {}", job_name(job), job.export),
        jobs => words::count(jobs.len(), "job"),
    }
}
