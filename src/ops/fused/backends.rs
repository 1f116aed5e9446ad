//! The backends without autodiff.

use super::*;

/// What is the same for all of them.
macro_rules! without_autodiff {
    ($backend:ty) => {
        impl Fused for $backend {
            fn of_one(x: FloatTensor<Self>, operation: Operation) -> FloatTensor<Self> {
                measured::<Self, 1>([x], &operation).0
            }

            fn of_two(
                a: FloatTensor<Self>,
                b: FloatTensor<Self>,
                operation: Operation,
            ) -> FloatTensor<Self> {
                measured::<Self, 2>([a, b], &operation).0
            }

            fn of_three(
                x: FloatTensor<Self>,
                weight: FloatTensor<Self>,
                bias: FloatTensor<Self>,
                operation: Operation,
            ) -> (FloatTensor<Self>, FloatTensor<Self>) {
                measured::<Self, 3>([x, weight, bias], &operation)
            }

            fn adam(
                parameters: FloatTensor<Self>,
                gradients: FloatTensor<Self>,
                moment_1: FloatTensor<Self>,
                moment_2: FloatTensor<Self>,
                step: AdamStep,
            ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
                adam_step::<Self>(parameters, &gradients, [moment_1, moment_2], &step)
            }

            fn blend(
                mut old: FloatTensor<Self>,
                new: FloatTensor<Self>,
                shares: [f32; 2],
            ) -> FloatTensor<Self> {
                let new = Self::row_by_row(&new);
                kernels::blend(Self::slice_mut(&mut old), Self::slice(&new), shares);
                old
            }

            fn squares(values: FloatTensor<Self>) -> FloatTensor<Self> {
                let values = Self::row_by_row(&values);
                let sum = kernels::squares(Self::slice(&values));
                tensor::<Self>(vec![sum], &[1], &values)
            }
        }
    };
}

#[cfg(feature = "flex")]
mod flex {
    use super::*;
    use burn::backend::Flex;

    impl Sliced for Flex {
        fn row_by_row(tensor: &FloatTensor<Self>) -> FloatTensor<Self> {
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

    without_autodiff!(Flex);
}

#[cfg(feature = "ndarray")]
mod ndarray {
    use super::*;
    use burn::backend::NdArray;
    use burn_ndarray::NdArrayTensor;

    impl Sliced for NdArray {
        fn row_by_row(tensor: &FloatTensor<Self>) -> FloatTensor<Self> {
            let mut tensor = tensor.clone();
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

    without_autodiff!(NdArray);
}
