//! Batches from a data set in the device's memory.

use burn_wgpu::CubeTensor;

use super::launch::{Grid, NUMBER, Shader, empty, launch};
use super::shader::{BufferType, module};
use crate::ops::operation;

/// Unpacks images and class ids, four bytes to a word, to `f32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Gather {
    /// Bytes of an image, a multiple of 4.
    image: usize,
    /// The number of indices in the uniforms, a multiple of 4.
    room: usize,
}

impl Shader for Gather {
    fn text(&self) -> String {
        let words = self.image / 4;
        let body = format!(
            "let i = {NUMBER}; if (i >= info[0].x * {words}u) {{ return; }}
let n = i / {words}u; let source = info[1u + n / 4u][n % 4u];
let pixels = images[source * {words}u + i % {words}u];
let scale = bitcast<f32>(info[0].y); let shift = bitcast<f32>(info[0].z);
for (var j = 0u; j < 4u; j++) {{ x[i * 4u + j] = byte(pixels, j) * scale + shift; }}
if (i % {words}u == 0u) {{ targets[n] = byte(labels[source / 4u], source % 4u); }}"
        );
        // WGSL's `unpack4xU8` is not available in every browser.
        let functions =
            "fn byte(word: u32, j: u32) -> f32 { return f32((word >> (8u * j)) & 255u); }\n";
        let buffers = [
            ("images", BufferType::Words),
            ("labels", BufferType::Words),
            ("x", BufferType::Floats),
            ("targets", BufferType::Floats),
        ];
        module(&buffers, 4 + self.room, functions, &body)
    }
}

/// See [`Operation::Gather`](crate::ops::operation::Operation::Gather): the images at `indices`,
/// `[N, pixels]`, and their class ids, `[N, 1]`.
pub fn gather([images, labels]: [&CubeTensor; 2], gather: &operation::Gather) -> [CubeTensor; 2] {
    let operation::Gather {
        pixels: image,
        ref indices,
        room,
        scale,
        shift,
    } = *gather;
    let count = indices.len();
    let room = room.max(count).next_multiple_of(4);
    let x = empty(&[count, image], images);
    let targets = empty(&[count, 1], images);
    let mut info = vec![count as u32, scale.to_bits(), shift.to_bits(), 0];
    info.extend(indices);
    info.resize(4 + room, 0);
    let grid = Grid::of(count * image / 4);
    launch(
        Gather { image, room },
        grid,
        &[images, labels, &x, &targets],
        &info,
    );
    [x, targets]
}
