//! `rushes add`: queue exports of a project.

use clap::Args;

use super::choice::Choice;
use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::types::{AddRequest, JobView};

/// Queue exports of a project
///
/// Each export becomes a job. The job keeps the project as it is now: editing the file later changes only jobs that are
/// added after that. The engine starts by itself, and the export goes on when you log out.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    choice: Choice,

    /// Print the jobs as JSON
    #[arg(long)]
    json: bool,
}

impl Add {
    pub fn run(self, output: &mut Output) -> Exit {
        self.queue(output).unwrap_or_else(|exit| exit)
    }

    fn queue(self, output: &mut Output) -> Result<Exit, Exit> {
        let request = self.choice.request().map_err(|failure| output.fail(&failure))?;
        let client = reach::engine(output)?;
        let jobs = client.add(&request).map_err(|error| reach::refused(output, &error))?;
        if self.json {
            output.json(&jobs);
        } else {
            jobs.iter().for_each(|job| output.line(&told(job)));
        }
        Ok(Exit::Done)
    }
}

impl Choice {
    /// What the engine is asked; it lives in another folder, so every path is made absolute.
    fn request(self) -> Result<AddRequest, crate::base::Failure> {
        let Self { project, exports, all, set, output, overwrite } = self;
        let absolute = |path: std::path::PathBuf| {
            std::path::absolute(&path).map_err(|error| crate::base::Failure::io("finding the file", &path, &error))
        };
        let (project, output) = (absolute(project)?, output.map(absolute).transpose()?);
        Ok(AddRequest { project, exports, all, set, output, overwrite })
    }
}

fn told(job: &JobView) -> String {
    format!("job {} {}: {} to {}", job.id, job.state.word(), job.export, job.output.display())
}
