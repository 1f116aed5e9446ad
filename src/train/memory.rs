//! What an optimiser remembers of the gradients, apart from the rule that remembers it: to be read
//! on one device and put back on another.

use burn::tensor::Tensor;

/// All that is remembered; empty before the first update.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Of each learned tensor, in the network's order, as many `[values]` as the rule keeps.
    pub tensors: Vec<Vec<Tensor<1>>>,
    /// Updates since it was empty, where the rule counts them.
    pub updates: usize,
}

impl Memory {
    /// What a rule remembers of each tensor, taken apart.
    pub(super) fn of<T: Remembered>(states: &[Option<T>]) -> Self {
        let mut memory = Self::default();
        for state in states.iter().flatten() {
            let (tensors, updates) = state.apart();
            memory.tensors.push(tensors);
            memory.updates = updates;
        }
        memory
    }

    /// The other way round; `None` stands for what cannot be this rule's.
    pub(super) fn states<T: Remembered>(self) -> Vec<Option<T>> {
        let updates = self.updates;
        let put = |tensors| T::put_together(tensors, updates);
        self.tensors.into_iter().map(put).collect()
    }
}

/// What a rule remembers of one tensor.
pub(super) trait Remembered: Sized {
    /// As plain tensors, and the updates they have seen if that is counted.
    fn apart(&self) -> (Vec<Tensor<1>>, usize);

    /// `None` if there are not as many tensors as this takes.
    fn put_together(tensors: Vec<Tensor<1>>, updates: usize) -> Option<Self>;
}

impl Remembered for Tensor<1> {
    fn apart(&self) -> (Vec<Tensor<1>>, usize) {
        (vec![self.clone()], 0)
    }

    fn put_together(tensors: Vec<Tensor<1>>, _: usize) -> Option<Self> {
        let [tensor] = <[_; 1]>::try_from(tensors).ok()?;
        Some(tensor)
    }
}
