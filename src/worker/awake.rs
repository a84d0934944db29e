//! Keeps the box awake while there is work: a child that holds the system's lock against sleep for as long as this process
//! lives. Where the system has no such thing, nothing happens.

use std::process::{Child, Command, Stdio};

use crate::base::Failure;
use crate::config::numbers;

/// Awake until this is dropped.
#[derive(Debug)]
pub struct Awake {
    child: Option<Child>,
}

impl Awake {
    /// `RUSHES_AWAKE=no` leaves the box alone.
    pub fn keep(why: &str) -> Self {
        let child = if wanted().unwrap_or(true) { command(why).spawn().ok() } else { None };
        Self { child }
    }

    /// Whether a child holds the lock, as far as can be seen from here.
    pub fn holds(&self) -> bool {
        self.child.is_some()
    }
}

/// What the environment says.
pub fn wanted() -> Result<bool, Failure> {
    Ok(numbers::yes_said("RUSHES_AWAKE")?.unwrap_or(true))
}

/// The lock lasts as long as `cat`, and that as long as our end of its pipe: the system closes it when this process is gone,
/// however it went.
#[cfg(not(target_os = "macos"))]
fn command(why: &str) -> Command {
    let mut command = Command::new("systemd-inhibit");
    command.args(["--what=sleep:idle", "--mode=block", "--who=rushes"]).arg(format!("--why={why}")).arg("cat");
    quiet(&mut command);
    command
}

/// macOS's own program ends with the process that it is told.
#[cfg(target_os = "macos")]
fn command(_why: &str) -> Command {
    let mut command = Command::new("caffeinate");
    command.args(["-i", "-s", "-w"]).arg(std::process::id().to_string());
    quiet(&mut command);
    command
}

fn quiet(command: &mut Command) {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Its pipe is closed with it; what does not go by itself is ended.
            drop(child.stdin.take());
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
