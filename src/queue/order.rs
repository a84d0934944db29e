//! Who is next.

use super::model::{Job, Stage};

/// The job to start: the waiting one with the lowest place that is `ready`.
pub fn next<'jobs>(
    jobs: impl IntoIterator<Item = &'jobs Job>,
    mut ready: impl FnMut(&Job) -> bool,
) -> Option<&'jobs Job> {
    jobs.into_iter()
        .filter(|job| matches!(job.life.stage, Stage::Waiting { .. }) && ready(job))
        .min_by_key(|job| (job.place, job.id))
}
