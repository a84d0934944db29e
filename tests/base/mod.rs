//! Tests of the base room.
