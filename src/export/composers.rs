//! Who composes an export's frames: the adapter of this box, and a composer for each path that is taken.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::base::{Failure, Reason};
use crate::compose::{
    AdapterFacts, AdapterKind, Composer, ComposerSettings, Gpu, PlanarComposer, PlaneFormat, Renderer,
};
use crate::plan::RenderPath;

/// The adapter that an export is planned for. Its device is opened when the first frame needs it.
#[derive(Debug, Clone)]
pub struct Adapter {
    facts: AdapterFacts,
    device: Arc<Mutex<Option<Gpu>>>,
}

impl Adapter {
    /// The best adapter of this box.
    pub fn find() -> Result<Self, Failure> {
        let best = Gpu::adapters().into_iter().next();
        match best {
            // What it says of itself is enough for a plan, and many plans need no more of it.
            Some(facts) if facts.kind == AdapterKind::Software => Ok(Self { facts, device: Arc::default() }),
            // Another one takes its place where it can't be opened.
            _ => Gpu::open().map(|gpu| Self { facts: gpu.adapter().clone(), device: Arc::new(Mutex::new(Some(gpu))) }),
        }
    }

    pub fn facts(&self) -> &AdapterFacts {
        &self.facts
    }

    pub fn device(&self) -> Result<Gpu, Failure> {
        let mut device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gpu) = &*device {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::open()?;
        if *gpu.adapter() != self.facts {
            let names = [&self.facts.name, &gpu.adapter().name];
            let message = format!("{} could not be opened, only {}, which renders otherwise", names[0], names[1]);
            return Err(Failure::new(Reason::DeviceLost, message));
        }
        Ok(device.insert(gpu).clone())
    }
}

/// The composers of one lane, each made when its path is first taken.
#[derive(Debug)]
pub struct Composers {
    adapter: Adapter,
    settings: ComposerSettings,
    format: PlaneFormat,
    /// How long the device may be at one frame.
    patience: Duration,
    device: Option<Renderer>,
    planar: Option<Renderer>,
}

impl Composers {
    pub fn new(adapter: &Adapter, settings: ComposerSettings, format: PlaneFormat, patience: Duration) -> Self {
        Self { adapter: adapter.clone(), settings, format, patience, device: None, planar: None }
    }

    /// The composer of that path.
    pub fn on(&mut self, path: RenderPath) -> Result<&mut Renderer, Failure> {
        let place = match path {
            RenderPath::Gpu => &mut self.device,
            RenderPath::Planar => &mut self.planar,
        };
        if let Some(renderer) = place {
            return Ok(renderer);
        }
        let renderer = match path {
            RenderPath::Gpu => {
                let mut composer = Composer::in_format(&self.adapter.device()?, self.settings, self.format)?;
                composer.set_deadline(self.patience);
                Renderer::Device(Box::new(composer))
            }
            RenderPath::Planar => Renderer::Planar(Box::new(PlanarComposer::new(self.settings)?)),
        };
        Ok(place.insert(renderer))
    }
}
