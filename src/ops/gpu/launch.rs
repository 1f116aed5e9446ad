//! Launching a shader on a device.

use std::fmt::Debug;
use std::hash::Hash;

use burn::tensor::DType;
use burn_wgpu::CubeTensor;
use cubecl::ir::metadata::Info;
use cubecl::ir::{ElemType, UIntKind};
use cubecl::prelude::*;
use cubecl::server::{Handle, KernelArguments, MetadataBindingInfo};
use cubecl::{CubeKernel, PrecompiledSource};

/// Invocations in a workgroup. Every WebGPU adapter runs workgroups of this size.
pub const WORKGROUP: usize = 64;

/// Workgroups along x of a two-dimensional grid. WebGPU allows at most 65,535 along each dimension.
const ROW: usize = 32_768;

/// The parameters of a WGSL shader, which are the key of its compiled form: equal values of one type
/// must give the same text.
pub trait Shader: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// A WGSL module with an entry point `main` of [`WORKGROUP`] invocations. Its buffers are bound in
    /// the order of [`launch`]'s tensors, followed by `info`.
    fn text(&self) -> String;
}

/// A shader as a CubeCL kernel that is given as source text.
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
    /// A grid of at least so many invocations. A shader computes an invocation's number by [`NUMBER`].
    pub fn of(invocations: usize) -> Self {
        let groups = invocations.div_ceil(WORKGROUP);
        match groups <= ROW {
            true => Self(groups as u32, 1),
            false => Self(ROW as u32, groups.div_ceil(ROW) as u32),
        }
    }
}

/// The WGSL expression for the number of an invocation of [`Grid::of`]. 2,097,152 is `ROW · WORKGROUP`.
pub const NUMBER: &str = "id.x + id.y * 2097152u";

/// Runs `shader` on whole tensors, which it may read and write. `info` are the shader's uniforms: numbers
/// that may change from launch to launch without another shader. No tensor may occur twice, because
/// WebGPU does not allow a writable buffer to be bound twice.
pub fn launch<S: Shader>(shader: S, grid: Grid, tensors: &[&CubeTensor], info: &[u32]) {
    let bindings = tensors
        .iter()
        .map(|tensor| tensor.handle.clone().binding())
        .collect();
    // A uniform array has elements of 16 bytes.
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

/// A tensor with uninitialised values on the device of `like`.
pub fn empty(shape: &[usize], like: &CubeTensor) -> CubeTensor {
    let bytes = shape.iter().product::<usize>() * size_of::<f32>();
    let handle = like.client.empty(bytes);
    tensor_at(shape, like, handle)
}

/// A row-major tensor of the values in the memory of `handle`, on the device of `like`.
pub fn tensor_at(shape: &[usize], like: &CubeTensor, handle: Handle) -> CubeTensor {
    let (client, device) = (like.client.clone(), like.device.clone());
    CubeTensor::new_contiguous(client, device, shape.to_vec().into(), handle, DType::F32)
}

/// The memory of a tensor's values, and their offset in it in bytes. Two tensors of one shape are the
/// same if these are equal.
pub fn memory_of(tensor: &CubeTensor) -> (impl PartialEq, u64) {
    let start = tensor.handle.offset_start.unwrap_or(0);
    (tensor.handle.clone().binding().memory.id(), start)
}
