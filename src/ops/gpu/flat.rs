//! Parameters side by side in one tensor, on a GPU.
//!
//! An optimiser then has one tensor to update instead of many, and a launch costs a GPU more than
//! the arithmetic of a small tensor. The parameters themselves become views.

use burn::tensor::Tensor;

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
        let zeros = |len| tensor(vec![0.0; len], [len], &device);
        let (mut places, mut end, mut parts) = (Vec::new(), 0, Vec::new());
        for parameter in parameters {
            let [len] = parameter.dims();
            let gap = len.next_multiple_of(ALIGNED) - len;
            places.push((end, len));
            end += len + gap;
            parts.push(parameter);
            parts.extend((gap > 0).then(|| zeros(gap)));
        }
        Some(Self {
            values: Some(plain::joined(parts)),
            gradients: Some(zeros(end)),
            places,
        })
    }

    fn values(&self) -> &Tensor<1> {
        self.values.as_ref().expect("an update puts them back")
    }

    fn views(&self, of: &Tensor<1>) -> impl Iterator<Item = Tensor<1>> {
        self.places
            .iter()
            .map(|&(start, len)| resident::view(of, start, len))
    }

    /// Each parameter as a view, in order.
    pub fn parameters(&self) -> Vec<Tensor<1>> {
        self.views(self.values()).collect()
    }

    /// What belongs to each parameter of a tensor that is laid out in the same way.
    pub fn apart(&self, whole: &Tensor<1>) -> Vec<Tensor<1>> {
        self.views(whole).collect()
    }

    /// The other way round.
    pub fn joined(parts: Vec<Tensor<1>>) -> Option<Tensor<1>> {
        Self::of(parts)?.values
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
        self.views(self.gradients.as_ref().expect("there are gradients"))
            .collect()
    }

    /// Changes all values at once. In place unless someone holds a view; gaps stay zero if `change`
    /// makes zero of them.
    pub fn change(&mut self, change: impl FnOnce(Tensor<1>) -> Tensor<1>) {
        self.values = self.values.take().map(change);
    }
}
