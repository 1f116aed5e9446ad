//! burn-ndarray's tensors as slices.

use burn_ndarray::NdArrayTensor;

use super::Tensor;

/// A tensor of `values`, row-major.
pub fn tensor(values: Vec<f32>, shape: &[usize]) -> Tensor {
    let data = burn::tensor::TensorData::new(values, shape.to_vec());
    <burn::backend::NdArray as burn::backend::ops::FloatTensorOps<_>>::float_from_data(
        data,
        &Default::default(),
    )
}

/// The tensor in row-major layout. It is copied only if its layout is another.
pub fn contiguous(mut tensor: Tensor) -> Tensor {
    let NdArrayTensor::F32(storage) = &mut tensor else {
        unreachable!("this project's floats are f32")
    };
    if !storage.view().is_standard_layout() {
        let array = storage.ensure_owned();
        *array = array.as_standard_layout().into_owned().into_shared();
    }
    tensor
}

/// The same values in another shape. They are copied only if the tensor is not row-major.
pub fn reshape(tensor: Tensor, shape: &[usize]) -> Tensor {
    let mut tensor = contiguous(tensor);
    let NdArrayTensor::F32(storage) = &mut tensor else {
        unreachable!("this project's floats are f32")
    };
    let array = storage.ensure_owned();
    let reshaped = array.clone().into_shape_with_order(shape.to_vec());
    *array = reshaped.expect("the number of values was checked");
    tensor
}

/// The values of a row-major tensor.
pub fn slice(tensor: &Tensor) -> &[f32] {
    let NdArrayTensor::F32(storage) = tensor else {
        unreachable!("this project's floats are f32")
    };
    storage.view().to_slice().expect("the tensor is row-major")
}

/// The values for writing, row-major. They are copied first if other tensors share them.
pub fn slice_mut(tensor: &mut Tensor) -> &mut [f32] {
    let NdArrayTensor::F32(storage) = tensor else {
        unreachable!("this project's floats are f32")
    };
    let array = storage.ensure_owned();
    if !array.is_standard_layout() {
        *array = array.as_standard_layout().into_owned().into_shared();
    }
    array.as_slice_mut().expect("the array is row-major")
}
