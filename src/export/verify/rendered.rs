//! The frames that a film was rendered of, a window of them at a time.

use std::collections::VecDeque;

use super::expected::{Expected, Proof};
use super::look::Look;
use crate::base::Failure;

/// Rendered frames around the one that is looked at.
pub struct Rendered<'a> {
    expected: &'a Expected,
    proof: Option<Proof>,
    first: u64,
    looks: VecDeque<Look>,
}

impl<'a> Rendered<'a> {
    pub fn open(expected: &'a Expected) -> Result<Self, Failure> {
        Ok(Self { expected, proof: expected.open_proof()?, first: 0, looks: VecDeque::new() })
    }

    /// Brings the frames up to `last`, and lets those before `first` go.
    pub fn window(&mut self, first: i64, last: i64) -> Result<(), Failure> {
        let Ok(last) = u64::try_from(last) else { return Ok(()) };
        while self.first + (self.looks.len() as u64) <= last {
            let Some(proof) = &mut self.proof else { break };
            match proof.next_frame().map_err(|error| self.expected.failed(&error))? {
                Some(signature) => self.looks.push_back(Look::of(&signature)),
                None => self.proof = None,
            }
        }
        let first = u64::try_from(first).unwrap_or(0);
        while self.first < first && self.looks.pop_front().is_some() {
            self.first += 1;
        }
        Ok(())
    }

    pub fn get(&self, index: i64) -> Option<&Look> {
        let at = u64::try_from(index).ok()?.checked_sub(self.first)?;
        self.looks.get(usize::try_from(at).ok()?)
    }
}
