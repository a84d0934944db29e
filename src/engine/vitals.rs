//! How the box is doing, sampled once a second while somebody looks.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use super::board::Board;
use super::view::Vitals;

const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(board: Arc<Board>) {
    let kind = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing().with_usage())
        .with_memory(MemoryRefreshKind::everything());
    let mut system = match System::new_with_specifics(kind) {
        Ok(system) => system,
        Err(error) => return tracing::warn!("the box says nothing of itself: {error}"),
    };
    let host = System::host_name().unwrap_or_default();
    loop {
        tokio::select! {
            () = board.stopping() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if !board.is_watched() {
            continue;
        }
        system.refresh_specifics(kind);
        board.set_vitals(Vitals {
            host: crate::base::printable::text(&host),
            cpu_percent: system.global_cpu_usage(),
            memory_used: system.used_memory(),
            memory_total: system.total_memory(),
            disk_free: free(board.places.cache()),
        });
    }
}

/// Free bytes where `folder` lies, or will lie.
fn free(folder: &Path) -> u64 {
    let stat = folder.ancestors().find_map(|there| rustix::fs::statvfs(there).ok());
    stat.map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize))
}
