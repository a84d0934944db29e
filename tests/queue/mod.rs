//! Tests of the queue room.

mod store;
mod transition;
