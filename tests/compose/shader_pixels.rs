//! Translated shaders on the device, drawn by the plainest host there can be, held against arithmetic.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use rushes::compose::shader::{Builtin, FieldSource, Program, SlotSource, translate};
use wgpu::naga;

const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba32Float;
const SIZE: (u32, u32) = (8, 4);

/// Draws programs with nothing but their own description.
struct Host {
    device: wgpu::Device,
    queue: wgpu::Queue,
}

type Pixels = Vec<[f32; 4]>;

impl Host {
    fn open() -> Self {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
        let adapter = pollster::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default())).unwrap();
        let wanted = wgpu::DeviceDescriptor {
            required_features: wgpu::Features::FLOAT32_FILTERABLE,
            required_limits: adapter.limits(),
            ..Default::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&wanted)).unwrap();
        Self { device, queue }
    }

    fn texture(&self, (width, height): (u32, u32)) -> wgpu::Texture {
        use wgpu::TextureUsages as Usage;
        self.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: Usage::TEXTURE_BINDING | Usage::RENDER_ATTACHMENT | Usage::COPY_SRC | Usage::COPY_DST,
            view_formats: &[],
        })
    }

    /// A texture of known pixels, the first row first.
    fn filled(&self, (width, height): (u32, u32), pixel: &dyn Fn(u32, u32) -> [f32; 4]) -> wgpu::Texture {
        let texture = self.texture((width, height));
        let pixels: Vec<f32> = (0..width * height).flat_map(|at| pixel(at % width, at / width)).collect();
        let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 16), rows_per_image: None };
        let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
        self.queue.write_texture(texture.as_image_copy(), bytemuck::cast_slice(&pixels), layout, size);
        texture
    }

    fn pipeline(&self, program: &Program) -> (wgpu::BindGroupLayout, wgpu::RenderPipeline) {
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
            ty,
            count: None,
        };
        let texture = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        let buffer = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let mut entries =
            vec![entry(0, buffer), entry(1, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering))];
        entries.extend(program.textures.iter().map(|slot| entry(slot.binding, texture)));
        let group = wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries };
        let group = self.device.create_bind_group_layout(&group);
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&group)],
            immediate_size: 0,
        });
        let module = |module: &naga::Module| {
            let source = wgpu::ShaderSource::Naga(Cow::Owned(module.clone()));
            self.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: None, source })
        };
        let (vertex, fragment) = (module(&program.vertex), module(&program.fragment));
        let pipeline = self.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: None,
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &vertex,
                entry_point: Some(&program.vertex_entry),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: Default::default(),
            depth_stencil: None,
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &fragment,
                entry_point: Some(&program.fragment_entry),
                compilation_options: Default::default(),
                targets: &[Some(FORMAT.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        (group, pipeline)
    }

    /// The last of so many frames, its first row first. `slot` gives the pictures that are no targets.
    fn drawn(&self, program: &Program, frames: u32, slot: &dyn Fn(&SlotSource) -> wgpu::Texture) -> Pixels {
        let (layout, pipeline) = self.pipeline(program);
        let sampler = wgpu::SamplerDescriptor {
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        };
        let sampler = self.device.create_sampler(&sampler);
        let mut targets: HashMap<&str, wgpu::Texture> = HashMap::new();
        let mut shown = self.texture(SIZE);
        for frame in 0..frames {
            for (index, pass) in program.passes.iter().enumerate() {
                let side = |size: &Option<rushes::compose::shader::SizeExpr>, whole| {
                    size.as_ref().map_or(whole, |size| size.eval(SIZE.0, SIZE.1, &|_| None))
                };
                let size = (side(&pass.width, SIZE.0), side(&pass.height, SIZE.1));
                let bytes = program.uniforms.bytes(&|source| match source {
                    FieldSource::Input(index) => program.inputs[*index].kind.default_numbers(),
                    FieldSource::Builtin(Builtin::Resolution) => [f64::from(size.0), f64::from(size.1), 1.0, 0.0],
                    FieldSource::Builtin(Builtin::PassIndex) => [index as f64; 4],
                    FieldSource::Builtin(Builtin::Frame) => [f64::from(frame); 4],
                    FieldSource::Builtin(_) => [0.25; 4],
                });
                let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
                    label: None,
                    size: bytes.len().max(16) as u64,
                    usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
                    mapped_at_creation: false,
                });
                self.queue.write_buffer(&buffer, 0, &bytes);
                let view = |texture: &wgpu::Texture| texture.create_view(&Default::default());
                let read = |source: &SlotSource| match source {
                    SlotSource::Target(name) => match targets.get(name.as_str()) {
                        Some(target) => view(target),
                        None => view(&self.filled((1, 1), &|_, _| [0.0; 4])),
                    },
                    source => view(&slot(source)),
                };
                let views: Vec<_> = program.textures.iter().map(|slot| (slot.binding, read(&slot.source))).collect();
                let mut entries = vec![
                    wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                    wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&sampler) },
                ];
                entries.extend(views.iter().map(|(binding, view)| wgpu::BindGroupEntry {
                    binding: *binding,
                    resource: wgpu::BindingResource::TextureView(view),
                }));
                let group = wgpu::BindGroupDescriptor { label: None, layout: &layout, entries: &entries };
                let group = self.device.create_bind_group(&group);
                shown = self.texture(size);
                self.draw(&pipeline, &group, &view(&shown));
                if let Some(name) = &pass.target {
                    targets.insert(name, shown.clone());
                }
            }
        }
        self.read(&shown)
    }

    fn draw(&self, pipeline: &wgpu::RenderPipeline, group: &wgpu::BindGroup, view: &wgpu::TextureView) {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let attachment = wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT), store: wgpu::StoreOp::Store },
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(attachment)],
            ..Default::default()
        });
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, group, &[]);
        pass.draw(0..Program::VERTICES, 0..1);
        drop(pass);
        self.queue.submit([encoder.finish()]);
    }

    fn read(&self, texture: &wgpu::Texture) -> Pixels {
        let (width, height) = (texture.width(), texture.height());
        let row = (width * 16).next_multiple_of(256);
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: u64::from(row * height),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: None };
        let into = wgpu::TexelCopyBufferInfo { buffer: &buffer, layout };
        encoder.copy_texture_to_buffer(texture.as_image_copy(), into, texture.size());
        self.queue.submit([encoder.finish()]);
        buffer.map_async(wgpu::MapMode::Read, .., |_| ());
        self.device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
        let bytes = buffer.get_mapped_range(..).unwrap();
        let pixel = |row: &[u8], x: usize| bytemuck::pod_read_unaligned(&row[x * 16..x * 16 + 16]);
        bytes.chunks(row as usize).flat_map(|row| (0..width as usize).map(move |x| pixel(row, x))).collect()
    }
}

#[track_caller]
fn program(name: &str, text: &str, vertex: Option<&str>) -> Program {
    translate(text, vertex, Path::new(name)).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// Every pixel against what is wanted at its middle, in pixels from the first row's beginning.
#[track_caller]
fn assert_pixels(got: &Pixels, wanted: impl Fn(f32, f32) -> [f32; 4]) {
    assert_eq!(got.len() as u32, SIZE.0 * SIZE.1);
    for (index, pixel) in got.iter().enumerate() {
        let (x, y) = ((index as u32 % SIZE.0) as f32 + 0.5, (index as u32 / SIZE.0) as f32 + 0.5);
        let wanted = wanted(x, y);
        let far = pixel.iter().zip(wanted).any(|(got, wanted)| (got - wanted).abs() > 1e-4);
        assert!(!far, "at {x}, {y}: found {pixel:?}, wanted {wanted:?}");
    }
}

const WIDE: f32 = SIZE.0 as f32;
const HIGH: f32 = SIZE.1 as f32;

/// A picture whose every pixel says where it is.
fn places(host: &Host) -> wgpu::Texture {
    host.filled(SIZE, &|x, y| [(x as f32 + 0.5) / WIDE, (y as f32 + 0.5) / HIGH, 0.5, 1.0])
}

#[test]
fn shaders_do_what_their_texts_say() {
    let host = Host::open();
    pictures_are_asked_for_in_every_way(&host);
    targets_have_their_sizes_and_ranges(&host);
    frames_build_on_each_other(&host);
    vertex_shaders_hand_on(&host);
    what_the_compiler_lacks_is_there(&host);
    sound_has_two_rows(&host);
    gl_transitions_lead_over(&host);
}

fn pictures_are_asked_for_in_every_way(host: &Host) {
    let picture = |_: &SlotSource| places(host);
    let here = |x: f32, y: f32| [x / WIDE, y / HIGH, 0.5, 1.0];
    let header = r#"/*{ "INPUTS": [{ "NAME": "inputImage", "TYPE": "image" }] }*/"#;
    for look in [
        "IMG_THIS_PIXEL(inputImage)",
        "IMG_THIS_NORM_PIXEL(inputImage)",
        "IMG_PIXEL(inputImage, gl_FragCoord.xy)",
        "IMG_NORM_PIXEL(inputImage, isf_FragNormCoord)",
        "IMG_NORM_PIXEL(inputImage, vv_FragNormCoord.xy)",
        "texture2D(inputImage, gl_FragCoord.xy / RENDERSIZE)",
        "texelFetch(inputImage, ivec2(gl_FragCoord.xy), 0)",
        "IMG_PIXEL(inputImage, isf_FragNormCoord * IMG_SIZE(inputImage))",
        "IMG_PIXEL(inputImage, isf_FragNormCoord * _inputImage_imgRect.zw)",
    ] {
        let program = program("a.fs", &format!("{header}\nvoid main() {{ gl_FragColor = {look}; }}"), None);
        assert_pixels(&host.drawn(&program, 1, &picture), here);
    }
    let toy = |look: &str| program("a.glsl", &format!("void mainImage(out vec4 c, in vec2 p) {{ c = {look}; }}"), None);
    assert_pixels(&host.drawn(&toy("texture(iChannel1, p / iResolution.xy)"), 1, &picture), here);
    assert_pixels(&host.drawn(&toy("texture(iChannel1, p / iResolution.xy + 3.0)"), 1, &picture), here);
    let wgsl = program("a.wgsl", "fn image(uv: vec2f, at: vec2f) -> vec4f { return layer(at / layer_size); }", None);
    assert_pixels(&host.drawn(&wgsl, 1, &picture), here);
}

fn targets_have_their_sizes_and_ranges(host: &Host) {
    let header = |float: bool| {
        format!(
            r#"/*{{ "PASSES": [{{ "TARGET": "a", "WIDTH": "$WIDTH/4", "HEIGHT": 2, "FLOAT": {float} }}, {{}}] }}*/"#
        )
    };
    let body = "void main() { gl_FragColor = PASSINDEX == 0 ? vec4(RENDERSIZE, -4.0, 0.5) : IMG_THIS_PIXEL(a) / 8.0 + vec4(0.0, 0.0, 0.5, IMG_SIZE(a).x / 8.0); }";
    let nothing = |_: &SlotSource| host.texture((1, 1));
    let float = program("a.fs", &format!("{}{body}", header(true)), None);
    assert_pixels(&host.drawn(&float, 1, &nothing), |_, _| [0.25, 0.25, 0.0, 0.3125]);
    let clamped = program("a.fs", &format!("{}{body}", header(false)), None);
    assert_pixels(&host.drawn(&clamped, 1, &nothing), |_, _| [0.125, 0.125, 0.5, 0.3125]);
}

fn frames_build_on_each_other(host: &Host) {
    let text = r#"/*{ "PASSES": [{ "TARGET": "kept", "PERSISTENT": true, "FLOAT": true, "WIDTH": 1, "HEIGHT": 1 }, {}] }*/
        void main() { gl_FragColor = IMG_PIXEL(kept, vec2(0.5)) + (PASSINDEX == 0 ? vec4(1.0, FRAMEINDEX, 0.0, 0.0) / 64.0 : vec4(0.0)); }"#;
    let nothing = |_: &SlotSource| host.texture((1, 1));
    let kept = program("a.fs", text, None);
    assert_pixels(&host.drawn(&kept, 5, &nothing), |_, _| [5.0 / 64.0, 10.0 / 64.0, 0.0, 0.0]);
    let previous = "fn image(uv: vec2f) -> vec4f { return previous(uv) + vec4f(uv / 8.0, 0.0, f32(frame)); }";
    let previous = program("a.wgsl", previous, None);
    assert_pixels(&host.drawn(&previous, 4, &nothing), |x, y| [x / WIDE / 2.0, y / HIGH / 2.0, 0.0, 6.0]);
}

fn vertex_shaders_hand_on(host: &Host) {
    let header = r#"/*{ "INPUTS": [{ "NAME": "by", "TYPE": "float", "DEFAULT": 0.125 }] }*/"#;
    let vertex = "out vec2 places[3]; out mat2 turn; out float by_two; varying vec3 unused;
        void main() { isf_vertShaderInit(); for (int i = 0; i < 3; i++) places[i] = isf_FragNormCoord * float(i) + by;
        turn = mat2(0.0, 1.0, -1.0, 0.0); by_two = by * 2.0; unused = vec3(9.0); }";
    let body = "in mat2 turn; in vec2 places[3]; in float by_two; in vec4 never;
        void main() { gl_FragColor = vec4(turn * places[1] * vec2(-1.0, 1.0), places[2].x * 0.25, by_two + never.x); }";
    let handed = program("a.fs", &format!("{header}\n{body}"), Some(vertex));
    let nothing = |_: &SlotSource| host.texture((1, 1));
    assert_pixels(&host.drawn(&handed, 1, &nothing), |x, y| {
        [(y / HIGH + 0.125).min(1.0), (x / WIDE + 0.125).min(1.0), (2.0 * x / WIDE + 0.125) * 0.25, 0.25]
    });
}

fn what_the_compiler_lacks_is_there(host: &Host) {
    let text = "float shade(vec2); const vec2 dir = normalize(vec2(3, 4)); float half_ = speed(1.) / 2., third = half_ / 1.5;
        float w[] = float[](.125, .25, .5), plain = 1.;
        float none(float x) { if (x > 1e9) return 1.; }
        void mainImage(out vec4 c, in vec2 p) { mat2 m = mat2(vec4(1, 2, 3, 4)); m[1].x = .75; float i; float f = modf(2.25, i);
            c = vec4(dir.x, m[1].x, f + w[2] / i * plain, 1); c.x += shade(p) + none(p.x); c.y -= third; c.z += float(dot(2., .0625)); }
        float shade(vec2 p) { return p.x * .01; }";
    let text = text.replace("speed(1.)", "max(iTime, .25)");
    let nothing = |_: &SlotSource| host.texture((1, 1));
    let toy = program("a.glsl", &text, None);
    let third = 0.125 / 1.5;
    assert_pixels(&host.drawn(&toy, 1, &nothing), |x, _| [0.6 + x * 0.01, 0.75 - third, 0.625, 1.0]);
}

fn sound_has_two_rows(host: &Host) {
    let sound = |_: &SlotSource| {
        host.filled((512, 2), &|x, y| [if y == 0 { x as f32 / 512.0 } else { 192.0 / 255.0 }, 0.0, 0.0, 1.0])
    };
    let toy = "void mainImage(out vec4 c, in vec2 p) { float x = p.x / iResolution.x; c.x = texture(iChannel0, vec2(x, .25)).x;
        c.y = texelFetch(iChannel0, ivec2(7, 1), 0).x; c.z = iChannelResolution[0].x / 512.; }";
    let spectrum = |x: f32| (x / WIDE * 512.0 - 0.5) / 512.0;
    let drawn = host.drawn(&program("a.glsl", toy, None), 1, &sound);
    assert_pixels(&drawn, |x, _| [spectrum(x), 192.0 / 255.0, 1.0, 1.0]);
    let wgsl = "fn image(uv: vec2f) -> vec4f { return vec4f(audio_spectrum(uv.x), audio_wave(uv.x), 0.0, 1.0); }";
    assert_pixels(&host.drawn(&program("a.wgsl", wgsl, None), 1, &sound), |x, _| [spectrum(x), 0.5, 0.0, 1.0]);
    let isf = r#"/*{ "INPUTS": [{ "NAME": "bins", "TYPE": "audioFFT" }] }*/ void main() { gl_FragColor = IMG_NORM_PIXEL(bins, vec2(isf_FragNormCoord.x, 0.0)); }"#;
    let drawn = host.drawn(&program("a.fs", isf, None), 1, &sound);
    assert_pixels(&drawn, |x, _| [spectrum(x), spectrum(x), spectrum(x), 1.0]);
}

fn gl_transitions_lead_over(host: &Host) {
    let pictures = |source: &SlotSource| match source {
        SlotSource::From => places(host),
        _ => host.filled((1, 1), &|_, _| [1.0, 0.0, 0.0, 0.5]),
    };
    let text = "uniform ivec2 by; // = ivec2(2, 4)
        vec4 transition(vec2 uv) { return mix(getFromColor(uv), getToColor(uv), progress) + vec4(0, 0, ratio / float(by.y), 0); }";
    let drawn = host.drawn(&program("a.glsl", text, None), 1, &pictures);
    assert_pixels(&drawn, |x, y| [x / WIDE * 0.75 + 0.25, y / HIGH * 0.75, 0.375 + 0.5, 0.875]);
}
