//! A convolution block, backward.

use super::block::ConvBlock;
use super::input_gradient;
use super::layout::Plane;
use super::places::{Places, total};
use super::simd::{LANES, round_up};
use super::sparse::{Stretch, gather, scatter};
use super::workspace::{Entry, Workspace};

/// As many numbers of padded images as are worked on at a time, so that they stay in the first
/// cache.
const GROUP: usize = 16384;

/// Vectors that one pass over a list sums at most; more do not fit into the registers.
const GATHERED: usize = 12;

/// The same for weights that are held while a list is passed over.
const SCATTERED: usize = 10;

/// What [`conv_backward`] writes; each is overwritten.
pub struct ConvGradients<'a> {
    /// Like `x`, if anyone needs it.
    pub dx: Option<&'a mut [f32]>,
    /// Like `w`.
    pub dw: &'a mut [f32],
    /// `[channels_out]`.
    pub db: &'a mut [f32],
}

/// The gradients, given that of the output and the forward pass's choices.
///
/// # Shapes
/// As in [`conv_forward`](super::conv_forward); `dy` and `choice` are shaped like its `y`.
///
/// # Panics
/// If a slice has another length, or the block is no block. (A choice outside its square counts as
/// the first place.)
pub fn conv_backward(
    block: &ConvBlock,
    (x, w): (&[f32], &[f32]),
    (dy, choice): (&[f32], &[u8]),
    gradients: ConvGradients,
    ws: &mut Workspace,
) {
    block.check();
    let ConvGradients { mut dx, dw, db } = gradients;
    assert_eq!(
        x.len(),
        block.input_len(),
        "x is [images, in, height, width]"
    );
    assert_eq!(
        w.len(),
        block.weight_len(),
        "w is [out, in, kernel, kernel]"
    );
    assert_eq!(dy.len(), block.output_len(), "dy is as long as the output");
    assert_eq!(choice.len(), dy.len(), "a choice for each output");
    assert_eq!(dw.len(), w.len(), "dw is shaped like w");
    assert_eq!(db.len(), block.channels_out, "db is [out]");
    if let Some(dx) = &dx {
        assert_eq!(dx.len(), x.len(), "dx is shaped like x");
    }
    if dx.is_some()
        && let Some(convolution) = input_gradient::as_convolution(block, choice)
        && let Some(dx) = dx.take()
    {
        input_gradient::convolve(block, &convolution, w, (dy, choice), dx, ws);
    }
    let layout = Layout::new(block);
    db.fill(0.0);
    let len = block.channels_out * block.kernel * layout.line;
    ws.sums.zeros(len);
    if dx.is_some() {
        let packed = ws.packed.zeros(len);
        layout.each_weight(|index, at| packed[at] = w[index]);
    }
    // The last row's last vector may reach beyond the last image.
    let images = (GROUP / layout.plane.len()).clamp(1, block.images.max(1));
    ws.image.zeros(images * layout.plane.len() + LANES);
    ws.rows.room(images * layout.plane.len() + LANES);
    for first in (0..block.images).step_by(images) {
        let part = first..block.images.min(first + images);
        let len = dy.len() / block.images;
        let of = |len: usize| part.start * len..part.end * len;
        let gradient = (&dy[of(len)], &choice[of(len)]);
        let pixels = of(block.image_len());
        let dx = dx.as_deref_mut().map(|dx| &mut dx[pixels.clone()]);
        layout.group(&x[pixels], gradient, db, dx, ws);
    }
    let sums = ws.sums.all();
    layout.each_weight(|index, at| dw[index] = sums[at]);
}

/// How images and kernels lie while the gradients are computed. An output channel's kernel lies row
/// by row, each `kernel · depth` numbers, channels last, as the image does under it.
struct Layout<'a> {
    block: &'a ConvBlock,
    plane: Plane,
    places: Places,
    /// Numbers of a kernel's row, in whole vectors.
    line: usize,
}

impl<'a> Layout<'a> {
    fn new(block: &'a ConvBlock) -> Self {
        let plane = Plane::padded(block.channels_in, block.height, block.width, block.padding);
        // Whole vectors, as a processor is slow to load a part of each of two that it has just
        // stored. With one channel they would be mostly empty, and the first layer needs no
        // gradient of its input.
        let depth = if block.channels_in < LANES {
            block.channels_in
        } else {
            round_up(block.channels_in)
        };
        let plane = Plane { depth, ..plane };
        let places = Places::under_kernel(block, &plane);
        Self {
            block,
            plane,
            places,
            line: round_up(block.kernel * depth),
        }
    }

    /// Calls `see` with each weight's index in `w` and where it lies here.
    fn each_weight(&self, mut see: impl FnMut(usize, usize)) {
        let (k, channels) = (self.block.kernel, self.block.channels_in);
        let mut index = 0;
        for out in 0..self.block.channels_out {
            for channel in 0..channels {
                for row in out * k..(out + 1) * k {
                    for column in 0..k {
                        see(index, row * self.line + column * self.plane.depth + channel);
                        index += 1;
                    }
                }
            }
        }
    }

    /// Some images' part in all gradients.
    fn group(
        &self,
        x: &[f32],
        (dy, choice): (&[f32], &[u8]),
        db: &mut [f32],
        dx: Option<&mut [f32]>,
        ws: &mut Workspace,
    ) {
        let (block, plane) = (self.block, &self.plane);
        let images = x.len() / block.image_len();
        let [_, channels, rows, columns] = block.output();
        let area = rows * columns;
        let size = plane.len();
        let data = ws.image.all_mut();
        for (x, to) in x
            .chunks_exact(block.image_len())
            .zip(data.chunks_exact_mut(size))
        {
            plane.fill(x, to);
        }
        let back = ws.rows.all_mut();
        if dx.is_some() {
            back[..images * size + LANES].fill(0.0);
        }
        if ws.entries.len() < images * area {
            ws.entries.resize(images * area, Entry::default());
        }
        let list = &mut ws.entries[..];
        let vectors = self.line / LANES;
        for (channel, db) in db.iter_mut().enumerate() {
            let mut count = 0;
            for image in 0..images {
                let start = (image * channels + channel) * area;
                let gradient = (&dy[start..start + area], &choice[start..start + area]);
                count +=
                    self.places
                        .list(gradient, columns.max(1), image * size, &mut list[count..]);
            }
            let entries: &[Entry] = &list[..count];
            *db += total(entries);
            let kernel = channel * block.kernel * self.line;
            // Sound, both: an entry points at an output's first pixel inside `data` or `back`,
            // where there is room for a vector beyond the last image; the kernels have `kernel`
            // lines for each channel.
            for (stretch, at) in Stretch::cover(block.kernel, vectors, plane.row(), GATHERED) {
                unsafe { gather(stretch, entries, data, ws.sums.all_mut(), kernel + at) };
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
