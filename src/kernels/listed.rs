//! The gradients of a convolution from lists of what is not zero in that of its output.

use super::block::ConvBlock;
use super::kernel_rows::KernelRows;
use super::places::{Places, total};
use super::simd::LANES;
use super::sparse::{Stretch, gather, scatter};
use super::workspace::{Entry, Workspace};

/// As many numbers of padded images as are worked on at a time, so that they stay in the first
/// cache.
const GROUP: usize = 16384;

/// Vectors that one pass over a list sums at most; more do not fit into the registers.
const GATHERED: usize = 12;

/// The same for weights that are held while a list is passed over.
const SCATTERED: usize = 10;

/// The gradients of kernels and bias.
type Kernels<'a> = (&'a mut [f32], &'a mut [f32]);

/// Those of the input, of kernels and bias, or both: whatever is asked for.
pub fn gradients(
    block: &ConvBlock,
    (x, w): (&[f32], &[f32]),
    (dy, choice): (&[f32], &[u8]),
    (mut dx, mut kernels): (Option<&mut [f32]>, Option<Kernels>),
    ws: &mut Workspace,
) {
    let rows = KernelRows::new(block);
    let lists = Lists {
        block,
        places: Places::under_kernel(block, &rows.plane),
        rows,
    };
    let (plane, len) = (&lists.rows.plane, lists.rows.len());
    if let Some((_, db)) = &mut kernels {
        db.fill(0.0);
        ws.sums.zeros(len);
    }
    if dx.is_some() {
        let packed = ws.packed.zeros(len);
        lists.rows.each_weight(|index, at| packed[at] = w[index]);
    }
    // Taken out, as the rest is needed beside it.
    let mut none = std::mem::take(&mut ws.no_choice);
    let choice = match choice.is_empty() {
        false => choice,
        true => {
            none.resize(none.len().max(dy.len()), 0);
            &none[..dy.len()]
        }
    };
    // The last row's last vector may reach beyond the last image.
    let images = (GROUP / plane.len()).clamp(1, block.images.max(1));
    ws.image.zeros(images * plane.len() + LANES);
    ws.rows.room(images * plane.len() + LANES);
    for first in (0..block.images).step_by(images) {
        let part = first..block.images.min(first + images);
        let len = dy.len() / block.images;
        let of = |len: usize| part.start * len..part.end * len;
        let gradient = (&dy[of(len)], &choice[of(len)]);
        let pixels = of(block.image_len());
        let dx = dx.as_deref_mut().map(|dx| &mut dx[pixels.clone()]);
        let db = kernels.as_mut().map(|(_, db)| &mut db[..]);
        lists.group(&x[pixels], gradient, (dx, db), ws);
    }
    if let Some((dw, _)) = kernels {
        let sums = ws.sums.all();
        lists.rows.each_weight(|index, at| dw[index] = sums[at]);
    }
    ws.no_choice = none;
}

struct Lists<'a> {
    block: &'a ConvBlock,
    rows: KernelRows<'a>,
    places: Places,
}

impl Lists<'_> {
    /// Some images' part in all gradients.
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
                plane.fill(x, to);
            }
        }
        let back = ws.rows.all_mut();
        if dx.is_some() {
            back[..images * size + LANES].fill(0.0);
        }
        if ws.entries.len() < images * area {
            ws.entries.resize(images * area, Entry::default());
        }
        let list = &mut ws.entries[..];
        let vectors = self.rows.line / LANES;
        for channel in 0..block.channels_out {
            let mut count = 0;
            for image in 0..images {
                let start = (image * channels + channel) * area;
                let gradient = (&dy[start..start + area], &choice[start..start + area]);
                count +=
                    self.places
                        .list(gradient, columns.max(1), image * size, &mut list[count..]);
            }
            let entries: &[Entry] = &list[..count];
            let kernel = channel * block.kernel * self.rows.line;
            // Sound, both: an entry points at an output's first pixel inside `data` or `back`,
            // where there is room for a vector beyond the last image; the kernels have `kernel`
            // lines for each channel.
            if let Some(db) = &mut db {
                db[channel] += total(entries);
                for (stretch, at) in Stretch::cover(block.kernel, vectors, plane.row(), GATHERED) {
                    unsafe { gather(stretch, entries, data, ws.sums.all_mut(), kernel + at) };
                }
            }
            if dx.is_some() {
                for (stretch, at) in Stretch::cover(block.kernel, vectors, plane.row(), SCATTERED) {
                    unsafe { scatter(stretch, entries, ws.packed.all(), kernel + at, back) };
                }
            }
        }
        if let Some(dx) = dx {
            for (dx, from) in dx
                .chunks_exact_mut(block.image_len())
                .zip(back.chunks_exact(size))
            {
                plane.drain(from, dx);
            }
        }
    }
}
