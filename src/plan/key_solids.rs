//! What objects and notes add to a key.

use crate::base::facts::Facts;
use crate::project::model::Paint;
use crate::timeline::solid::{SceneMesh, SceneNotes, SceneObjects};

use super::key::KeyHasher;

pub(super) const NOTES: u64 = 35;
pub(super) const OBJECTS: u64 = 36;

impl KeyHasher {
    pub(super) fn objects(&mut self, shown: &SceneObjects, facts: &Facts) {
        self.number(OBJECTS);
        shown.extent.iter().for_each(|side| self.float(*side));
        match &shown.mesh {
            SceneMesh::Cube => self.number(0),
            SceneMesh::Sphere => self.number(1),
            SceneMesh::Ring => self.number(2),
            SceneMesh::Plane => self.number(3),
            SceneMesh::File(path) => {
                self.number(4);
                self.source(facts, path);
            }
        }
        self.number(shown.objects.len() as u64);
        for object in &shown.objects {
            object.at.iter().chain(&object.size).for_each(|side| self.float(f64::from(*side)));
            [object.turn, object.bright, object.glow].iter().for_each(|part| self.float(f64::from(*part)));
            self.color(object.color);
        }
        let camera = shown.camera;
        camera.from.iter().chain(&camera.to).chain(&shown.light).for_each(|part| self.float(*part));
        [camera.fov, shown.ambient, shown.shine].iter().for_each(|part| self.float(*part));
        self.color(shown.light_color);
        self.number(u64::from(shown.fog.is_some()));
        shown.fog.iter().flatten().for_each(|end| self.float(*end));
    }

    pub(super) fn notes(&mut self, shown: &SceneNotes) {
        self.number(NOTES);
        shown.extent.iter().for_each(|side| self.float(*side));
        match &shown.paint {
            Paint::Color(color) => {
                self.number(1);
                self.color(*color);
            }
            Paint::Gradient(gradient) => {
                self.number(2);
                self.gradient(gradient);
            }
        }
        self.number(u64::from(shown.lit.is_some()));
        shown.lit.iter().for_each(|color| self.color(*color));
        self.number(shown.marks.len() as u64);
        for mark in &shown.marks {
            mark.rect.iter().for_each(|edge| self.float(*edge));
            [mark.radius, mark.opacity, mark.lit, mark.glow].iter().for_each(|part| self.float(*part));
            self.number(u64::from(mark.line.is_some()));
            mark.line.iter().for_each(|line| self.float(*line));
            self.number(u64::from(mark.color.is_some()));
            mark.color.iter().for_each(|color| self.color(*color));
        }
    }
}
