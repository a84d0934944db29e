//! What libav's error codes mean, and silence on the terminal.

use std::sync::Once;

use ffmpeg_next::Error;

/// libav's own words for an error code, safe to print.
pub fn sentence(error: Error) -> String {
    crate::base::printable::text(&error.to_string())
}

/// Keeps libav's log off the terminal. Its lines name no file and no time; what matters comes back as error codes.
pub fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet));
}
