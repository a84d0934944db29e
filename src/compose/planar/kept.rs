//! What is kept from frame to frame.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Things by their keys; the least recently used go first when there is no more room.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    all: HashMap<K, Held<V>>,
    bytes: u64,
    most_bytes: u64,
    frame: u64,
}

#[derive(Debug)]
struct Held<V> {
    value: Arc<V>,
    bytes: u64,
    used: u64,
}

impl<K: Eq + Hash + Clone, V> Kept<K, V> {
    pub fn new(most_bytes: u64) -> Self {
        Self { all: HashMap::new(), bytes: 0, most_bytes, frame: 0 }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is used from here on is needed together.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
    }

    /// Lets go of all that the last frame did not use.
    pub fn only_lasting(&mut self) {
        let frame = self.frame;
        let bytes = &mut self.bytes;
        self.all.retain(|_, held| {
            let lasts = held.used >= frame;
            *bytes -= if lasts { 0 } else { held.bytes };
            lasts
        });
    }

    pub fn get(&mut self, key: &K) -> Option<Arc<V>> {
        let held = self.all.get_mut(key)?;
        held.used = self.frame;
        Some(Arc::clone(&held.value))
    }

    pub fn put(&mut self, key: K, value: V, bytes: u64) -> Arc<V> {
        while self.bytes + bytes > self.most_bytes {
            let oldest = self.all.iter().filter(|(_, held)| held.used < self.frame).min_by_key(|(_, held)| held.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            if let Some(gone) = self.all.remove(&key) {
                self.bytes -= gone.bytes;
            }
        }
        let value = Arc::new(value);
        self.bytes += bytes;
        if let Some(gone) = self.all.insert(key, Held { value: Arc::clone(&value), bytes, used: self.frame }) {
            self.bytes -= gone.bytes;
        }
        value
    }
}
