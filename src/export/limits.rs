//! What one export may use. Every queue and every cache in it is as long as these say and no longer.

/// Sizes that never change what is made, only how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Chunks that are made at the same time.
    pub lanes: usize,
    /// Readback buffers between the GPU and a lane's encoder.
    pub ring_slots: usize,
    /// Bytes of images and texts kept on the GPU.
    pub cache_bytes: u64,
    /// Bytes of finished chunks kept when the export is over.
    pub store_bytes: u64,
    /// Resident bytes above which the worker stops itself.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lanes: 1,
            ring_slots: 4,
            cache_bytes: 512 << 20,
            store_bytes: 20 << 30,
            memory_bytes: default_memory_limit(),
        }
    }
}

/// The larger of 2 GiB and half the box's memory.
fn default_memory_limit() -> u64 {
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
        line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()
    });
    (total.unwrap_or(0) * 1024 / 2).max(2 << 30)
}
