//! Textures that shaders only read: pictures from files, and the sound.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::placed::Placing;
use super::super::{Gpu, Pictures};
use super::surfaces::texture;
use crate::base::Failure;
use crate::timeline::scene::ShaderSound;

/// Pictures on the device, each as often as it is needed the right way up or turned over.
#[derive(Debug)]
pub(super) struct Textures {
    pictures: HashMap<(PathBuf, bool), Picture>,
    bytes: u64,
    most_bytes: u64,
    frame: u64,
    nothing: Option<wgpu::TextureView>,
}

#[derive(Debug)]
struct Picture {
    view: wgpu::TextureView,
    bytes: u64,
    used: u64,
}

impl Textures {
    pub fn new(most_bytes: u64) -> Self {
        Self { pictures: HashMap::new(), bytes: 0, most_bytes, frame: 0, nothing: None }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn begin_frame(&mut self) {
        self.frame += 1;
    }

    /// One transparent pixel.
    pub fn nothing(&mut self, gpu: &Gpu) -> wgpu::TextureView {
        let made = || filled(gpu, (1, 1), wgpu::TextureFormat::Rgba8Unorm, &[0; 4]);
        self.nothing.get_or_insert_with(made).clone()
    }

    /// The picture in a file, its alpha straight; upside down where `turned`.
    pub fn picture(
        &mut self,
        gpu: &Gpu,
        (path, turned): (&Path, bool),
        pictures: &mut dyn Pictures,
        placing: &Placing,
    ) -> Result<wgpu::TextureView, Failure> {
        let key = (path.to_path_buf(), turned);
        if let Some(known) = self.pictures.get_mut(&key) {
            known.used = self.frame;
            return Ok(known.view.clone());
        }
        let mut pixels = pictures.image(path)?;
        pixels.check(path)?;
        // A shader that is given more pixels than the device takes sees it coarser.
        pixels.fit(gpu.device.limits().max_texture_dimension_2d);
        let rgba = placing.pixels(&pixels.rgba, false);
        let row = pixels.width as usize * 4;
        let bytes = if turned { rgba.rchunks(row).flatten().copied().collect() } else { rgba.into_owned() };
        let size = bytes.len() as u64;
        self.make_room(size);
        let view = filled(gpu, (pixels.width, pixels.height), wgpu::TextureFormat::Rgba8Unorm, &bytes);
        gpu.check()?;
        self.bytes += size;
        self.pictures.insert(key, Picture { view: view.clone(), bytes: size, used: self.frame });
        Ok(view)
    }

    fn make_room(&mut self, wanted: u64) {
        while self.bytes + wanted > self.most_bytes {
            let unused = self.pictures.iter().filter(|(_, picture)| picture.used < self.frame);
            let Some(oldest) = unused.min_by_key(|(_, picture)| picture.used).map(|(key, _)| key.clone()) else {
                return;
            };
            if let Some(gone) = self.pictures.remove(&oldest) {
                self.bytes -= gone.bytes;
            }
        }
    }
}

/// Both rows of the sound.
pub(super) fn sound(gpu: &Gpu, sound: Option<&ShaderSound>) -> wgpu::TextureView {
    let columns = crate::timeline::shading::SOUND_COLUMNS;
    let mut bytes = vec![0; columns];
    bytes.resize(columns * 2, 128);
    if let Some(ShaderSound { spectrum, wave }) = sound {
        bytes.clear();
        bytes.extend(spectrum.iter().chain(wave));
        bytes.resize(columns * 2, 128);
    }
    filled(gpu, (columns as u32, 2), wgpu::TextureFormat::R8Unorm, &bytes)
}

/// So many columns of the spectrum; one is the mean of all.
pub(super) fn spectrum(gpu: &Gpu, sound: Option<&ShaderSound>, columns: u32) -> wgpu::TextureView {
    let bytes = sound.map(|sound| spread(&sound.spectrum, columns, |bytes| mean(bytes.iter().copied())));
    let bytes = bytes.unwrap_or_else(|| vec![0; columns as usize]);
    filled(gpu, (columns, 1), wgpu::TextureFormat::R8Unorm, &bytes)
}

/// So many columns of the waveform about its middle; one is how loud it is, from 0 on.
pub(super) fn wave(gpu: &Gpu, sound: Option<&ShaderSound>, columns: u32) -> wgpu::TextureView {
    let bytes = match (sound, columns) {
        (None, 1) => vec![0],
        (None, _) => vec![128; columns as usize],
        (Some(sound), 1) => vec![mean(sound.wave.iter().map(|byte| byte.abs_diff(128).saturating_mul(2)))],
        (Some(sound), _) => spread(&sound.wave, columns, |bytes| bytes.first().copied().unwrap_or(128)),
    };
    filled(gpu, (columns, 1), wgpu::TextureFormat::R8Unorm, &bytes)
}

/// As many columns as are wanted, each from the bytes that it stands for.
fn spread(bytes: &[u8], columns: u32, one: impl Fn(&[u8]) -> u8) -> Vec<u8> {
    let place = |column: u32| (u64::from(column) * bytes.len() as u64 / u64::from(columns.max(1))) as usize;
    let part = |column: u32| bytes.get(place(column)..place(column + 1).max(place(column) + 1)).unwrap_or_default();
    (0..columns).map(|column| one(part(column))).collect()
}

fn mean(bytes: impl Iterator<Item = u8>) -> u8 {
    let (sum, count) = bytes.fold((0u32, 0u32), |(sum, count), byte| (sum + u32::from(byte), count + 1));
    (sum.checked_div(count).unwrap_or(0)) as u8
}

fn filled(gpu: &Gpu, size: (u32, u32), format: wgpu::TextureFormat, bytes: &[u8]) -> wgpu::TextureView {
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
    let texture = texture(gpu, size, format, usage);
    let texel = if format == wgpu::TextureFormat::R8Unorm { 1 } else { 4 };
    let layout =
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(size.0 * texel), rows_per_image: Some(size.1) };
    gpu.queue.write_texture(texture.as_image_copy(), bytes, layout, texture.size());
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}
