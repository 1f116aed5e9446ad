//! What there is on a GPU, in a build without any: nothing.

#![allow(missing_docs, reason = "nobody can have one")]

use burn::tensor::{Device, Tensor};

pub use super::MOST_POOL;

/// Parameters side by side in one tensor.
#[derive(Debug)]
pub enum Flat {}

impl Flat {
    /// There is none.
    pub fn of(_: Vec<Tensor<1>>) -> Option<Self> {
        None
    }

    pub fn parameters(&self) -> Vec<Tensor<1>> {
        match *self {}
    }

    pub fn split(&self, _: &Tensor<1>) -> Vec<Tensor<1>> {
        match *self {}
    }

    pub fn join(&self, _: Vec<Tensor<1>>) -> Tensor<1> {
        match *self {}
    }

    pub fn gradients_of(&mut self, _: &mut dyn FnMut()) -> Option<Tensor<1>> {
        match *self {}
    }

    pub fn placeholders(&self) -> Vec<Tensor<1>> {
        match *self {}
    }

    pub fn change(&mut self, _: impl FnOnce(Tensor<1>) -> Tensor<1>) {
        match *self {}
    }
}

/// A data set's images and classes.
#[derive(Debug, Clone)]
pub enum Bytes {}

impl Bytes {
    /// There are none.
    pub fn of(_: &[u8], _: &[u8], _: &Device) -> Option<Self> {
        None
    }

    pub fn gather(&self, _: usize, _: &[u32], _: usize, _: [f32; 2]) -> (Tensor<2>, Tensor<2>) {
        match *self {}
    }
}
