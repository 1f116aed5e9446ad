//! The choice of neighbouring layers that run as one operation. It depends on the device's [`Capabilities`].

use super::structure::{Kind, Layer};
use crate::ops::{ActivationBlock, Capabilities, PoolKind};

/// The layers that run as one operation with the first of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fusion {
    /// The number of layers in the operation, the first one included.
    pub layers: usize,
    /// True if a ReLU is included.
    pub relu: bool,
    /// The side of the included max pooling; 1 for none.
    pub pool: usize,
    /// Rate and layer number of the included dropout.
    pub dropout: Option<(f32, u32)>,
}

impl Fusion {
    /// The first layer runs alone.
    pub const NONE: Self = Self {
        layers: 1,
        relu: false,
        pool: 1,
        dropout: None,
    };
}

/// Decides which of the following layers are fused with the first one. A dropout is fused only in `training`: in
/// inference it does nothing.
pub(super) fn fuse(layers: &[Layer], training: bool, capabilities: &Capabilities) -> Fusion {
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
                && pool.rows <= capabilities.largest_conv_pool =>
        {
            fusion.pool = pool.rows;
            fusion.layers += 1;
        }
        // The backward pass recognises a dropped value by an output of zero. After a ReLU that loses nothing; without
        // one, a kept value may be zero or negative.
        (Kind::Linear { .. }, Some((number, &Kind::Dropout { rate, .. })))
            if training && fusion.relu && capabilities.linear_with_dropout =>
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
    fn a_convolution_is_fused_with_relu_and_pooling_if_the_device_can() {
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
    fn dropout_is_fused_with_a_linear_layer_only_in_training_and_after_a_relu() {
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
