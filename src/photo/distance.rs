//! The exact distance to the nearest pixel of a set (Felzenszwalb and Huttenlocher, *Distance transforms of sampled
//! functions*, 2012): in one dimension the lower envelope of parabolas, along the columns and then along the rows.

/// Further than any distance in a picture that is cut out, squared.
const FAR: f32 = 1e9;

/// For each pixel of a square with `side` pixels on a side, the distance to the nearest pixel for which `is_member` holds.
pub fn to_nearest(side: usize, is_member: impl Fn(usize) -> bool) -> Vec<f32> {
    let mut squares: Vec<f32> = (0..side * side)
        .map(|i| if is_member(i) { 0.0 } else { FAR })
        .collect();
    let mut line = vec![0.0; side];
    let mut envelope = Envelope::new(side);
    for (first, step) in (0..side)
        .map(|i| (i, side))
        .chain((0..side).map(|i| (i * side, 1)))
    {
        for (i, value) in line.iter_mut().enumerate() {
            *value = squares[first + i * step];
        }
        envelope.build(&line);
        let mut at = 0;
        for i in 0..side {
            let place = i as f32;
            while envelope.starts[at + 1] < place {
                at += 1;
            }
            let apex = envelope.apexes[at];
            let off = place - apex as f32;
            squares[first + i * step] = off * off + line[apex];
        }
    }
    squares.into_iter().map(f32::sqrt).collect()
}

/// The parabolas that are lowest somewhere: their apexes, and where each begins to be the lowest.
struct Envelope {
    apexes: Vec<usize>,
    starts: Vec<f32>,
}

impl Envelope {
    fn new(side: usize) -> Self {
        Self {
            apexes: vec![0; side],
            starts: vec![0.0; side + 1],
        }
    }

    fn build(&mut self, values: &[f32]) {
        let mut last = 0;
        self.apexes[0] = 0;
        self.starts[0] = -FAR;
        self.starts[1] = FAR;
        for i in 1..values.len() {
            loop {
                let apex = self.apexes[last];
                let (a, b) = (apex as f32, i as f32);
                let start = ((values[i] + b * b) - (values[apex] + a * a)) / (2.0 * (b - a));
                if start > self.starts[last] || last == 0 {
                    last += usize::from(start > self.starts[last]);
                    self.apexes[last] = i;
                    self.starts[last] = if last == 0 { -FAR } else { start };
                    self.starts[last + 1] = FAR;
                    break;
                }
                last -= 1;
            }
        }
    }
}
