//! Objects in space by what geometry says of their outlines, colours and order; meshes from files, right and wrong.

use std::f64::consts::PI;
use std::path::Path;
use std::sync::Arc;

use rushes::base::Reason;
use rushes::compose::{Composer, ComposerSettings, Gpu, deep_still, load_mesh, still};
use rushes::project::model::{CanvasColor, Rgba};
use rushes::timeline::scene::{Placement, SceneContent, View};
use rushes::timeline::solid::{SceneCamera, SceneMesh, SceneObject, SceneObjects};

use super::scenes::*;

const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

fn object(at: [f32; 3], size: f32, color: Rgba) -> SceneObject {
    SceneObject { at, size: [size; 3], turn: 0.0, color, bright: 1.0, glow: 0.0 }
}

/// Seen from the front, 10 away from the middle; all that is seen is as bright as its colour says.
fn shown(mesh: SceneMesh, extent: [f64; 2], objects: Vec<SceneObject>) -> SceneObjects {
    SceneObjects {
        extent,
        mesh,
        objects,
        camera: SceneCamera { from: [0.0, 0.0, 10.0], to: [0.0; 3], fov: 40.0 },
        light: [0.0, 1.0, 0.0],
        light_color: WHITE,
        ambient: 0.2,
        shine: 0.0,
        fog: None,
    }
}

fn settings_of(canvas: (u32, u32)) -> ComposerSettings {
    ComposerSettings { canvas, output: canvas, ring_slots: 1, cache_bytes: 64 << 20, color: CanvasColor::Srgb }
}

fn placed(objects: SceneObjects, placement: Placement) -> rushes::timeline::Scene {
    scene(vec![layer(0, SceneContent::Objects(Arc::new(objects)), placement)])
}

/// How much of each pixel is covered: glowing white on black.
fn coverage(mut objects: SceneObjects, placement: Placement, canvas: (u32, u32)) -> Vec<f64> {
    objects.objects.iter_mut().for_each(|object| object.glow = 10.0);
    let pixels =
        deep_still(&Gpu::open().unwrap(), settings_of(canvas), &placed(objects, placement), &mut Shelf::default());
    pixels.unwrap().iter().map(|pixel| f64::from(pixel[0]) / 65535.0).collect()
}

#[test]
fn a_ball_covers_the_circle_that_projection_makes_of_it() {
    let (width, height) = (160, 120);
    let ball = shown(SceneMesh::Sphere, [160.0, 120.0], vec![object([0.0; 3], 4.0, WHITE)]);
    let covered: f64 = coverage(ball, plain(), (width, height)).iter().sum();
    // What touches the ball from the camera leaves it at asin(radius / distance).
    let radius = (2.0_f64 / 10.0).asin().tan() / 20.0_f64.to_radians().tan() * 60.0;
    let wanted = PI * radius * radius;
    assert!((covered / wanted - 1.0).abs() < 0.012, "{covered} {wanted}");
}

#[test]
fn a_square_that_faces_the_camera_has_its_edges_where_projection_puts_them() {
    // Seen from straight above; up in the picture is away from the viewer.
    let mut square =
        shown(SceneMesh::Plane, [160.0, 120.0], vec![object([1.0, 0.0, -1.0], 2.0, rgba(128, 64, 192, 1.0))]);
    square.camera = SceneCamera { from: [0.0, 10.0, 0.0], to: [0.0; 3], fov: 2.0 * 0.6_f64.atan().to_degrees() };
    let picture =
        still(&Gpu::open().unwrap(), settings_of((160, 120)), &placed(square, at(8.0, -4.0)), &mut Shelf::default());
    let picture = picture.unwrap();
    // Ten pixels are one: x from 0 to 2 and y from 0 to 2 upwards, about the middle of the box.
    for (x, y, pixel) in picture.enumerate_pixels() {
        let inside = (88..108).contains(&x) && (36..56).contains(&y);
        let wanted = if inside { [128, 64, 192] } else { [0; 3] };
        // It lies square to the light: as bright as it can be.
        let off = (0..3).map(|part| pixel[part].abs_diff(wanted[part])).max();
        assert!(off <= Some(1), "{x},{y}: {pixel:?}");
    }
}

#[test]
fn what_is_nearer_hides_what_is_behind_whatever_comes_first() {
    let (red, green) = (rgba(255, 0, 0, 1.0), rgba(0, 255, 0, 1.0));
    let (near, far) = (object([0.0, 0.0, 2.0], 1.0, red), object([0.2, 0.0, -2.0], 3.0, green));
    let picture = |objects: Vec<SceneObject>| {
        let scene = placed(shown(SceneMesh::Cube, [80.0, 80.0], objects), plain());
        still(&Gpu::open().unwrap(), settings_of((80, 80)), &scene, &mut Shelf::default()).unwrap()
    };
    let one = picture(vec![near, far]);
    assert_eq!(one, picture(vec![far, near]));
    let (middle, beside) = (one.get_pixel(40, 40), one.get_pixel(56, 40));
    assert!(middle[0] > 20 && middle[1] == 0, "{middle:?}");
    assert!(beside[1] > 20 && beside[0] == 0, "{beside:?}");
}

#[test]
fn parts_and_cut_outs_of_a_picture_are_the_picture() {
    // Wider than what is rendered at once, so that it is made of two parts.
    let objects: Vec<SceneObject> =
        (0..9).map(|at| object([at as f32 * 2.4 - 9.6, 0.0, 0.0], 2.0, rgba(200, 90, 20 * at as u8, 1.0))).collect();
    let mut many = shown(SceneMesh::Ring, [1200.0, 150.0], objects);
    many.fog = Some([8.0, 16.0]);
    let scene = placed(many, plain());
    let gpu = Gpu::open().unwrap();
    let whole = still(&gpu, settings_of((1200, 150)), &scene, &mut Shelf::default()).unwrap();
    let mut cut = scene.clone();
    cut.view = Some(View { left: 700.0, top: 30.0, width: 400.0, height: 100.0 });
    let settings = ComposerSettings { output: (400, 100), ..settings_of((1200, 150)) };
    let part = still(&gpu, settings, &cut, &mut Shelf::default()).unwrap();
    let mut seen = 0;
    for (x, y, pixel) in part.enumerate_pixels() {
        let wanted = whole.get_pixel(x + 700, y + 30);
        let off = (0..3).map(|at| pixel[at].abs_diff(wanted[at])).max().unwrap();
        // Edges may fall to the other side of a sample where numbers are rounded otherwise.
        assert!(off <= 2 || ((x + 700) % 4 < 4 && off < 70), "{x},{y}: {pixel:?}, {wanted:?}");
        seen += u32::from(off > 2);
    }
    assert!(seen < 20, "{seen} pixels differ");
}

#[test]
fn frames_are_the_same_in_any_order() {
    let frame = |turn: f32| {
        let mut objects =
            vec![object([-1.5, 0.0, 0.0], 2.0, rgba(255, 200, 0, 1.0)), object([1.5, 0.0, 0.0], 2.0, WHITE)];
        objects.iter_mut().for_each(|object| object.turn = turn);
        let one = shown(SceneMesh::Cube, [100.0, 60.0], objects);
        let two = shown(SceneMesh::Sphere, [50.0, 50.0], vec![object([0.0, turn / 90.0, 0.0], 3.0, WHITE)]);
        scene(vec![
            layer(0, SceneContent::Objects(Arc::new(one)), plain()),
            layer(1, SceneContent::Objects(Arc::new(two)), Placement { rotate: 30.0, ..at(40.0, 0.0) }),
        ])
    };
    let gpu = Gpu::open().unwrap();
    let alone: Vec<Planes> = [0.0, 20.0, 40.0]
        .map(|turn| compose_once(settings(100, 60), &frame(turn), &mut Shelf::default()))
        .into_iter()
        .collect();
    assert_ne!(alone[0], alone[1]);
    let mut composer = Composer::new(&gpu, settings(100, 60)).unwrap();
    for index in [2, 0, 1, 1, 0, 2, 2] {
        let found = compose(&mut composer, &frame(index as f32 * 20.0), &mut Shelf::default());
        assert!(found == alone[index], "frame {index}");
    }
}

#[test]
fn fog_lets_what_is_below_through() {
    let mut near = shown(SceneMesh::Sphere, [60.0, 60.0], vec![object([0.0; 3], 4.0, WHITE)]);
    near.objects[0].glow = 10.0;
    let seen = |fog| {
        let mut scene = placed(SceneObjects { fog, ..near.clone() }, plain());
        scene.background = Some(rgba(0, 0, 255, 1.0));
        *still(&Gpu::open().unwrap(), settings_of((60, 60)), &scene, &mut Shelf::default()).unwrap().get_pixel(30, 30)
    };
    assert_eq!(seen(None).0[..3], [255, 255, 255]);
    assert_eq!(seen(Some([1.0, 7.9])).0[..3], [0, 0, 255]);
    // Its nearest point is 8 away, half-way.
    let half = seen(Some([6.0, 10.0]));
    assert!(half[0].abs_diff(128) <= 2 && half[2] == 255, "{half:?}");
}

#[test]
fn colours_stand_on_a_canvas_of_high_dynamic_range_as_others_do() {
    for color in [CanvasColor::Hlg, CanvasColor::Pq] {
        let mut square = shown(SceneMesh::Plane, [40.0, 40.0], vec![object([0.0; 3], 20.0, rgba(200, 120, 40, 1.0))]);
        square.camera = SceneCamera { from: [0.0, 10.0, 0.0], to: [0.0; 3], fov: 40.0 };
        let settings = ComposerSettings { color, ..settings_of((40, 40)) };
        let gpu = Gpu::open().unwrap();
        let found = deep_still(&gpu, settings, &placed(square, plain()), &mut Shelf::default()).unwrap();
        let solid = scene(vec![layer(0, SceneContent::Solid(rgba(200, 120, 40, 1.0)), plain())]);
        let wanted = deep_still(&gpu, settings, &solid, &mut Shelf::default()).unwrap();
        let off = (0..3).map(|part| found[820][part].abs_diff(wanted[820][part])).max().unwrap();
        assert!(off < 150, "{color:?}: {:?}, {:?}", found[820], wanted[820]);
    }
}

/// A glTF file with one square, its numbers embedded; `patch` changes its JSON.
fn gltf(patch: impl Fn(String) -> String) -> Vec<u8> {
    let corners: [[f32; 3]; 4] = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [4.0, 2.0, 0.0], [0.0, 2.0, 0.0]];
    let mut bytes: Vec<u8> = corners.iter().flatten().flat_map(|part| part.to_le_bytes()).collect();
    bytes.extend([0_u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()));
    let json = r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],
        "nodes":[{"mesh":0,"children":[1]},{"translation":[1,0,0]}],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1,"material":0}]}],
        "materials":[{"pbrMetallicRoughness":{"baseColorFactor":[1,0.5,0,1]}}],
        "accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3","min":[0,0,0],"max":[4,2,0]},
            {"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}],
        "bufferViews":[{"buffer":0,"byteOffset":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12}],
        "buffers":[{"byteLength":60}]}"#;
    let mut json = patch(json.to_owned()).into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut file = b"glTF\x02\0\0\0".to_vec();
    file.extend(((12 + 8 + json.len() + 8 + bytes.len()) as u32).to_le_bytes());
    file.extend((json.len() as u32).to_le_bytes());
    file.extend(b"JSON");
    file.extend(&json);
    file.extend((bytes.len() as u32).to_le_bytes());
    file.extend(b"BIN\0");
    file.extend(&bytes);
    file
}

#[test]
fn a_mesh_from_a_file_stands_about_the_middle_one_large() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("square.glb");
    std::fs::write(&file, gltf(|json| json)).unwrap();
    let mesh = load_mesh(&file).unwrap();
    assert_eq!(mesh.triangles(), 2);
    for vertex in &mesh.vertices {
        let [x, y, z] = vertex.position;
        assert!((x.abs(), y.abs(), z) == (0.5, 0.25, 0.0), "{vertex:?}");
        assert_eq!((vertex.normal, vertex.color), ([0.0, 0.0, 1.0], [1.0, 0.5, 0.0]));
    }
    // It is drawn like any other: 4 by 2, seen from 10 away.
    let mesh = SceneMesh::File(Arc::new(file));
    let covered: f64 =
        coverage(shown(mesh, [120.0, 120.0], vec![object([0.0; 3], 4.0, WHITE)]), plain(), (120, 120)).iter().sum();
    let unit = 60.0 / 20.0_f64.to_radians().tan() / 10.0;
    assert!((covered / (8.0 * unit * unit) - 1.0).abs() < 0.01, "{covered}");
}

#[test]
fn meshes_that_are_none_are_refused_with_a_sentence() {
    let swap = |from: &'static str, to: &'static str| {
        gltf(move |json| {
            assert!(json.contains(from), "{from}");
            json.replace(from, to)
        })
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("text", b"no mesh at all".to_vec(), "no glTF"),
        ("empty", Vec::new(), "no glTF"),
        ("cut", gltf(|json| json)[..200].to_vec(), "no glTF"),
        ("too many corners", swap("\"count\":4", "\"count\":4000000000"), "beyond"),
        ("corner that is not there", swap("\"count\":4", "\"count\":3"), "not there"),
        (
            "view beyond its buffer",
            swap("\"byteOffset\":48,\"byteLength\":12", "\"byteOffset\":4800,\"byteLength\":12"),
            "beyond",
        ),
        ("huge offset", swap("\"byteOffset\":48,", "\"byteOffset\":18446744073709551600,"), ""),
        ("other file", swap("{\"byteLength\":60}", "{\"byteLength\":60,\"uri\":\"../secret.bin\"}"), "another file"),
        ("no Base64", swap("{\"byteLength\":60}", "{\"byteLength\":60,\"uri\":\"data:x;base64,§\"}"), "Base64"),
        ("node in itself", swap("\"mesh\":0,\"children\":[1]", "\"mesh\":0,\"children\":[0]"), "nodes"),
        ("no triangles", swap("\"nodes\":[0]", "\"nodes\":[1]"), "no triangles"),
        ("wrong kind", swap("5126", "5123"), "floats"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, said) in cases {
        let file = folder.path().join("wrong.glb");
        std::fs::write(&file, bytes).unwrap();
        let failure = load_mesh(&file).expect_err(name);
        assert_eq!(failure.reason, Reason::SourceDamaged, "{name}");
        assert!(failure.message.contains("wrong.glb") && failure.message.contains(said), "{name}: {}", failure.message);
    }
    assert_eq!(load_mesh(Path::new("/nowhere/at-all.glb")).unwrap_err().reason, Reason::SourceMissing);
}

fn loaded(patch: impl Fn(String) -> String) -> rushes::compose::Mesh {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mesh.glb");
    std::fs::write(&file, gltf(patch)).unwrap();
    load_mesh(&file).unwrap()
}

#[test]
fn what_a_file_mirrors_is_lit_from_outside_and_not_from_within() {
    let mesh = loaded(|json| json.replace("{\"mesh\":0,", "{\"mesh\":0,\"scale\":[-1,1,1],"));
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|corner| mesh.vertices[corners[corner] as usize]);
        let turn = |from: [f32; 3], to: [f32; 3]| [to[0] - from[0], to[1] - from[1]];
        let ([x, y], [u, v]) = (turn(a.position, b.position), turn(a.position, c.position));
        assert!(x * v - y * u > 0.0, "its front shows to the back");
        assert_eq!([a.normal, b.normal, c.normal], [[0.0, 0.0, 1.0]; 3]);
    }
}

#[test]
fn normals_of_what_a_file_stretches_stay_upright_on_it() {
    let mesh = loaded(|json| {
        // The corners' own places stand for their normals.
        let json = json.replace("{\"POSITION\":0}", "{\"POSITION\":0,\"NORMAL\":0}");
        json.replace("{\"mesh\":0,", "{\"mesh\":0,\"scale\":[1,2,1],")
    });
    let slanted: Vec<[f32; 3]> =
        mesh.vertices.iter().map(|vertex| vertex.normal).filter(|[x, y, _]| *x > 0.0 && *y > 0.0).collect();
    assert!(!slanted.is_empty());
    for [x, y, z] in slanted {
        let wanted = [4.0 / 17.0_f32.sqrt(), 1.0 / 17.0_f32.sqrt(), 0.0];
        assert!((x - wanted[0]).abs() < 1e-6 && (y - wanted[1]).abs() < 1e-6 && z == 0.0, "{x} {y} {z}");
    }
}

#[test]
fn a_file_without_a_scene_shows_each_of_its_nodes_once() {
    let mesh = loaded(|json| {
        let json = json.replace("\"scene\":0,\"scenes\":[{\"nodes\":[0]}],", "");
        json.replace("{\"mesh\":0,\"children\":[1]},{\"translation\":[1,0,0]}", "{\"children\":[1]},{\"mesh\":0}")
    });
    assert_eq!(mesh.triangles(), 2);
}
