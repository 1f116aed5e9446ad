//! Which neighbouring layers run as one operation. The device says what it can do in one
//! ([`Capabilities`]); nothing else depends on the device.

use super::structure::{Kind, Layer};
use crate::ops::{ActivationBlock, Capabilities, PoolKind};

/// What runs together with a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fusion {
    /// Layers that run as one operation, the first one included.
    pub layers: usize,
    /// Whether a ReLU is among them.
    pub relu: bool,
    /// The side of the max pooling among them; 1: none.
    pub pool: usize,
    /// Rate and number of the dropout among them.
    pub dropout: Option<(f32, u32)>,
}

impl Fusion {
    /// The layer alone.
    pub const NONE: Self = Self {
        layers: 1,
        relu: false,
        pool: 1,
        dropout: None,
    };
}

/// The first layer with those behind it that run together with it. A dropout is a layer that does nothing unless in
/// `training`.
pub(super) fn fuse(layers: &[Layer], training: bool, can: &Capabilities) -> Fusion {
    let mut fusion = Fusion::NONE;
    let Some((first, behind)) = layers.split_first() else {
        return fusion;
    };
    let fuses_relu = matches!(
        first.kind,
        Kind::Conv2d { .. } | Kind::Linear { .. } | Kind::BatchNorm { .. } | Kind::Residual { .. }
    );
    let mut next = behind.iter().peekable();
    if fuses_relu && next.next_if(|layer| is_relu(layer)).is_some() {
        fusion.relu = true;
        fusion.layers += 1;
    }
    match (
        &first.kind,
        next.next().map(|layer| (layer.number, &layer.kind)),
    ) {
        (Kind::Conv2d { .. }, Some((_, Kind::Pool(pool))))
            if pool.kind == PoolKind::Max
                && pool.rows == pool.columns
                && pool.rows <= can.largest_conv_pool =>
        {
            fusion.pool = pool.rows;
            fusion.layers += 1;
        }
        // Without a ReLU a dropped value could not be told from the output.
        (Kind::Linear { .. }, Some((number, &Kind::Dropout { rate, .. })))
            if training && fusion.relu && can.linear_with_dropout =>
        {
            fusion.dropout = Some((rate, number));
            fusion.layers += 1;
        }
        _ => {}
    }
    fusion
}

fn is_relu(layer: &Layer) -> bool {
    matches!(layer.kind, Kind::Activation(ActivationBlock::Relu))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::structure::Builder;
    use crate::model::{LayerSpec, Spec};

    const CPU: Capabilities = Capabilities {
        largest_conv_pool: 15,
        largest_pool: 15,
        linear_with_dropout: false,
        packed_parameters: false,
        resident_bytes: false,
    };
    const GPU: Capabilities = Capabilities {
        largest_conv_pool: 4,
        linear_with_dropout: true,
        ..CPU
    };

    fn layers(json: &str) -> Vec<Layer> {
        let layers: Vec<LayerSpec> = serde_json::from_str(json).unwrap();
        let spec = Spec::new(layers);
        Builder::build(&spec.placed().unwrap(), spec.layers.len())
    }

    #[test]
    fn a_convolution_takes_relu_and_pooling_along_as_far_as_the_device_can() {
        let five = layers(
            r#"[{"kind":"conv2d","name":"a","channels":2,"kernel":3},{"kind":"relu"},{"kind":"max_pool2d","size":5}]"#,
        );
        let fused = fuse(&five, true, &CPU);
        assert_eq!((fused.layers, fused.relu, fused.pool), (3, true, 5));
        let fused = fuse(&five, true, &GPU);
        assert_eq!((fused.layers, fused.relu, fused.pool), (2, true, 1));
        let means = layers(
            r#"[{"kind":"conv2d","name":"a","channels":2,"kernel":3},{"kind":"avg_pool2d","size":2}]"#,
        );
        assert_eq!(fuse(&means, true, &CPU), Fusion::NONE);
    }

    #[test]
    fn dropout_runs_with_a_linear_layer_only_in_training_and_behind_a_relu() {
        let with_relu = layers(
            r#"[{"kind":"flatten"},{"kind":"linear","name":"a","units":3},{"kind":"relu"},{"kind":"dropout","rate":0.5}]"#,
        );
        let fused = fuse(&with_relu[1..], true, &GPU);
        assert_eq!((fused.layers, fused.dropout), (3, Some((0.5, 3))));
        assert_eq!(fuse(&with_relu[1..], false, &GPU).layers, 2);
        assert_eq!(fuse(&with_relu[1..], true, &CPU).layers, 2);
        let without = layers(
            r#"[{"kind":"flatten"},{"kind":"linear","name":"a","units":3},{"kind":"dropout","rate":0.5}]"#,
        );
        assert_eq!(fuse(&without[1..], true, &GPU), Fusion::NONE);
    }
}
