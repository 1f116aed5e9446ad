//! A network in numbers, for people: a row a layer, and what is wrong with it.

use serde::Serialize;

use super::misfit::Misfit;
use super::spec::{Placed, Spec, TensorSpec};
use crate::data::{CLASSES, HEIGHT, WIDTH};

/// A network in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct NetworkReport {
    /// A row a layer, up to the first that does not fit.
    pub layers: Vec<LayerSummary>,
    /// Learned numbers of these layers.
    pub parameters: usize,
    /// Multiply-adds of these layers' forward pass for one image.
    pub macs: u64,
    /// What does not fit.
    pub problem: Option<Misfit>,
}

/// A layer in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
pub struct LayerSummary {
    /// Where it stands, as [`Placed::path`].
    pub path: String,
    /// Residual blocks around it.
    pub depth: usize,
    /// Prefix of its tensors' names; empty where it has none.
    pub name: String,
    /// "conv2d", "relu", …
    pub kind: String,
    /// What comes out for one image.
    pub output_shape: Vec<usize>,
    /// Shape of its weights in PyTorch's layout; empty where it has none.
    pub weight_shape: Vec<usize>,
    /// Learned numbers, its own.
    pub parameters: usize,
    /// Multiply-adds of the forward pass for one image, its own.
    pub macs: u64,
}

impl Spec {
    /// The layers in numbers, and what is wrong with them as a reader of digits.
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

    /// Ten numbers must come out, and something must be learned.
    fn not_a_classifier(&self, placed: &[Placed<'_>]) -> Option<Misfit> {
        let Some(last) = placed.iter().rev().find(|placed| placed.depth == 0) else {
            return Some(Misfit {
                path: String::new(),
                layer: "network".into(),
                message: "there is no layer".into(),
            });
        };
        let misfit = |message| {
            Some(Misfit {
                path: last.path.clone(),
                layer: last.layer.label().into(),
                message,
            })
        };
        if self.input != [1, HEIGHT, WIDTH] {
            return Some(Misfit {
                path: String::new(),
                layer: "input".into(),
                message: format!(
                    "{:?} is not [1, {HEIGHT}, {WIDTH}], as the images are",
                    self.input
                ),
            });
        }
        if last.output != [CLASSES] {
            return misfit(format!(
                "gives {:?} at the end of the network; ten digits need [{CLASSES}]",
                last.output
            ));
        }
        let learns = |placed: &Placed| !placed.layer.tensors(&placed.input).is_empty();
        if !placed.iter().any(learns) {
            return misfit("no layer of the network learns anything".into());
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
    fn ten_numbers_must_come_out_and_something_must_be_learned() {
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
    fn rows_go_as_far_as_the_layers_fit() {
        let report = Spec::new(vec![LayerSpec::Relu, LayerSpec::LogSoftmax]).report();
        assert_eq!(report.layers.len(), 1);
        assert_eq!(report.problem.unwrap().path, "1");
    }
}
