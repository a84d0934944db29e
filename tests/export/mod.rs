//! Tests of the export room: whole exports on the box's own adapter, and what must hold when things go wrong.

mod animations;
mod bounds;
mod caches;
mod epochs;
mod faults;
mod films;
mod formats;
mod frame_numbers;
mod hdr_canvas;
mod hearing;
mod kept_pictures;
mod lanes;
mod luts;
mod nested;
mod notes;
mod publishing;
mod reporting;
mod room;
mod samples;
mod shaders;
mod sounds;
mod source_colours;
mod stills;
mod store;
mod tempo;
