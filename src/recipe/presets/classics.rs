//! Famous architectures, scaled to 28×28 pixels.

use super::{Preset, conv, linear, recipe};
use crate::data::{CLASSES, Input};
use crate::model::{LayerSpec, Spec};
use crate::recipe::{RunConfig, ScheduleKind};

const MAX_POOL: LayerSpec = LayerSpec::MaxPool2d { size: 2 };
const AVG_POOL: LayerSpec = LayerSpec::AvgPool2d { size: 2 };

/// All classic networks, the oldest first.
pub(super) fn all() -> Vec<Preset> {
    vec![lenet_5(), alexnet_mini(), vgg_mini(), resnet_mini()]
}

/// The recipe of the classics: normalised pixels, Adam with a one-cycle schedule, two epochs.
/// `learning_rate` is the peak.
fn one_cycle(name: &str, learning_rate: f64) -> RunConfig {
    RunConfig {
        input: Input::Normalised,
        learning_rate,
        schedule: ScheduleKind::OneCycle,
        ..recipe(name, 2)
    }
}

fn batch_norm(name: &str) -> LayerSpec {
    LayerSpec::BatchNorm { name: name.into() }
}

/// LeNet-5, which read cheques: tanh and average pooling. LeCun et al., "Gradient-Based Learning
/// Applied to Document Recognition", 1998. The second convolution is connected to all channels, and a
/// softmax replaces the original output units.
fn lenet_5() -> Preset {
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 6, 5, 2),
            LayerSpec::Tanh,
            AVG_POOL,
            conv("conv2", 16, 5, 0),
            LayerSpec::Tanh,
            AVG_POOL,
            LayerSpec::Flatten,
            linear("fc1", 120),
            LayerSpec::Tanh,
            linear("fc2", 84),
            LayerSpec::Tanh,
            linear("fc3", CLASSES),
        ]),
        config: one_cycle("lenet-5", 4e-3),
    }
}

/// AlexNet's architecture: five convolutions with a growing number of channels, ReLU, and dropout before
/// the linear layers. Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional
/// Neural Networks", 2012.
fn alexnet_mini() -> Preset {
    let dropout = LayerSpec::Dropout { rate: 0.1 };
    Preset {
        spec: Spec::new(vec![
            conv("conv1", 8, 5, 2),
            LayerSpec::Relu,
            MAX_POOL,
            conv("conv2", 16, 5, 2),
            LayerSpec::Relu,
            MAX_POOL,
            conv("conv3", 24, 3, 1),
            LayerSpec::Relu,
            conv("conv4", 24, 3, 1),
            LayerSpec::Relu,
            conv("conv5", 24, 3, 1),
            LayerSpec::Relu,
            MAX_POOL,
            LayerSpec::Flatten,
            dropout.clone(),
            linear("fc1", 64),
            LayerSpec::Relu,
            dropout,
            linear("fc2", 64),
            LayerSpec::Relu,
            linear("fc3", CLASSES),
        ]),
        config: one_cycle("alexnet-mini", 3e-3),
    }
}

/// VGG's architecture: pairs of 3×3 convolutions instead of larger ones; with batch norm. Simonyan,
/// Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014.
fn vgg_mini() -> Preset {
    let mut layers = Vec::new();
    for (block, channels) in [(1, 6), (2, 12), (3, 24)] {
        for i in [1, 2] {
            layers.push(conv(&format!("block{block}.conv{i}"), channels, 3, 1));
            layers.push(batch_norm(&format!("block{block}.bn{i}")));
            layers.push(LayerSpec::Relu);
        }
        layers.push(MAX_POOL);
    }
    layers.extend([
        LayerSpec::Flatten,
        linear("fc1", 48),
        LayerSpec::Relu,
        linear("fc2", CLASSES),
    ]);
    Preset {
        spec: Spec::new(layers),
        config: one_cycle("vgg-mini", 1e-2),
    }
}

/// ResNet's architecture: residual blocks, whose output is added to their input, with batch norm. He,
/// Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015.
fn resnet_mini() -> Preset {
    let mut layers = vec![
        strided("conv1", 8, 3, 2),
        batch_norm("bn1"),
        LayerSpec::Relu,
    ];
    for (name, channels, stride) in [("block1", 8, 1), ("block2", 16, 2), ("block3", 32, 2)] {
        layers.push(residual(name, channels, stride));
        layers.push(LayerSpec::Relu);
    }
    layers.extend([LayerSpec::GlobalAvgPool, linear("fc", CLASSES)]);
    Preset {
        spec: Spec::new(layers),
        config: one_cycle("resnet-mini", 1e-2),
    }
}

/// A residual block of two convolutions. The shortcut is the input itself or, with a stride, a 1×1
/// convolution of the same stride.
fn residual(name: &str, channels: usize, stride: usize) -> LayerSpec {
    let shortcut = match stride {
        1 => Vec::new(),
        _ => vec![
            strided(&format!("{name}.shortcut.conv"), channels, 1, stride),
            batch_norm(&format!("{name}.shortcut.bn")),
        ],
    };
    LayerSpec::Residual {
        layers: vec![
            strided(&format!("{name}.conv1"), channels, 3, stride),
            batch_norm(&format!("{name}.bn1")),
            LayerSpec::Relu,
            strided(&format!("{name}.conv2"), channels, 3, 1),
            batch_norm(&format!("{name}.bn2")),
        ],
        shortcut,
    }
}

/// A convolution whose padding keeps the size of the planes, except for the stride.
fn strided(name: &str, channels: usize, kernel: usize, stride: usize) -> LayerSpec {
    LayerSpec::Conv2d {
        name: name.into(),
        channels,
        kernel,
        stride,
        padding: kernel / 2,
    }
}
