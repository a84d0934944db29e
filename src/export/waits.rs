//! What an export waits for that is not its own work: room on a disk, another process. Told with its progress, and no
//! standstill.

use std::sync::{Arc, Mutex, PoisonError};

/// All waits of an export; shared by its threads.
#[derive(Debug, Clone, Default)]
pub struct Waits(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    next: u64,
    /// In the order in which they began.
    open: Vec<(u64, String)>,
}

/// One wait; it is over when this is dropped.
#[derive(Debug)]
pub struct Wait {
    waits: Waits,
    number: u64,
}

impl Waits {
    /// From now on the export waits, and `why` says for what.
    pub fn begin(&self, why: String) -> Wait {
        let number = self.with(|shared| {
            shared.next += 1;
            shared.open.push((shared.next, why));
            shared.next
        });
        Wait { waits: self.clone(), number }
    }

    /// What it has waited for the longest; `None` while it does not wait.
    pub fn told(&self) -> Option<String> {
        self.with(|shared| shared.open.first().map(|(_, why)| why.clone()))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Shared) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Wait {
    /// Says it anew, as far as the wait has come.
    pub fn say(&self, why: String) {
        self.waits.with(|shared| {
            if let Some((_, told)) = shared.open.iter_mut().find(|(number, _)| *number == self.number) {
                *told = why;
            }
        });
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.waits.with(|shared| shared.open.retain(|(number, _)| *number != self.number));
    }
}
