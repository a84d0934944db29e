//! Tests of the export room: whole exports on the box's own adapter, and what must hold when things go wrong.

mod animations;
mod cache;
mod caches;
mod classes;
mod epochs;
mod faults;
mod films;
mod formats;
mod frame_numbers;
mod hdr_canvas;
mod hearing;
mod kept_pictures;
mod kills;
mod luts;
mod nested;
mod notes;
mod publishing;
mod reporting;
mod samples;
mod seams;
mod shaders;
mod sounds;
mod source_colours;
mod stills;
mod store;
mod tempo;
