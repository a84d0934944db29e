//! The rules of the house, as tests: who may import whom, what a door says, how long a file may be.

mod layout;
mod tokens;
mod walls;
