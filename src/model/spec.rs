//! A network as data: a tree of layers, with the shapes and tensors that follow from it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

pub use super::layer::{Field, Initial, KINDS, LayerKind, LayerSpec, TensorSpec};
use super::misfit::{Misfit, shape};
use crate::data::{HEIGHT, WIDTH};
use crate::error::{Reason, Result, reason};

/// The most layers of a network.
const MOST_LAYERS: usize = 100;
/// The most levels of residual blocks in residual blocks.
const DEEPEST: usize = 4;
/// The most characters of a layer's name.
const LONGEST_NAME: usize = 40;
/// The most channels, rows and columns of an input.
const LARGEST_SIDE: usize = 1024;
/// The most values of a layer's output for one image. This limit and the next keep every product of sizes within the
/// integers of a 32-bit target.
const MOST_OUTPUTS: u64 = 1 << 24;
/// The most values of all tensors of a network.
const MOST_NUMBERS: u64 = 1 << 27;

/// A network: its layers from first to last, and the shape of one image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_family = "wasm", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Shape of one image: `[channels, height, width]`.
    #[serde(default = "image", skip_serializing_if = "is_image")]
    pub input: Vec<usize>,
    /// Layers, in order.
    pub layers: Vec<LayerSpec>,
}

fn image() -> Vec<usize> {
    vec![1, HEIGHT, WIDTH]
}

fn is_image(shape: &[usize]) -> bool {
    shape == [1, HEIGHT, WIDTH]
}

/// A layer with its place in the tree, and the shapes of its input and output.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// Its place: "3" in the network, "3.layers.0" or "3.shortcut.0" in a residual block.
    pub path: String,
    /// The number of residual blocks around it.
    pub depth: usize,
    /// The layer.
    pub layer: &'a LayerSpec,
    /// Shape of the input for one image.
    pub input: Vec<usize>,
    /// Shape of the output for one image.
    pub output: Vec<usize>,
}

impl Spec {
    /// A network for images `[1, 28, 28]`.
    pub fn new(layers: Vec<LayerSpec>) -> Self {
        Self {
            input: image(),
            layers,
        }
    }

    /// Every layer with its shapes, up to the first layer that does not fit; and that layer with the reason.
    /// A residual block precedes the layers in it.
    pub fn walk(&self) -> (Vec<Placed<'_>>, Option<Misfit>) {
        let mut walk = Walk {
            placed: Vec::new(),
            names: HashSet::new(),
            numbers: 0,
        };
        let misfit = self
            .check_input()
            .and_then(|()| walk.list(&self.layers, &self.input, "", 0));
        (walk.placed, misfit.err())
    }

    fn check_input(&self) -> Result<(), Misfit> {
        let is_in_range = |size: &usize| (1..=LARGEST_SIDE).contains(size);
        if self.input.len() == 3 && self.input.iter().all(is_in_range) {
            return Ok(());
        }
        let message = format!(
            "{:?} is not [channels, height, width], each 1 to {LARGEST_SIDE}",
            self.input
        );
        Err(Misfit::new("", "input", message.into()))
    }

    /// Every layer with its shapes. A residual block precedes the layers in it.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) at the first layer that does not fit.
    pub fn placed(&self) -> Result<Vec<Placed<'_>>> {
        match self.walk() {
            (placed, None) => Ok(placed),
            (_, Some(misfit)) => Err(misfit.into()),
        }
    }

    /// The shape of the network's output for one image.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn output_shape(&self) -> Result<Vec<usize>> {
        let placed = self.placed()?;
        let last = placed.iter().rev().find(|placed| placed.depth == 0);
        Ok(last.map_or(self.input.clone(), |placed| placed.output.clone()))
    }

    /// The number of the layer whose output is the network's, in the order of [`placed`](Self::placed); 0 without layers.
    pub fn last_number(&self) -> u32 {
        let (placed, _) = self.walk();
        let last = placed.iter().rposition(|placed| placed.depth == 0);
        last.unwrap_or(0) as u32
    }

    /// The number of the layer whose output the last linear layer outside of residual blocks gets: the last hidden layer.
    /// `None` if that is the network's input.
    pub fn last_hidden(&self) -> Option<u32> {
        let (placed, _) = self.walk();
        let top = || (0..).zip(&placed).filter(|(_, placed)| placed.depth == 0);
        let is_linear = |placed: &Placed| matches!(placed.layer, LayerSpec::Linear { .. });
        let end = top().filter(|(_, placed)| is_linear(placed)).last()?.0;
        top()
            .take_while(|&(number, _)| number < end)
            .last()
            .map(|(number, _)| number)
    }

    /// Every tensor of the network, in the order of [`placed`](Self::placed).
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn tensors(&self) -> Result<Vec<TensorSpec>> {
        let placed = self.placed()?;
        let tensors = |placed: &Placed| placed.layer.tensors(&placed.input);
        Ok(placed.iter().flat_map(tensors).collect())
    }

    /// An estimate of the bytes that training needs: weights, gradients and two moments; every layer's
    /// output and its gradient; and the inputs of the largest convolution, unrolled for its kernel.
    pub fn training_bytes(&self, batch_size: usize) -> u64 {
        let (placed, _) = self.walk();
        let (mut weights, mut outputs, mut columns) = (0, 0, 0);
        for placed in &placed {
            let tensors = placed.layer.tensors(&placed.input);
            weights += tensors
                .iter()
                .map(|tensor| product(&tensor.shape))
                .sum::<u64>();
            outputs += product(&placed.output);
            if let LayerSpec::Conv2d { channels, .. } = placed.layer {
                let macs = placed.layer.macs(&placed.input, &placed.output);
                columns = columns.max(macs / *channels as u64);
            }
        }
        4 * (4 * weights + batch_size as u64 * (2 * outputs + columns))
    }

    /// An estimate of the bytes that a forward pass of so many images needs: the input and output of the largest layer.
    pub fn inference_bytes(&self, images: usize) -> u64 {
        let (placed, _) = self.walk();
        let values = |placed: &Placed| product(&placed.input) + product(&placed.output);
        4 * images as u64 * placed.iter().map(values).max().unwrap_or(0)
    }

    /// Sets the rate of every dropout layer. Returns false if the network has none.
    pub fn set_dropout(&mut self, rate: f64) -> bool {
        fn set(layers: &mut [LayerSpec], new: f64) -> bool {
            let mut found = false;
            for layer in layers {
                found |= match layer {
                    LayerSpec::Dropout { rate } => {
                        *rate = new;
                        true
                    }
                    LayerSpec::Residual { layers, shortcut } => {
                        set(layers, new) | set(shortcut, new)
                    }
                    _ => false,
                };
            }
            found
        }
        set(&mut self.layers, rate)
    }
}

/// The number of values of a shape. It may exceed 32 bits.
fn product(shape: &[usize]) -> u64 {
    shape.iter().map(|&size| size as u64).product()
}

/// Goes through the tree and checks every layer.
struct Walk<'a> {
    placed: Vec<Placed<'a>>,
    names: HashSet<&'a str>,
    /// The values of all tensors so far.
    numbers: u64,
}

impl<'a> Walk<'a> {
    fn list(
        &mut self,
        layers: &'a [LayerSpec],
        input: &[usize],
        prefix: &str,
        depth: usize,
    ) -> Result<Vec<usize>, Misfit> {
        let mut shape = input.to_vec();
        for (i, layer) in layers.iter().enumerate() {
            shape = self.layer(layer, shape, format!("{prefix}{i}"), depth)?;
        }
        Ok(shape)
    }

    fn layer(
        &mut self,
        layer: &'a LayerSpec,
        input: Vec<usize>,
        path: String,
        depth: usize,
    ) -> Result<Vec<usize>, Misfit> {
        let misfit = |reason: Reason| {
            let label = layer.label().chars().take(LONGEST_NAME);
            Misfit::new(&path, label.collect::<String>(), reason)
        };
        if self.placed.len() == MOST_LAYERS {
            return Err(misfit(reason!(
                "layers-many",
                "a network has at most {most} layers",
                most = MOST_LAYERS,
            )));
        }
        self.check_name(layer).map_err(misfit)?;
        let place = self.placed.len();
        self.placed.push(Placed {
            path: path.clone(),
            depth,
            layer,
            output: input.clone(),
            input,
        });
        let input = self.placed[place].input.clone();
        let output = match layer {
            LayerSpec::Residual { layers, shortcut } => {
                if depth == DEEPEST {
                    return Err(misfit(reason!(
                        "blocks-deep",
                        "blocks nest at most {most} deep",
                        most = DEEPEST,
                    )));
                }
                let ends = self
                    .list(layers, &input, &format!("{path}.layers."), depth + 1)
                    .and_then(|body| {
                        let prefix = format!("{path}.shortcut.");
                        Ok((body, self.list(shortcut, &input, &prefix, depth + 1)?))
                    });
                let (body, shortcut) = ends?;
                if body != shortcut {
                    return Err(misfit(reason!(
                        "shortcut",
                        "the layers give {body}, the shortcut {shortcut}: they cannot be added",
                        body = shape(&body),
                        shortcut = shape(&shortcut),
                    )));
                }
                body
            }
            simple => self.simple(simple, &input).map_err(|reason| {
                // The list ends before the layer that does not fit.
                self.placed.truncate(place);
                misfit(reason)
            })?,
        };
        self.placed[place].output.clone_from(&output);
        Ok(output)
    }

    /// The output's shape of a layer that is not a residual block, if the output and the tensors are not too large.
    fn simple(&mut self, layer: &LayerSpec, input: &[usize]) -> Result<Vec<usize>, Reason> {
        let output = layer.output_shape(input)?;
        if product(&output) > MOST_OUTPUTS {
            return Err(reason!(
                "output-large",
                "gives {output} for an image, more than {most} values",
                output = shape(&output),
                most = MOST_OUTPUTS,
            ));
        }
        let tensors = layer.tensors(input);
        self.numbers += tensors
            .iter()
            .map(|tensor| product(&tensor.shape))
            .sum::<u64>();
        if self.numbers > MOST_NUMBERS {
            return Err(reason!(
                "parameters-many",
                "with it the network has more than {most} numbers",
                most = MOST_NUMBERS,
            ));
        }
        Ok(output)
    }

    /// Checks a layer's name. It becomes the prefix of tensors' names, so it must be unique and have no special
    /// characters.
    fn check_name(&mut self, layer: &'a LayerSpec) -> Result<(), Reason> {
        let (LayerSpec::Conv2d { name, .. }
        | LayerSpec::Linear { name, .. }
        | LayerSpec::BatchNorm { name }) = layer
        else {
            return Ok(());
        };
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_allowed) {
            return Err(reason!(
                "name",
                "a name has 1 to {most} letters, digits, dots and underscores, not {name}",
                most = LONGEST_NAME,
                name = format!("{name:?}"),
            ));
        }
        if !self.names.insert(name) {
            return Err(reason!(
                "name-twice",
                "two layers are called {name}",
                name = format!("{name:?}"),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conv(name: &str, channels: usize, stride: usize) -> LayerSpec {
        LayerSpec::Conv2d {
            name: name.into(),
            channels,
            kernel: 3,
            stride,
            padding: 1,
        }
    }

    fn block(channels: usize, shortcut: Vec<LayerSpec>) -> LayerSpec {
        LayerSpec::Residual {
            layers: vec![conv("block.conv1", channels, 2), LayerSpec::Relu],
            shortcut,
        }
    }

    #[test]
    fn layers_are_listed_in_order_with_a_block_before_the_layers_in_it() {
        let spec = Spec::new(vec![
            conv("conv1", 4, 1),
            block(8, vec![conv("block.conv2", 8, 2)]),
            LayerSpec::GlobalAvgPool,
        ]);
        let placed = spec.placed().unwrap();
        let seen: Vec<_> = placed
            .iter()
            .map(|p| (p.path.as_str(), p.depth, p.output.clone()))
            .collect();
        let half = vec![8, 14, 14];
        assert_eq!(
            seen,
            [
                ("0", 0, vec![4, 28, 28]),
                ("1", 0, half.clone()),
                ("1.layers.0", 1, half.clone()),
                ("1.layers.1", 1, half.clone()),
                ("1.shortcut.0", 1, half),
                ("2", 0, vec![8]),
            ]
        );
        assert_eq!(spec.output_shape().unwrap(), [8]);
    }

    #[test]
    fn a_layer_that_does_not_fit_is_named_with_its_path() {
        let spec = Spec::new(vec![conv("conv1", 4, 1), block(4, Vec::new())]);
        let (placed, misfit) = spec.walk();
        let misfit = misfit.unwrap();
        assert_eq!((placed.len(), misfit.path.as_str()), (4, "1"));
        assert_eq!(
            misfit.message,
            "the layers give [4, 14, 14], the shortcut [4, 28, 28]: they cannot be added"
        );

        let spec = Spec::new(vec![conv("a", 4, 1), conv("a", 4, 1)]);
        let error = spec.placed().unwrap_err();
        assert_eq!(error.to_string(), "a: two layers are called \"a\"");
        assert_eq!(error.code(), "network-invalid");
        let spec = Spec::new(vec![conv("a b", 4, 1)]);
        assert!(spec.walk().1.unwrap().message.starts_with("a name has"));
    }

    #[test]
    fn nesting_and_length_are_limited() {
        let nested = (0..5).fold(LayerSpec::Relu, |layer, _| LayerSpec::Residual {
            layers: vec![layer],
            shortcut: Vec::new(),
        });
        let message = Spec::new(vec![nested]).walk().1.unwrap().message;
        assert_eq!(message, "blocks nest at most 4 deep");
        let message = Spec::new(vec![LayerSpec::Relu; 101])
            .walk()
            .1
            .unwrap()
            .message;
        assert_eq!(message, "a network has at most 100 layers");
    }
}
