//! The gradients of a convolution from the non-zero values of its output's gradient.
//!
//! `positions` lists the non-zero values of one channel, `accumulate` sums over the list: the weight's
//! gradient gathers `value · image`, the input's scatters `value · kernel`.

mod accumulate;
mod positions;

pub use self::positions::Positions;

use self::accumulate::{Stretch, gather, scatter};
use self::positions::total;
use super::block::ConvBlock;
use super::kernel_rows::KernelRows;
use crate::simd::LANES;
use crate::workspace::{NonZero, Workspace};

/// Floats of padded images that are processed together, so that they stay in the first-level cache.
const GROUP: usize = 16384;

/// Vectors of sums that one pass over a list keeps in registers while it gathers.
const MAX_GATHERED: usize = 12;

/// Vectors of weights that one pass over a list keeps in registers while it scatters.
const MAX_SCATTERED: usize = 10;

/// The gradients of weight and bias.
type WeightGradients<'a> = (&'a mut [f32], &'a mut [f32]);

/// Computes the gradient of the input, those of weight and bias, or both, as asked for.
pub fn gradients(
    block: &ConvBlock,
    (x, w): (&[f32], &[f32]),
    (dy, choice): (&[f32], &[u8]),
    (mut dx, mut weights): (Option<&mut [f32]>, Option<WeightGradients>),
    ws: &mut Workspace,
) {
    let rows = KernelRows::new(block);
    let pass = Pass {
        block,
        positions: Positions::under_kernel(block, &rows.plane),
        rows,
    };
    let (plane, len) = (&pass.rows.plane, pass.rows.len());
    if let Some((_, db)) = &mut weights {
        db.fill(0.0);
        ws.sums.zeros(len);
    }
    if dx.is_some() {
        let packed = ws.packed.zeros(len);
        pass.rows.for_each_weight(|index, at| packed[at] = w[index]);
    }
    // Taken out of the workspace, because `pass.group` borrows the rest of it.
    let mut zeros = std::mem::take(&mut ws.zero_choice);
    let choice = match choice.is_empty() {
        false => choice,
        true => {
            zeros.resize(zeros.len().max(dy.len()), 0);
            &zeros[..dy.len()]
        }
    };
    // The last vector of the last row may reach beyond the last image.
    let images = (GROUP / plane.len()).clamp(1, block.images.max(1));
    ws.image.zeros(images * plane.len() + LANES);
    ws.rows.room(images * plane.len() + LANES);
    for first in (0..block.images).step_by(images) {
        let part = first..block.images.min(first + images);
        let len = dy.len() / block.images;
        let range = |len: usize| part.start * len..part.end * len;
        let gradient = (&dy[range(len)], &choice[range(len)]);
        let pixels = range(block.image_len());
        let dx = dx.as_deref_mut().map(|dx| &mut dx[pixels.clone()]);
        let db = weights.as_mut().map(|(_, db)| &mut db[..]);
        pass.group(&x[pixels], gradient, (dx, db), ws);
    }
    if let Some((dw, _)) = weights {
        let sums = ws.sums.all();
        pass.rows.for_each_weight(|index, at| dw[index] = sums[at]);
    }
    ws.zero_choice = zeros;
}

/// The layouts that all groups of images share.
struct Pass<'a> {
    block: &'a ConvBlock,
    rows: KernelRows<'a>,
    positions: Positions,
}

impl Pass<'_> {
    /// Processes some images: writes their `dx`, and adds their part to `db` and to the weight's
    /// gradient in `ws.sums`.
    fn group(
        &self,
        x: &[f32],
        (dy, choice): (&[f32], &[u8]),
        (dx, mut db): (Option<&mut [f32]>, Option<&mut [f32]>),
        ws: &mut Workspace,
    ) {
        let (block, plane) = (self.block, &self.rows.plane);
        let images = x.len() / block.image_len();
        let [_, channels, rows, columns] = block.output();
        let area = rows * columns;
        let size = plane.len();
        let data = ws.image.all_mut();
        if db.is_some() {
            for (x, to) in x
                .chunks_exact(block.image_len())
                .zip(data.chunks_exact_mut(size))
            {
                plane.write(x, to);
            }
        }
        let input_gradient = ws.rows.all_mut();
        if dx.is_some() {
            input_gradient[..images * size + LANES].fill(0.0);
        }
        if ws.non_zeros.len() < images * area {
            ws.non_zeros.resize(images * area, NonZero::default());
        }
        let list = &mut ws.non_zeros[..];
        let vectors = self.rows.line / LANES;
        for channel in 0..block.channels_out {
            let mut count = 0;
            for image in 0..images {
                let start = (image * channels + channel) * area;
                let gradient = (&dy[start..start + area], &choice[start..start + area]);
                count +=
                    self.positions
                        .list(gradient, columns.max(1), image * size, &mut list[count..]);
            }
            let list: &[NonZero] = &list[..count];
            let kernel = channel * block.kernel * self.rows.line;
            // Sound, both: each entry's index is that of an output's first pixel inside `data` or
            // `input_gradient`, which have room for a vector beyond the last image; the kernels have
            // `kernel` lines for each channel.
            if let Some(db) = &mut db {
                db[channel] += total(list);
                for (stretch, at) in
                    Stretch::cover(block.kernel, vectors, plane.row(), MAX_GATHERED)
                {
                    unsafe { gather(stretch, list, data, ws.sums.all_mut(), kernel + at) };
                }
            }
            if dx.is_some() {
                for (stretch, at) in
                    Stretch::cover(block.kernel, vectors, plane.row(), MAX_SCATTERED)
                {
                    unsafe { scatter(stretch, list, ws.packed.all(), kernel + at, input_gradient) };
                }
            }
        }
        if let Some(dx) = dx {
            for (dx, from) in dx
                .chunks_exact_mut(block.image_len())
                .zip(input_gradient.chunks_exact(size))
            {
                plane.read(from, dx);
            }
        }
    }
}
