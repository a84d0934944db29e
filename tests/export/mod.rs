//! Tests of the export room.

mod store;
