//! The compiler behind this room, and what it says, made into faults that a person can read.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use wgpu::naga;
use wgpu::naga::valid::{Capabilities, GlobalUse, ModuleInfo, ValidationFlags, Validator};

use super::program::{Field, FieldKind, FieldSource, Uniforms};
use super::words;

/// Variables of their own that all parts of a shader may take together, in bytes: software adapters keep them on a thread's
/// stack, once for each pixel of a group.
const MOST_MEMORY: u64 = 64 << 10;
/// Drivers write every function out where it is called. What people write comes to some ten thousands of operations then;
/// a few functions that call each other twice come to more than any driver ever finishes.
const MOST_OPERATIONS: u64 = 1_000_000;

/// A fault in the text that the compiler was given.
#[derive(Debug)]
pub(super) struct RawFault {
    pub at: Option<usize>,
    pub message: String,
}

/// A module that holds.
#[derive(Debug)]
pub(super) struct Compiled {
    pub module: naga::Module,
    pub info: ModuleInfo,
}

pub(super) fn wgsl(text: &str) -> Result<Compiled, RawFault> {
    let module = naga::front::wgsl::parse_str(text).map_err(|error| {
        let at = error.labels().next().and_then(|(span, _)| span.to_range()).map(|range| range.start);
        RawFault { at, message: words::sentence(error.message()) }
    })?;
    checked(module)
}

pub(super) fn glsl(text: &str, stage: naga::ShaderStage) -> Result<Compiled, RawFault> {
    let options = naga::front::glsl::Options::from(stage);
    let module = naga::front::glsl::Frontend::default().parse(&options, text).map_err(|faults| {
        let first = faults.errors.into_iter().next();
        first.map_or(RawFault { at: None, message: "cannot be understood".to_owned() }, |error| RawFault {
            at: error.meta.to_range().map(|range| range.start),
            message: words::glsl(
                &error.kind,
                error.meta.to_range().and_then(|range| text.get(range)).unwrap_or_default(),
            ),
        })
    })?;
    checked(module)
}

fn checked(module: naga::Module) -> Result<Compiled, RawFault> {
    let capabilities = Capabilities::empty();
    let info = Validator::new(ValidationFlags::all(), capabilities).validate(&module).map_err(|error| {
        // The outermost error only says which function; what is wrong stands at the end of the chain.
        let mut message = error.as_inner().to_string();
        let mut source = error.as_inner().source();
        while let Some(inner) = source {
            message = inner.to_string();
            source = inner.source();
        }
        let at = error.spans().filter_map(|(span, _)| span.to_range()).map(|range| range.start).last();
        RawFault { at, message: words::sentence(&message) }
    })?;
    small_enough(&module)?;
    short_enough(&module)?;
    Ok(Compiled { module, info })
}

fn small_enough(module: &naga::Module) -> Result<(), RawFault> {
    let context = module.to_ctx();
    let size =
        |ty: naga::Handle<naga::Type>| module.types[ty].inner.try_size(context).map_or(u64::from(u32::MAX), u64::from);
    let kept = module.global_variables.iter().filter(|(_, global)| global.space == naga::AddressSpace::Private);
    let mut memory: u64 = kept.map(|(_, global)| size(global.ty)).sum();
    let entries = module.entry_points.iter().map(|entry| &entry.function);
    for function in module.functions.iter().map(|(_, function)| function).chain(entries) {
        memory += function.local_variables.iter().map(|(_, local)| size(local.ty)).sum::<u64>();
    }
    if memory <= MOST_MEMORY {
        return Ok(());
    }
    let message =
        format!("its variables take {memory} bytes for each pixel; {MOST_MEMORY} are the most that devices bear");
    Err(RawFault { at: None, message })
}

fn short_enough(module: &naga::Module) -> Result<(), RawFault> {
    // A function calls only such as stand before it.
    let mut written_out: HashMap<naga::Handle<naga::Function>, u64> = HashMap::new();
    let mut all = 0u64;
    let entries = module.entry_points.iter().map(|entry| (None, &entry.function));
    let functions = module.functions.iter().map(|(handle, function)| (Some(handle), function));
    for (handle, function) in functions.chain(entries) {
        let operations = (function.expressions.len() as u64).saturating_add(called(&function.body, &written_out));
        match handle {
            Some(handle) => written_out.insert(handle, operations).map_or((), drop),
            None => all = all.saturating_add(operations),
        }
    }
    if all <= MOST_OPERATIONS {
        return Ok(());
    }
    let message = format!(
        "its functions come to more than {MOST_OPERATIONS} operations where each is written out at its calls, as devices do; \
         call fewer of them"
    );
    Err(RawFault { at: None, message })
}

/// What the calls in a block come to.
fn called(block: &naga::Block, written_out: &HashMap<naga::Handle<naga::Function>, u64>) -> u64 {
    use naga::Statement;
    let inside = |block: &naga::Block| called(block, written_out);
    let each = block.iter().map(|statement| match statement {
        Statement::Call { function, .. } => written_out.get(function).copied().unwrap_or(0),
        Statement::Block(block) => inside(block),
        Statement::If { accept, reject, .. } => inside(accept).saturating_add(inside(reject)),
        Statement::Loop { body, continuing, .. } => inside(body).saturating_add(inside(continuing)),
        Statement::Switch { cases, .. } => cases.iter().map(|case| inside(&case.body)).fold(0, u64::saturating_add),
        _ => 0,
    });
    each.fold(0, u64::saturating_add)
}

/// The names of private variables that functions other than `own` read.
pub(super) fn read_globals(compiled: &Compiled, own: &dyn Fn(&str) -> bool) -> HashSet<String> {
    let Compiled { module, info } = compiled;
    let mut names = HashSet::new();
    for (handle, function) in module.functions.iter() {
        if function.name.as_deref().is_some_and(own) {
            continue;
        }
        for (global, variable) in module.global_variables.iter() {
            if let Some(name) = variable.name.as_ref().filter(|_| info[handle][global].contains(GlobalUse::READ)) {
                names.insert(name.clone());
            }
        }
    }
    names
}

/// A field before the compiler has laid it out.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub name: String,
    pub kind: FieldKind,
    pub source: FieldSource,
}

impl Wanted {
    /// The member's name in the buffer's structure.
    pub fn member(&self) -> String {
        format!("rushes_f_{}", self.name)
    }
}

/// Where the compiler put the fields. The buffer is the module's only uniform one.
pub(super) fn laid_out(module: &naga::Module, wanted: &[Wanted]) -> Uniforms {
    let buffer = module.global_variables.iter().find(|(_, global)| global.space == naga::AddressSpace::Uniform);
    let Some(naga::TypeInner::Struct { members, span }) = buffer.map(|(_, global)| &module.types[global.ty].inner)
    else {
        return Uniforms::default();
    };
    let field = |wanted: &Wanted| {
        let member = members.iter().find(|member| member.name.as_deref() == Some(&wanted.member()))?;
        Some(Field { name: wanted.name.clone(), kind: wanted.kind, offset: member.offset, source: wanted.source })
    };
    Uniforms { size: span.next_multiple_of(16), fields: wanted.iter().filter_map(field).collect() }
}
