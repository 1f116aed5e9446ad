//! The CPU's backends: their tensors are slices, of which [`Operation`] makes others.

use std::cell::RefCell;

use burn::backend::TensorMetadata;
use burn::tensor::TensorData;
use digit_lab_kernels::{self as kernels, Workspace};

use super::*;
use crate::ops::operation::Saved;

/// A backend whose tensors are slices of `f32` in the same memory.
pub(crate) trait Sliced: Backend {
    /// The same values row by row.
    fn settled(tensor: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The values of a tensor that lies row by row.
    fn slice(tensor: &FloatTensor<Self>) -> &[f32];

    /// The same to be changed: the values are copied if others hold them too.
    fn slice_mut(tensor: &mut FloatTensor<Self>) -> &mut [f32];
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

fn with_workspace<R>(work: impl FnOnce(&mut Workspace) -> R) -> R {
    WORKSPACE.with(|workspace| work(&mut workspace.borrow_mut()))
}

fn tensor<B: Backend>(values: Vec<f32>, shape: &[usize], like: &FloatTensor<B>) -> FloatTensor<B> {
    B::float_from_data(TensorData::new(values, shape.to_vec()), &like.device())
}

impl<B: Sliced> Computes for B {
    type Saved = Saved;

    fn row_by_row(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::settled(tensor)
    }

    fn forward<const N: usize>(
        inputs: &[FloatTensor<Self>; N],
        operation: &Operation,
        training: bool,
    ) -> Computed<Self> {
        let shape = operation.output(&inputs[0].shape().to_vec());
        let mut y = vec![0.0; shape.iter().product()];
        let slices = inputs.each_ref().map(|input| Self::slice(input));
        let mut saved = with_workspace(|ws| operation.forward(&slices, &mut y, training, ws));
        let measured = std::mem::take(&mut saved.measured);
        let len = measured.len();
        Computed {
            y: tensor::<Self>(y, &shape, &inputs[0]),
            measured: (len > 0).then(|| tensor::<Self>(measured, &[len], &inputs[0])),
            saved,
        }
    }

    fn backward<const N: usize>(
        operation: &Operation,
        given: Given<'_, Self, N>,
        wanted: [bool; N],
    ) -> [Option<FloatTensor<Self>>; N] {
        let Given {
            inputs,
            output,
            dy,
            saved,
            shapes,
        } = given;
        let shared = operation.shares_gradient();
        let values = std::array::from_fn(|i| {
            // Parameters' gradients cost little beside the input's, and are always wanted.
            let made = if shared { i == 0 } else { i > 0 || wanted[0] };
            vec![0.0; if made { shapes[i].iter().product() } else { 0 }]
        });
        let slices = match inputs {
            Some(inputs) => inputs.each_ref().map(|input| Self::slice(input)),
            None => [&[][..]; N],
        };
        let y = output.map_or(&[][..], |output| Self::slice(output));
        let of = (slices, y, Self::slice(dy));
        let values = with_workspace(|ws| operation.backward(of, saved, values, ws));
        let mut shapes = shapes.iter();
        values.map(|values| {
            let shape = shapes.next().expect("a shape an input");
            (!values.is_empty()).then(|| tensor::<Self>(values, shape, dy))
        })
    }

    fn adam(
        [mut parameters, mut moment_1, mut moment_2]: [FloatTensor<Self>; 3],
        gradients: &FloatTensor<Self>,
        step: &AdamStep,
    ) -> [FloatTensor<Self>; 3] {
        kernels::adam_step(
            Self::slice_mut(&mut parameters),
            Self::slice(gradients),
            Self::slice_mut(&mut moment_1),
            Self::slice_mut(&mut moment_2),
            step,
        );
        [parameters, moment_1, moment_2]
    }

    fn blend(
        mut old: FloatTensor<Self>,
        new: &FloatTensor<Self>,
        shares: [f32; 2],
    ) -> FloatTensor<Self> {
        kernels::blend(Self::slice_mut(&mut old), Self::slice(new), shares);
        old
    }

    fn squares(values: &FloatTensor<Self>, root: bool) -> FloatTensor<Self> {
        let sum = kernels::squares(Self::slice(values));
        tensor::<Self>(vec![if root { sum.sqrt() } else { sum }], &[1], values)
    }

    fn nothing(like: &FloatTensor<Self>) -> FloatTensor<Self> {
        tensor::<Self>(Vec::new(), &[0], like)
    }
}

#[cfg(feature = "flex")]
mod flex {
    use super::*;
    use burn::backend::Flex;

    impl Sliced for Flex {
        fn settled(tensor: FloatTensor<Self>) -> FloatTensor<Self> {
            tensor.to_contiguous()
        }

        fn slice(tensor: &FloatTensor<Self>) -> &[f32] {
            tensor.as_slice().expect("it lies row by row")
        }

        fn slice_mut(tensor: &mut FloatTensor<Self>) -> &mut [f32] {
            if !tensor.is_contiguous() {
                *tensor = tensor.to_contiguous();
            }
            // A view may leave some of the storage out.
            let start = tensor.layout().start_offset();
            let len = tensor.layout().num_elements();
            &mut tensor.storage_mut()[start..start + len]
        }
    }
}

#[cfg(feature = "ndarray")]
mod ndarray {
    use super::*;
    use burn::backend::NdArray;
    use burn_ndarray::NdArrayTensor;

    impl Sliced for NdArray {
        fn settled(mut tensor: FloatTensor<Self>) -> FloatTensor<Self> {
            let NdArrayTensor::F32(storage) = &mut tensor else {
                unreachable!("this project's floats are f32")
            };
            if !storage.view().is_standard_layout() {
                let array = storage.ensure_owned();
                *array = array.as_standard_layout().into_owned().into_shared();
            }
            tensor
        }

        fn slice(tensor: &FloatTensor<Self>) -> &[f32] {
            let NdArrayTensor::F32(storage) = tensor else {
                unreachable!("this project's floats are f32")
            };
            storage.view().to_slice().expect("it lies row by row")
        }

        fn slice_mut(tensor: &mut FloatTensor<Self>) -> &mut [f32] {
            let NdArrayTensor::F32(storage) = tensor else {
                unreachable!("this project's floats are f32")
            };
            let array = storage.ensure_owned();
            if !array.is_standard_layout() {
                *array = array.as_standard_layout().into_owned().into_shared();
            }
            array.as_slice_mut().expect("it lies row by row")
        }
    }
}
