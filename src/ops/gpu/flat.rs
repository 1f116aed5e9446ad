//! Parameters side by side in one tensor, on a GPU.
//!
//! An optimiser then has one tensor to update instead of many, and a launch costs a GPU more than
//! the arithmetic of a small tensor. The parameters themselves become views.

use burn::tensor::{Device, Tensor};

use super::resident;
use crate::ops::{on_cpu, plain, tensor};

/// What a network has learned, and its gradients, each as one tensor.
#[derive(Debug)]
pub struct Flat {
    /// All values, with zeros in between. Nobody but views holds it.
    values: Option<Tensor<1>>,
    gradients: Option<Tensor<1>>,
    /// Where each parameter begins, and how long it is.
    places: Vec<(usize, usize)>,
}

/// A view begins at a multiple of so many numbers: 256 bytes, the most that an adapter asks for.
const ALIGNED: usize = 64;

impl Flat {
    /// Lays parameters side by side; `None` on the CPU, which is better off without.
    pub fn of(parameters: Vec<Tensor<1>>) -> Option<Self> {
        let device = parameters.first()?.device();
        if on_cpu(&device) {
            return None;
        }
        let (mut places, mut end) = (Vec::new(), 0);
        for parameter in &parameters {
            let [len] = parameter.dims();
            places.push((end, len));
            end += len.next_multiple_of(ALIGNED);
        }
        let mut flat = Self {
            values: None,
            gradients: Some(zeros(end, &device)),
            places,
        };
        flat.values = Some(flat.join(parameters));
        Some(flat)
    }

    /// Tensors as long as the parameters, laid side by side in the same way.
    pub fn join(&self, tensors: Vec<Tensor<1>>) -> Tensor<1> {
        let mut parts = Vec::with_capacity(2 * tensors.len());
        for tensor in tensors {
            let [len] = tensor.dims();
            let gap = len.next_multiple_of(ALIGNED) - len;
            let between = (gap > 0).then(|| zeros(gap, &tensor.device()));
            parts.push(tensor);
            parts.extend(between);
        }
        plain::joined(parts)
    }

    /// The other way round, as views.
    pub fn split(&self, whole: &Tensor<1>) -> Vec<Tensor<1>> {
        let view = |&(start, len): &(usize, usize)| resident::view(whole, start, len);
        self.places.iter().map(view).collect()
    }

    fn values(&self) -> &Tensor<1> {
        self.values.as_ref().expect("an update puts them back")
    }

    /// Each parameter as a view, in order.
    pub fn parameters(&self) -> Vec<Tensor<1>> {
        self.split(self.values())
    }

    /// The gradients that `work` tells, all as one tensor, in which the gaps are zero; `None` if it did
    /// not tell every parameter's once.
    pub fn gradients_of(&mut self, work: &mut dyn FnMut()) -> Option<Tensor<1>> {
        let gradients = self.gradients.take().expect("they are put back below");
        let (gradients, found) = resident::at_home(self.values(), gradients, work);
        self.gradients = Some(gradients.clone());
        let all = self.places.iter().map(|(_, len)| len).sum::<usize>();
        (found == all).then_some(gradients)
    }

    /// Placeholders for the parameters, which hold no values fast.
    pub fn placeholders(&self) -> Vec<Tensor<1>> {
        self.split(self.gradients.as_ref().expect("there are gradients"))
    }

    /// Changes all values at once. In place unless someone holds a view; gaps stay zero if `change`
    /// makes zero of them.
    pub fn change(&mut self, change: impl FnOnce(Tensor<1>) -> Tensor<1>) {
        self.values = self.values.take().map(change);
    }
}

fn zeros(len: usize, device: &Device) -> Tensor<1> {
    tensor(vec![0.0; len], [len], device)
}
