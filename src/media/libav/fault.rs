//! What libav's error codes mean, and silence on the terminal.

use std::sync::Once;

use ffmpeg_next::Error;

/// libav's own words for an error code, safe to print.
pub fn sentence(error: Error) -> String {
    crate::base::printable::text(&error.to_string())
}

/// Keeps SVT-AV1 off the terminal, which writes there of itself and is told otherwise only through the environment.
///
/// To be called while the process has one thread.
pub fn quiet_libraries() {
    const KNOWN: &str = "SVT_LOG";
    if std::env::var_os(KNOWN).is_none() {
        #[expect(unsafe_code, reason = "the library reads nothing but this variable")]
        // SAFETY: called at the very start of the program, before there is another thread that could read the environment.
        unsafe {
            std::env::set_var(KNOWN, "0");
        }
    }
}

/// Keeps libav's log off the terminal. Its lines name no file and no time; what matters comes back as error codes.
pub fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet));
}
