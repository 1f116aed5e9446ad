//! The inside of a network: any tensor of a pass ([`capture`]), reasons for an answer ([`explain`]), the images that a
//! unit responds to most ([`maximise`]) and features of many images ([`features`]).
//!
//! Nothing here changes a network: every function works on a network whose tensors it shares.

pub mod capture;
pub mod explain;
pub mod features;
pub mod maximise;
mod objective;
mod passes;

pub use capture::{Captured, What};
pub use explain::{Explained, Explanation, Method};
pub use features::{Features, Gathering, Projection};
pub use maximise::Maximised;
pub use objective::Objective;
pub use passes::{Inspection, Plane, inspect, predict};
