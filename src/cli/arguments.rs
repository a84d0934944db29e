//! The program's words, all in one place: help, completions and manual pages come from here.

use clap::{Parser, Subcommand};

use super::add::Add;
use super::analyse::Analyse;
use super::bench::Bench;
use super::cache::Cache;
use super::cancel::{Cancel, Retry};
use super::check::Check;
use super::completions::Completions;
use super::doctor::Doctor;
use super::engine::{Engine, Status};
use super::exit::Exit;
use super::init::Init;
use super::jobs::Jobs;
use super::logs::Logs;
use super::man::Man;
use super::output::Output;
use super::plan::Plan;
use super::presets::Presets;
use super::render::Render;
use super::schema::Schema;
use super::screen::Screen;
use super::still::Still;
use super::verify::Verify;
use super::version;
use super::wait::Wait;
use super::worker::Worker;

/// Turns project files into finished videos
///
/// Without a verb: opens the terminal UI on a folder's projects and the queue. The engine behind it starts by itself, and
/// goes on when you leave.
#[derive(Debug, Parser)]
#[command(
    name = "rushes",
    version = version::VERSION,
    long_version = version::long(),
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = false,
    after_help = "Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 75 worth trying again, 130 interrupted."
)]
pub struct Arguments {
    #[command(flatten)]
    pub screen: Screen,

    #[command(subcommand)]
    pub verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    Render(Render),
    Check(Check),
    Init(Init),
    Plan(Plan),
    Presets(Presets),
    Verify(Verify),
    Still(Still),
    Analyse(Analyse),
    Add(Add),
    Jobs(Jobs),
    Wait(Wait),
    Cancel(Cancel),
    Retry(Retry),
    Logs(Logs),
    Status(Status),
    Cache(Cache),
    Engine(Engine),
    Schema(Schema),
    Bench(Bench),
    Doctor(Doctor),
    Completions(Completions),
    #[command(hide = true)]
    Man(Man),
    #[command(hide = true)]
    Worker(Worker),
}

/// Reads the words of this process and does what they say.
pub fn run() -> Exit {
    let mut output = Output::standard();
    match Arguments::try_parse() {
        Ok(arguments) => arguments.run(&mut output),
        Err(refused) => {
            // Help and version come as "errors" too; clap knows which stream and which code each wants.
            let usage = refused.use_stderr();
            let _ = refused.print();
            if usage { Exit::Usage } else { Exit::Done }
        }
    }
}

impl Arguments {
    pub fn run(self, output: &mut Output) -> Exit {
        match self.verb {
            Some(Verb::Check(check)) => check.run(output),
            Some(Verb::Render(render)) => render.run(output),
            Some(Verb::Plan(plan)) => plan.run(output),
            Some(Verb::Presets(presets)) => presets.run(output),
            Some(Verb::Verify(verify)) => verify.run(output),
            Some(Verb::Still(still)) => still.run(output),
            Some(Verb::Analyse(analyse)) => analyse.run(output),
            Some(Verb::Schema(schema)) => schema.run(output),
            Some(Verb::Worker(worker)) => worker.run(output),
            Some(Verb::Init(init)) => init.run(output),
            Some(Verb::Add(add)) => add.run(output),
            Some(Verb::Jobs(jobs)) => jobs.run(output),
            Some(Verb::Wait(wait)) => wait.run(output),
            Some(Verb::Cancel(cancel)) => cancel.run(output),
            Some(Verb::Retry(retry)) => retry.run(output),
            Some(Verb::Logs(logs)) => logs.run(output),
            Some(Verb::Status(status)) => status.run(output),
            Some(Verb::Cache(cache)) => cache.run(output),
            Some(Verb::Engine(engine)) => engine.run(output),
            Some(Verb::Bench(bench)) => bench.run(output),
            Some(Verb::Doctor(doctor)) => doctor.run(output),
            Some(Verb::Completions(completions)) => completions.run(output),
            Some(Verb::Man(man)) => man.run(output),
            None => self.screen.run(output),
        }
    }
}
