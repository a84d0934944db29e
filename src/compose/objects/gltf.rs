//! Meshes from glTF files: triangles with their materials' base colours, whatever else stands there.
//!
//! Everything has to lie in the file itself, so that its hash names all that is seen.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use gltf::accessor::{DataType, Dimensions};
use gltf::mesh::Mode;
use gltf::{Accessor, Gltf, Node, Semantic};

use crate::base::{Failure, Reason, base64, printable};

use super::mesh::{MOST_TRIANGLES, Mesh, Vertex};

const MOST_BYTES: u64 = 64 << 20;
/// Nodes that are gone through, and how deep they lie in each other.
const MOST_NODES: usize = 10_000;
const DEEPEST: usize = 64;

/// Reads a `.glb` or `.gltf` file.
pub fn load_mesh(path: &Path) -> Result<Mesh, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::io("opening the mesh", path, &error))?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| Failure::io("reading the mesh", path, &error))?;
    let read = if bytes.len() as u64 > MOST_BYTES {
        Err(format!("the mesh is larger than {} MiB", MOST_BYTES >> 20))
    } else {
        read(&bytes)
    };
    read.map_err(|why| {
        Failure::new(Reason::SourceDamaged, format!("{}: {}", printable::path(path), printable::text(&why)))
    })
}

fn read(bytes: &[u8]) -> Result<Mesh, String> {
    let Gltf { document, blob } = Gltf::from_slice(bytes).map_err(|error| format!("this is no glTF file: {error}"))?;
    let buffers = document
        .buffers()
        .map(|buffer| match buffer.source() {
            gltf::buffer::Source::Bin => blob.clone().ok_or_else(|| "its binary part is missing".to_owned()),
            gltf::buffer::Source::Uri(uri) => embedded(uri),
        })
        .collect::<Result<Vec<_>, String>>()?;
    let mut builder = Builder { buffers, vertices: Vec::new(), indices: Vec::new(), nodes: 0 };
    let scene = document.default_scene().or_else(|| document.scenes().next());
    let nodes: Vec<Node<'_>> = match scene {
        Some(scene) => scene.nodes().collect(),
        // What lies in another node comes with that one.
        None => {
            let inner: HashSet<usize> = document
                .nodes()
                .flat_map(|node| node.children().map(|child| child.index()).collect::<Vec<_>>())
                .collect();
            document.nodes().filter(|node| !inner.contains(&node.index())).collect()
        }
    };
    for node in nodes {
        builder.node(&node, &IDENTITY, 0)?;
    }
    builder.finished()
}

/// The bytes of a `data:` URL.
fn embedded(uri: &str) -> Result<Vec<u8>, String> {
    let data = uri.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    let Some((_, text)) = data else {
        return Err("its data lie in another file; save it as `.glb`, which holds all".to_owned());
    };
    base64::decode(text).ok_or_else(|| "its embedded data are no Base64".to_owned())
}

/// Columns.
type Matrix = [[f64; 4]; 4];
const IDENTITY: Matrix = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];

struct Builder {
    buffers: Vec<Vec<u8>>,
    vertices: Vec<Vertex>,
    indices: Vec<u32>,
    nodes: usize,
}

impl Builder {
    fn node(&mut self, node: &Node<'_>, above: &Matrix, depth: usize) -> Result<(), String> {
        self.nodes += 1;
        if self.nodes > MOST_NODES || depth > DEEPEST {
            return Err("it has too many nodes, or they lie in each other".to_owned());
        }
        let own = node.transform().matrix().map(|column| column.map(f64::from));
        let here: Matrix = std::array::from_fn(|column| {
            std::array::from_fn(|row| (0..4).map(|at| above[at][row] * own[column][at]).sum())
        });
        if let Some(mesh) = node.mesh() {
            for primitive in mesh.primitives().filter(|primitive| primitive.mode() == Mode::Triangles) {
                self.primitive(&primitive, &here)?;
            }
        }
        node.children().try_for_each(|child| self.node(&child, &here, depth + 1))
    }

    fn primitive(&mut self, primitive: &gltf::Primitive<'_>, map: &Matrix) -> Result<(), String> {
        let Some(positions) = primitive.get(&Semantic::Positions) else { return Ok(()) };
        let positions = self.triples(&positions)?;
        let normals = match primitive.get(&Semantic::Normals) {
            Some(normals) => self.triples(&normals)?,
            None => Vec::new(),
        };
        let indices = match primitive.indices() {
            Some(indices) => self.whole(&indices)?,
            None => (0..positions.len() as u32).collect(),
        };
        if self.indices.len() + indices.len() > MOST_TRIANGLES * 3 {
            return Err(format!("it has more than {MOST_TRIANGLES} triangles"));
        }
        let [r, g, b, _] = primitive.material().pbr_metallic_roughness().base_color_factor();
        let color = [r, g, b].map(|part| if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 });
        let upright = Upright::of(map);
        for triangle in indices.chunks_exact(3) {
            // Seen in a mirror, what ran anticlockwise runs clockwise.
            let triangle = if upright.mirrored {
                [triangle[0], triangle[2], triangle[1]]
            } else {
                [triangle[0], triangle[1], triangle[2]]
            };
            let at = |corner: usize| positions.get(triangle[corner] as usize).map(|at| moved(map, *at, 1.0));
            let (Some(a), Some(b), Some(c)) = (at(0), at(1), at(2)) else {
                return Err("one of its triangles has corners that are not there".to_owned());
            };
            // Flat where nothing is said of normals.
            let flat = cross(sub(b, a), sub(c, a));
            for (corner, position) in [a, b, c].into_iter().enumerate() {
                let said = normals.get(triangle[corner] as usize).map(|normal| upright.moved(*normal));
                let normal = said.filter(|normal| length(*normal) > 1e-9).unwrap_or(flat);
                let long = length(normal).max(1e-12);
                if !position.iter().chain(&normal).all(|part| part.is_finite()) {
                    return Err("one of its corners stands nowhere".to_owned());
                }
                self.indices.push(self.vertices.len() as u32);
                self.vertices.push(Vertex {
                    position: position.map(|part| part as f32),
                    normal: normal.map(|part| (part / long) as f32),
                    color,
                });
            }
        }
        Ok(())
    }

    /// An accessor's items: where each begins, with the bytes around it.
    fn items(&self, accessor: &Accessor<'_>) -> Result<impl Iterator<Item = &[u8]> + use<'_>, String> {
        let bad = || "its numbers reach beyond its data".to_owned();
        if accessor.sparse().is_some() {
            return Err("it has sparse numbers, which are not read".to_owned());
        }
        let view = accessor.view().ok_or_else(bad)?;
        let size = accessor.size();
        let stride = view.stride().unwrap_or(size).max(1);
        let count = accessor.count();
        let buffer = self.buffers.get(view.buffer().index()).ok_or_else(bad)?;
        let end = view.offset().checked_add(view.length()).ok_or_else(bad)?;
        let bytes = buffer.get(view.offset()..end).and_then(|bytes| bytes.get(accessor.offset()..)).ok_or_else(bad)?;
        let needed = count.checked_sub(1).and_then(|last| last.checked_mul(stride)?.checked_add(size));
        if count > 0 && needed.is_none_or(|needed| needed > bytes.len()) {
            return Err(bad());
        }
        Ok((0..count).map(move |index| &bytes[index * stride..index * stride + size]))
    }

    fn triples(&self, accessor: &Accessor<'_>) -> Result<Vec<[f64; 3]>, String> {
        if accessor.data_type() != DataType::F32 || accessor.dimensions() != Dimensions::Vec3 {
            return Err("its positions and normals are not three floats each".to_owned());
        }
        let single = |bytes: &[u8], at: usize| {
            f64::from(f32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]))
        };
        Ok(self.items(accessor)?.map(|bytes| [single(bytes, 0), single(bytes, 4), single(bytes, 8)]).collect())
    }

    fn whole(&self, accessor: &Accessor<'_>) -> Result<Vec<u32>, String> {
        if accessor.dimensions() != Dimensions::Scalar {
            return Err("its indices are no single numbers".to_owned());
        }
        let read = match accessor.data_type() {
            DataType::U8 => |bytes: &[u8]| u32::from(bytes[0]),
            DataType::U16 => |bytes: &[u8]| u32::from(u16::from_le_bytes([bytes[0], bytes[1]])),
            DataType::U32 => |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
            _ => return Err("its indices are no whole numbers".to_owned()),
        };
        Ok(self.items(accessor)?.map(read).collect())
    }

    /// Brought to the origin and to a largest side of 1.
    fn finished(mut self) -> Result<Mesh, String> {
        if self.indices.is_empty() {
            return Err("it has no triangles".to_owned());
        }
        let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
        for vertex in &self.vertices {
            for axis in 0..3 {
                low[axis] = low[axis].min(vertex.position[axis]);
                high[axis] = high[axis].max(vertex.position[axis]);
            }
        }
        let largest = (0..3).map(|axis| high[axis] - low[axis]).fold(0.0, f32::max);
        if !(largest.is_finite() && largest > 0.0) {
            return Err("it has no size".to_owned());
        }
        for vertex in &mut self.vertices {
            for axis in 0..3 {
                let middle = low[axis] / 2.0 + high[axis] / 2.0;
                vertex.position[axis] = (vertex.position[axis] - middle) / largest;
            }
        }
        Ok(Mesh { vertices: self.vertices, indices: self.indices, closed: false })
    }
}

/// What becomes of normals: they stay upright on what is stretched, and point outwards from what is mirrored.
struct Upright {
    columns: [[f64; 3]; 3],
    mirrored: bool,
}

impl Upright {
    fn of(map: &Matrix) -> Self {
        let [x, y, z] = [0, 1, 2].map(|column: usize| [map[column][0], map[column][1], map[column][2]]);
        let columns = [cross(y, z), cross(z, x), cross(x, y)];
        let volume: f64 = (0..3).map(|row| x[row] * columns[0][row]).sum();
        let mirrored = volume < 0.0;
        let sign = if mirrored { -1.0 } else { 1.0 };
        Self { columns: columns.map(|column| column.map(|part| part * sign)), mirrored }
    }

    fn moved(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let [a, b, c] = self.columns;
        [0, 1, 2].map(|row| a[row] * x + b[row] * y + c[row] * z)
    }
}

fn moved(map: &Matrix, [x, y, z]: [f64; 3], place: f64) -> [f64; 3] {
    [0, 1, 2].map(|row| map[0][row] * x + map[1][row] * y + map[2][row] * z + map[3][row] * place)
}

fn sub(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn length(vector: [f64; 3]) -> f64 {
    vector.iter().map(|part| part * part).sum::<f64>().sqrt()
}
