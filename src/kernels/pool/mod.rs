//! Max and mean pooling of images, channel by channel, without a convolution in front.

mod backward;
mod block;
mod forward;
mod square;

pub use backward::pool_backward;
pub use block::{PoolBlock, PoolKind};
pub use forward::pool_forward;
pub use square::Square;
