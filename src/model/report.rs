//! A summary of a network's sizes, layer by layer, and its first problem.

use serde::Serialize;

use super::misfit::{Misfit, shape};
use super::spec::{Placed, Spec, TensorSpec};
use crate::data::{CLASSES, HEIGHT, WIDTH};
use crate::error::reason;

/// The sizes of a network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct NetworkReport {
    /// The layers, up to the first that does not fit.
    pub layers: Vec<LayerSummary>,
    /// Number of parameters of these layers.
    pub parameters: usize,
    /// Multiply-adds of these layers' forward pass for one image.
    pub macs: u64,
    /// The first layer that does not fit, or the reason why the network cannot classify digits.
    pub problem: Option<Misfit>,
}

/// The sizes of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct LayerSummary {
    /// Its place in the network, as in [`Placed::path`].
    pub path: String,
    /// The number of residual blocks around it.
    pub depth: usize,
    /// Prefix of its tensors' names; empty if it has no tensors.
    pub name: String,
    /// "conv2d", "relu", …
    pub kind: String,
    /// Shape of its output for one image.
    pub output_shape: Vec<usize>,
    /// Shape of its weight in PyTorch's layout; empty if it has no weight.
    pub weight_shape: Vec<usize>,
    /// Number of parameters, without those of layers in a residual block.
    pub parameters: usize,
    /// Multiply-adds of the forward pass for one image, without those of layers in a residual block.
    pub macs: u64,
}

impl Spec {
    /// Summarises the layers, and checks that they form a classifier of ten digits.
    pub fn report(&self) -> NetworkReport {
        let (placed, misfit) = self.walk();
        let problem = misfit.or_else(|| self.not_a_classifier(&placed));
        let layers: Vec<_> = placed.iter().map(LayerSummary::of).collect();
        NetworkReport {
            parameters: layers.iter().map(|layer| layer.parameters).sum(),
            macs: layers.iter().map(|layer| layer.macs).sum(),
            layers,
            problem,
        }
    }

    /// The reason why layers that fit together are not a classifier of digits: the input must be `[1, 28, 28]`, the
    /// output `[10]`, and at least one layer must have parameters.
    fn not_a_classifier(&self, placed: &[Placed<'_>]) -> Option<Misfit> {
        let Some(last) = placed.iter().rev().find(|placed| placed.depth == 0) else {
            return Some(Misfit::new(
                "",
                "network",
                reason!("no-layer", "there is no layer"),
            ));
        };
        let misfit = |reason| Some(Misfit::new(&last.path, last.layer.label(), reason));
        if self.input != [1, HEIGHT, WIDTH] {
            let message = format!(
                "{:?} is not [1, {HEIGHT}, {WIDTH}], as the images are",
                self.input
            );
            return Some(Misfit::new("", "input", message.into()));
        }
        if last.output != [CLASSES] {
            return misfit(reason!(
                "outputs",
                "gives {output} at the end of the network; ten digits need [{classes}]",
                output = shape(&last.output),
                classes = CLASSES,
            ));
        }
        let learns = |placed: &Placed| !placed.layer.tensors(&placed.input).is_empty();
        if !placed.iter().any(learns) {
            return misfit(reason!(
                "no-parameters",
                "no layer of the network learns anything"
            ));
        }
        None
    }
}

impl LayerSummary {
    fn of(placed: &Placed<'_>) -> Self {
        let layer = placed.layer;
        let mut learned = layer.tensors(&placed.input);
        learned.retain(|tensor| tensor.learned);
        Self {
            path: placed.path.clone(),
            depth: placed.depth,
            name: layer.name().into(),
            kind: layer.kind().into(),
            output_shape: placed.output.clone(),
            parameters: learned.iter().map(TensorSpec::len).sum(),
            weight_shape: learned.first().map_or(Vec::new(), |t| t.shape.clone()),
            macs: layer.macs(&placed.input, &placed.output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::LayerSpec;
    use super::*;
    use crate::error::Error;

    fn problem(layers: Vec<LayerSpec>) -> String {
        let misfit = Spec::new(layers).report().problem.unwrap();
        Error::from(misfit).to_string()
    }

    #[test]
    fn a_classifier_has_ten_outputs_and_parameters() {
        let linear = |units| LayerSpec::Linear {
            name: "fc1".into(),
            units,
        };
        let sentence = "fc1: gives [84] at the end of the network; ten digits need [10]";
        assert_eq!(problem(vec![LayerSpec::Flatten, linear(84)]), sentence);
        assert_eq!(problem(Vec::new()), "network: there is no layer");
        let report = Spec::new(vec![LayerSpec::Flatten, linear(10)]).report();
        assert_eq!(report.problem, None);
        assert_eq!((report.parameters, report.macs), (7850, 7840));
        assert_eq!(report.layers[1].weight_shape, [10, 784]);
    }

    #[test]
    fn the_report_ends_before_the_layer_that_does_not_fit() {
        let report = Spec::new(vec![LayerSpec::Relu, LayerSpec::LogSoftmax]).report();
        assert_eq!(report.layers.len(), 1);
        assert_eq!(report.problem.unwrap().path, "1");
    }
}
