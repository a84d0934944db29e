//! `rushes engine`: the service behind the queue.

use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::output::Output;
use super::reach;
use crate::api::blocking::BlockingClient;
use crate::api::types::EngineView;
use crate::api::{ClientError, service};
use crate::base::{Failure, Reason};
use crate::engine::{Options, leave_caller, lock};

/// How long an engine has to close its files after it said that it goes.
const STOP_DEADLINE: Duration = Duration::from_secs(10);

/// Start, stop or look at the service behind the queue
///
/// There is one engine per user. It starts by itself when a verb or the terminal UI needs it, and outlives both.
#[derive(Debug, Args)]
pub struct Engine {
    #[command(subcommand)]
    verb: EngineVerb,
}

#[derive(Debug, Subcommand)]
enum EngineVerb {
    /// Start the engine, unless it runs
    Start,
    /// Stop the engine; exports that run go on, and the next engine finds them
    Stop,
    Status(Status),
    /// Be the engine; this is what `start` starts
    #[command(hide = true)]
    Run {
        /// Leave the terminal first
        #[arg(long)]
        detached: bool,
    },
}

/// Say whether the engine runs, and what it does
///
/// Starts nothing. Ends with 1 where no engine runs.
#[derive(Debug, Args)]
pub struct Status {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Engine {
    pub fn run(self, output: &mut Output) -> Exit {
        let done = match self.verb {
            EngineVerb::Start => start(output),
            EngineVerb::Stop => stop(output),
            EngineVerb::Status(status) => return status.run(output),
            EngineVerb::Run { detached } => be(detached, output),
        };
        done.unwrap_or_else(|exit| exit)
    }
}

impl Status {
    pub fn run(self, output: &mut Output) -> Exit {
        self.ask(output).unwrap_or_else(|exit| exit)
    }

    fn ask(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        match BlockingClient::connect(&places).and_then(|client| client.status()) {
            Ok(view) if self.json => output.json(&view),
            Ok(view) => output.line(&told(&view)),
            Err(error @ ClientError::Absent) => {
                // An answer, and no accident: trying again would not start one.
                output.complain(&format!("rushes: {error}"));
                return Err(Exit::Failed);
            }
            Err(error) => return Err(reach::refused(output, &error)),
        }
        Ok(Exit::Done)
    }
}

fn be(detached: bool, output: &mut Output) -> Result<Exit, Exit> {
    if detached {
        leave_caller();
    }
    let (places, exe) = (reach::places(output)?, reach::own_file(output)?);
    write_log();
    service::run(&places, Options::with_workers_of(&exe)).map_err(|failure| output.fail(&failure))?;
    Ok(Exit::Done)
}

/// What the engine has to say goes to its error stream, which is its log file once it has left the terminal.
fn write_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUSHES_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,rushes=info"));
    // Only the first one counts; in this process there is no other.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(std::io::stderr).try_init();
}

fn start(output: &mut Output) -> Result<Exit, Exit> {
    let client = reach::engine(output)?;
    let view = client.status().map_err(|error| reach::refused(output, &error))?;
    output.line(&told(&view));
    Ok(Exit::Done)
}

fn stop(output: &mut Output) -> Result<Exit, Exit> {
    let places = reach::places(output)?;
    let client = match BlockingClient::connect(&places) {
        Ok(client) => client,
        Err(ClientError::Absent) => {
            output.line("no engine runs");
            return Ok(Exit::Done);
        }
        Err(error) => return Err(reach::refused(output, &error)),
    };
    let view = client.stop_engine().map_err(|error| reach::refused(output, &error))?;
    let since = Instant::now();
    while lock::is_held(&places) {
        if since.elapsed() > STOP_DEADLINE {
            let said = format!("the engine (pid {}) said that it goes, and still runs after 10 seconds", view.pid);
            return Err(output.fail(&Failure::new(Reason::Stalled, said)));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let goes_on = if view.running > 0 { format!("; {} running exports go on", view.running) } else { String::new() };
    output.line(&format!("engine stopped{goes_on}"));
    Ok(Exit::Done)
}

fn told(view: &EngineView) -> String {
    let EngineView { version, pid, home, running, waiting, .. } = view;
    format!("engine {version}, pid {pid}, {running} running, {waiting} waiting, state in {}", home.display())
}
