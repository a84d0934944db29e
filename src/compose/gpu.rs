//! The device that draws: which adapter, with which limits, and what became of it.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::base::quiet::quietly;
use crate::base::{Failure, Reason, printable};

/// What an adapter says of itself. Goes into the render class, `doctor` and every job's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdapterFacts {
    pub name: String,
    pub backend: String,
    pub driver: String,
    pub driver_info: String,
    pub kind: AdapterKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdapterKind {
    Hardware,
    Software,
}

/// An open device with its queue. Cheap to clone; every clone is the same device.
#[derive(Debug, Clone)]
pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    facts: Arc<AdapterFacts>,
    trouble: Arc<Trouble>,
}

/// The first thing that went wrong on a device; wgpu tells it to a callback, from any thread.
#[derive(Debug, Default)]
struct Trouble(Mutex<Option<Failure>>);

impl Trouble {
    fn note(&self, failure: Failure) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }
}

const NO_ADAPTER: &str = "no graphics adapter was found, not even a software one: install mesa-vulkan-drivers and \
     libvulkan1 (Debian and Ubuntu), then ask `rushes doctor` again";

impl Gpu {
    /// The best adapter of this box, hardware before software. `WGPU_BACKEND` and `WGPU_ADAPTER_NAME` narrow the choice.
    pub fn open() -> Result<Self, Failure> {
        let mut last = Failure::new(Reason::NoAdapter, NO_ADAPTER);
        for adapter in ranked() {
            match Self::open_adapter(&adapter) {
                Ok(gpu) => return Ok(gpu),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// Every adapter that composing could use, best first.
    pub fn adapters() -> Vec<AdapterFacts> {
        ranked().iter().map(|adapter| facts(&adapter.get_info())).collect()
    }

    pub fn adapter(&self) -> &AdapterFacts {
        &self.facts
    }

    fn open_adapter(adapter: &wgpu::Adapter) -> Result<Self, Failure> {
        let facts = Arc::new(facts(&adapter.get_info()));
        let offered = adapter.limits();
        // Downlevel limits everywhere but in the size of buffers: a 4K canvas must fit into one binding.
        let limits = wgpu::Limits {
            max_buffer_size: offered.max_buffer_size,
            max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
            max_texture_dimension_2d: offered.max_texture_dimension_2d,
            ..wgpu::Limits::downlevel_defaults()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("rushes"),
            required_limits: limits,
            required_features: adapter.features() & wgpu::Features::FLOAT32_FILTERABLE,
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        }))
        .map_err(|error| {
            let said = printable::text(&error.to_string());
            Failure::new(Reason::NoAdapter, format!("{} could not be opened: {said}", facts.name))
        })?;
        let trouble = Arc::new(Trouble::default());
        let (of_errors, of_loss, name) = (trouble.clone(), trouble.clone(), facts.name.clone());
        device.on_uncaptured_error(Arc::new(move |error| of_errors.note(failure_of(&error))));
        device.set_device_lost_callback(move |reason, message| {
            // A device that we let go of ourselves is no trouble.
            if !matches!(reason, wgpu::DeviceLostReason::Destroyed) {
                let said = printable::text(&message);
                of_loss.note(Failure::new(Reason::DeviceLost, format!("{name} was lost: {said}")));
            }
        });
        Ok(Self { device, queue, facts, trouble })
    }

    /// What went wrong on this device so far; nothing on it can be trusted after that.
    pub(super) fn check(&self) -> Result<(), Failure> {
        match &*self.trouble.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }

    /// Waits until the submission is done and its callbacks ran.
    pub(super) fn wait(&self, index: &wgpu::SubmissionIndex, deadline: std::time::Duration) -> Result<(), Failure> {
        let wait = wgpu::PollType::Wait { submission_index: Some(index.clone()), timeout: Some(deadline) };
        let polled = self.device.poll(wait);
        self.check()?;
        match polled {
            Ok(_) => Ok(()),
            Err(wgpu::PollError::Timeout) => {
                // Letting go of a device that hangs would hang as well, and the process is about to end.
                std::mem::forget(self.clone());
                Err(Failure::new(
                    Reason::Stalled,
                    format!("{} gave no frame within {} s", self.facts.name, deadline.as_secs()),
                ))
            }
            Err(error) => {
                Err(Failure::new(Reason::DeviceLost, format!("{} can't be waited for: {error}", self.facts.name)))
            }
        }
    }

    /// Fails where a buffer of this size can't be bound on this adapter.
    pub(super) fn fits(&self, what: &str, bytes: u64) -> Result<(), Failure> {
        let limits = self.device.limits();
        let most = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size);
        if bytes <= most {
            return Ok(());
        }
        Err(Failure::new(
            Reason::MemoryLimit,
            format!("{what} needs {bytes} bytes in one piece, but {} gives at most {most}", self.facts.name),
        ))
    }

    pub(super) fn buffer(&self, label: &str, size: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        })
    }
}

fn failure_of(error: &wgpu::Error) -> Failure {
    let (reason, said) = match error {
        wgpu::Error::OutOfMemory { .. } => (Reason::MemoryLimit, "the graphics adapter is out of memory".to_owned()),
        wgpu::Error::Validation { description, .. } => {
            (Reason::ShaderFailed, format!("the graphics adapter refused the work: {description}"))
        }
        wgpu::Error::Internal { description, .. } => {
            (Reason::DeviceLost, format!("the graphics driver failed: {description}"))
        }
    };
    // Validation errors come with their whole chain, a line each.
    Failure::new(reason, printable::text(&said.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn ranked() -> Vec<wgpu::Adapter> {
    let chosen = wgpu::Backends::from_env();
    let mut found = adapters_of(chosen.unwrap_or(wgpu::Backends::PRIMARY));
    if found.is_empty() && chosen.is_none() {
        found = adapters_of(wgpu::Backends::GL);
    }
    found
}

fn adapters_of(backends: wgpu::Backends) -> Vec<wgpu::Adapter> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle_from_env();
    descriptor.backends = backends;
    // Drivers' layers speak to the error stream as they wake up, which a terminal or a log need not hear.
    let (_instance, mut found) = quietly(|| {
        let instance = wgpu::Instance::new(descriptor);
        let found = pollster::block_on(instance.enumerate_adapters(backends));
        (instance, found)
    });
    let wanted = std::env::var("WGPU_ADAPTER_NAME").ok().map(|name| name.to_lowercase());
    found.retain(|adapter| {
        adapter.get_downlevel_capabilities().flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS)
            && wanted.as_ref().is_none_or(|wanted| adapter.get_info().name.to_lowercase().contains(wanted))
    });
    found.sort_by_key(|adapter| match adapter.get_info().device_type {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 3,
        wgpu::DeviceType::Cpu => 4,
    });
    found
}

fn facts(info: &wgpu::AdapterInfo) -> AdapterFacts {
    AdapterFacts {
        name: printable::text(&info.name),
        backend: info.backend.to_string(),
        driver: printable::text(&info.driver),
        driver_info: printable::text(&info.driver_info),
        kind: match info.device_type {
            wgpu::DeviceType::Cpu => AdapterKind::Software,
            _ => AdapterKind::Hardware,
        },
    }
}
