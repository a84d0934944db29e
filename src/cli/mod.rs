//! The words that a person types; one file per verb.
//!
//! Owns arguments, exit codes and plain output. Must not hold work that another room could do.
