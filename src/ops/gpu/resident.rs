//! What lies on a GPU and stays there: a data set's bytes, and parameters side by side.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Cube, Dispatch, backend_extension};
use burn::tensor::{FloatDType, Tensor};

use super::gather::gather as gathered;
use super::launch::at;

/// Only for tensors on a GPU.
#[backend_extension(Cube, Autodiff)]
pub trait Resident: Backend {
    /// The numbers of a flat tensor from `start` on, in the same memory.
    fn view(flat: FloatTensor<Self>, start: usize, len: usize) -> FloatTensor<Self>;

    /// See [`gathered`]: without gradients.
    fn gather(
        images: FloatTensor<Self>,
        labels: FloatTensor<Self>,
        indices: Vec<u32>,
        image: usize,
        room: usize,
        line: [f32; 2],
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// While `work` goes on, the gradients of views of `values` are written to `gradients`, which
    /// comes back: another one, of zeros, if others held it. And of how many values it was so.
    fn at_home(
        values: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        work: &mut dyn FnMut(),
        found: &mut usize,
    ) -> FloatTensor<Self>;
}

impl Resident for Cube {
    fn view(flat: FloatTensor<Self>, start: usize, len: usize) -> FloatTensor<Self> {
        let bytes = |numbers: usize| (numbers * size_of::<f32>()) as u64;
        let whole = flat.meta.shape().num_elements();
        let handle = flat.handle.clone();
        let handle = handle
            .offset_start(bytes(start))
            .offset_end(bytes(whole - start - len));
        at(&[len], &flat, handle)
    }

    fn gather(
        images: FloatTensor<Self>,
        labels: FloatTensor<Self>,
        indices: Vec<u32>,
        image: usize,
        room: usize,
        line: [f32; 2],
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        gathered([&images, &labels], image, &indices, room, line).into()
    }

    fn at_home(
        values: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        work: &mut dyn FnMut(),
        found: &mut usize,
    ) -> FloatTensor<Self> {
        let gradients = match gradients.handle.can_mut() {
            true => gradients,
            false => {
                let shape = gradients.meta.shape().clone();
                Self::float_zeros(shape, &gradients.device, FloatDType::F32)
            }
        };
        ((), *found) = super::gradients::at_home(values, gradients.clone(), work);
        gradients
    }
}

/// Nothing here has a gradient of its own.
impl<B: Resident, C: CheckpointStrategy> Resident for Autodiff<B, C> {
    fn view(flat: FloatTensor<Self>, start: usize, len: usize) -> FloatTensor<Self> {
        FloatTensor::<Self>::new(B::view(flat.into_primitive(), start, len))
    }

    fn gather(
        images: FloatTensor<Self>,
        labels: FloatTensor<Self>,
        indices: Vec<u32>,
        image: usize,
        room: usize,
        line: [f32; 2],
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let [images, labels] = [images, labels].map(|tensor| tensor.into_primitive());
        let (x, targets) = B::gather(images, labels, indices, image, room, line);
        (
            FloatTensor::<Self>::new(x),
            FloatTensor::<Self>::new(targets),
        )
    }

    fn at_home(
        values: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        work: &mut dyn FnMut(),
        found: &mut usize,
    ) -> FloatTensor<Self> {
        let [values, gradients] = [values, gradients].map(|tensor| tensor.into_primitive());
        FloatTensor::<Self>::new(B::at_home(values, gradients, work, found))
    }
}

/// See [`Resident::view`].
pub(super) fn view(flat: &Tensor<1>, start: usize, len: usize) -> Tensor<1> {
    let flat = flat.clone().into_dispatch();
    Tensor::from_dispatch(<Dispatch as Resident>::view(flat, start, len))
}

/// See [`Resident::at_home`].
pub(super) fn at_home(
    values: &Tensor<1>,
    gradients: Tensor<1>,
    work: &mut dyn FnMut(),
) -> (Tensor<1>, usize) {
    let mut found = 0;
    let (values, gradients) = (values.clone().into_dispatch(), gradients.into_dispatch());
    let gradients = <Dispatch as Resident>::at_home(values, gradients, work, &mut found);
    (Tensor::from_dispatch(gradients), found)
}

/// See [`gathered`].
pub(super) fn gather(
    [images, labels]: [&Tensor<1>; 2],
    image: usize,
    indices: &[u32],
    room: usize,
    line: [f32; 2],
) -> (Tensor<2>, Tensor<2>) {
    let [images, labels] = [images, labels].map(|tensor| tensor.clone().into_dispatch());
    let indices = indices.to_vec();
    let (x, targets) = <Dispatch as Resident>::gather(images, labels, indices, image, room, line);
    (Tensor::from_dispatch(x), Tensor::from_dispatch(targets))
}
