//! The whole check of a file that an export has just made and not published yet.

use std::path::Path;

use super::check::{Attend, verify};
use super::expected::Expected;
use crate::export::event::Level;
use crate::export::meter::Meter;
use crate::export::proof::Kept;
use crate::export::receipt::Receipt;
use crate::export::stop::{StopFlag, Stopped};

/// Decodes all of `part` and holds it against what was rendered. What was compared goes into the receipt.
pub fn before_publication(
    part: &Path,
    receipt: &mut Receipt,
    proof: &Kept,
    (meter, stop): (&Meter, &StopFlag),
) -> Result<(), Stopped> {
    let mut expected = Expected::of(receipt, proof.path().to_path_buf());
    // They were read back a moment ago, for the receipt.
    expected.blake3 = None;
    let verdict = verify(part, Some(&expected), &Export { meter, stop })?;
    for fault in verdict.faults.iter().skip(1) {
        meter.log(Level::Error, fault.message.clone());
    }
    if let Some(failure) = verdict.failure() {
        return Err(failure.into());
    }
    receipt.check.extend(verdict.checks);
    meter.log(Level::Success, format!("all {} frames decoded and compared", receipt.frames));
    Ok(())
}

struct Export<'a> {
    meter: &'a Meter<'a>,
    stop: &'a StopFlag,
}

impl Attend for Export<'_> {
    fn frames(&self, _: u64, _: u64) {
        self.meter.beat();
    }

    fn beat(&self) {
        self.meter.beat();
    }

    fn go_on(&self) -> Result<(), Stopped> {
        self.stop.check()
    }
}
