//! Tests of the API room: a real engine behind a real socket.

mod gate;
mod routes;
mod service;
mod stream;
mod talk;
