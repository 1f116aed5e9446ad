//! Handing a shader to the device.

use std::fmt::Debug;
use std::hash::Hash;

use burn::tensor::DType;
use burn_wgpu::CubeTensor;
use cubecl::ir::metadata::Info;
use cubecl::ir::{ElemType, UIntKind};
use cubecl::prelude::*;
use cubecl::server::{Handle, KernelArguments, MetadataBindingInfo};
use cubecl::{CubeKernel, PrecompiledSource};

/// Invocations in a workgroup: the least that every WebGPU adapter runs well.
pub const WORKGROUP: usize = 64;

/// Workgroups in a row of a long grid; an adapter allows 65,535.
const ROW: usize = 32_768;

/// Text in WGSL, and what tells it from all others: two shaders that are equal have the same text.
pub trait Shader: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// A module with an entry point `main` of [`WORKGROUP`] invocations. Its buffers are bound in the
    /// order in which [`launch`] is given them, `info` behind them.
    fn text(&self) -> String;
}

/// A shader as CubeCL knows it: text that it hands to the device as it is.
struct Source<S>(S);

impl<S: Shader> KernelMetadata for Source<S> {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(self.0.clone())
    }

    fn address_type(&self) -> ElemType {
        UIntKind::U32.into()
    }
}

impl<S: Shader> CubeKernel for Source<S> {
    fn define(&self) -> KernelDefinition {
        let dim = CubeDim::new_1d(WORKGROUP as u32);
        let settings = KernelSettings::new(dim.0, ExecutionMode::Checked, AddressType::U32);
        KernelDefinition {
            body: Scope::root(settings.clone()),
            settings,
            info: Info::default(),
        }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(PrecompiledSource {
            source: self.0.text(),
            entrypoint_name: "main".into(),
            lang: "wgsl",
        })
    }
}

/// Workgroups along x and y.
#[derive(Debug, Clone, Copy)]
pub struct Grid(u32, u32);

impl Grid {
    /// At least so many invocations, which find their number by [`NUMBER`].
    pub fn of(invocations: usize) -> Self {
        let groups = invocations.div_ceil(WORKGROUP);
        match groups <= ROW {
            true => Self(groups as u32, 1),
            false => Self(ROW as u32, groups.div_ceil(ROW) as u32),
        }
    }
}

/// The number of an invocation of [`Grid::of`], in WGSL.
pub const NUMBER: &str = "id.x + id.y * 2097152u";

/// Runs `shader` on whole tensors, of which it may write some; `info` are numbers that change from
/// one launch to the next without another shader. No tensor may be given twice: WebGPU wants what is
/// written to be bound only once.
pub fn launch<S: Shader>(shader: S, grid: Grid, tensors: &[&CubeTensor], info: &[u32]) {
    let bindings = tensors
        .iter()
        .map(|tensor| tensor.handle.clone().binding())
        .collect();
    // Uniforms are made of blocks of 16 bytes.
    let words = info.chunks(4).flat_map(|block| {
        let word = |i: usize| u64::from(block.get(i).copied().unwrap_or(0));
        [word(0) | word(1) << 32, word(2) | word(3) << 32]
    });
    let arguments = KernelArguments::new()
        .with_buffers(bindings)
        .with_info(MetadataBindingInfo::custom(words.collect()));
    let Grid(x, y) = grid;
    if x > 0 {
        let count = CubeCount::Static(x, y, 1);
        tensors[0]
            .client
            .launch(Box::new(Source(shader)), count, arguments);
    }
}

/// A tensor on the device of `like`, whose numbers are yet to be written.
pub fn empty(shape: &[usize], like: &CubeTensor) -> CubeTensor {
    let bytes = shape.iter().product::<usize>() * size_of::<f32>();
    let handle = like.client.empty(bytes);
    at(shape, like, handle)
}

/// A tensor whose numbers lie at `handle`, row by row.
pub fn at(shape: &[usize], like: &CubeTensor, handle: Handle) -> CubeTensor {
    let (client, device) = (like.client.clone(), like.device.clone());
    CubeTensor::new_contiguous(client, device, shape.to_vec().into(), handle, DType::F32)
}

/// Where a tensor's numbers lie: its memory, and where they begin in it.
pub fn lies_at(tensor: &CubeTensor) -> (impl PartialEq, u64) {
    let start = tensor.handle.offset_start.unwrap_or(0);
    (tensor.handle.clone().binding().memory.id(), start)
}
