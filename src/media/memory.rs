//! How this process gives memory back that encoders and decoders are done with.

/// Makes large blocks go back to the system as soon as they are freed, so that memory stays flat however long a film is.
///
/// glibc raises the size from which it maps blocks of their own each time one is freed. After the first encoder has gone,
/// the frames of the next ones would come from the heap, between small blocks of the graphics driver that stay: a 1080p
/// export then grew by a quarter over two minutes. With the limit pinned it stays within two per cent.
pub fn keep_flat() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// Smaller than any plane of a picture worth exporting.
        const MAP_FROM: i32 = 256 << 10;
        const TRIM_FROM: i32 = 1 << 20;
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            #[expect(unsafe_code, reason = "glibc's allocator can only be told through its own call")]
            // SAFETY: mallopt may be called at any time; it takes two integers and touches no memory of ours.
            unsafe {
                libc::mallopt(libc::M_MMAP_THRESHOLD, MAP_FROM);
                libc::mallopt(libc::M_TRIM_THRESHOLD, TRIM_FROM);
            }
        });
    }
}
