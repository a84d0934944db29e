//! The `rushes` program: everything it does is in the library.

fn main() -> std::process::ExitCode {
    rushes::media::keep_quiet();
    rushes::cli::run().into()
}
