//! Several workers that train one network.
//!
//! Each member holds a replica of the network and of the run, and computes its part of every batch. The members then add
//! up their gradients, and all make the same update: the replicas stay equal to the bit, and weights are never sent. Sums
//! are made in the order of the ranks, so that a run with the same number of members gives the same result each time.
//!
//! An [`Exchange`] moves the numbers: in a browser, memory that the workers share.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Memory of `f32` that all members of a team share, and a barrier.
pub trait Exchange: Send + Sync {
    /// This member's number, from 0 to below [`size`](Self::size).
    fn rank(&self) -> usize;

    /// Members in all.
    fn size(&self) -> usize;

    /// How many values the memory holds.
    fn capacity(&self) -> usize;

    /// Copies values into the memory, from place `at` on.
    fn write(&self, at: usize, values: &[f32]);

    /// Copies values out of the memory, from place `at` on.
    fn read(&self, at: usize, values: &mut [f32]);

    /// A barrier: returns once every member has called it; everything that they wrote before can then be read. False if
    /// a member is gone.
    fn meet(&self) -> bool;
}

/// Values that each member sends in one round of [`Team::gather`].
const ROUND: usize = 8192;

/// With fewer images for each member, every member computes all of them.
const LEAST_SHARE: usize = 4;

/// A membership in a team.
///
/// Every member must call [`sum`](Self::sum) and [`gather`](Self::gather) in the same order with
/// values of the same lengths. Once a member is gone the others go on with what they have, and
/// [`is_broken`](Self::is_broken) tells that it is worth nothing.
pub struct Team {
    exchange: Box<dyn Exchange>,
    /// Which of two places the next round uses: a member may still be reading the other one.
    odd: AtomicBool,
    broken: AtomicBool,
    scratch: Mutex<Vec<f32>>,
}

impl Debug for Team {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Team({} of {})", self.rank(), self.size())
    }
}

/// The part of a batch that a member computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Images of the batch before this part.
    pub first: usize,
    /// Images of this part.
    pub count: usize,
    /// Images of the whole batch.
    pub of: usize,
}

impl Part {
    /// All of a batch of `count` images.
    pub fn whole(count: usize) -> Self {
        Self {
            first: 0,
            count,
            of: count,
        }
    }

    /// Whether other members compute the rest.
    pub fn is_shared(self) -> bool {
        self.count < self.of
    }

    /// The places of its images in the batch.
    pub fn range(self) -> Range<usize> {
        self.first..self.first + self.count
    }
}

impl Team {
    /// Joins the team that uses `exchange`, whose memory must hold at least
    /// [`least_capacity`](Self::least_capacity) values; [`capacity_for`](Self::capacity_for) is best.
    pub fn new(exchange: impl Exchange + 'static) -> Self {
        assert!(exchange.capacity() >= Self::least_capacity(exchange.size()));
        Self {
            exchange: Box::new(exchange),
            odd: AtomicBool::new(false),
            broken: AtomicBool::new(false),
            scratch: Mutex::new(Vec::new()),
        }
    }

    /// Values that the memory of a team of `size` must hold.
    pub fn least_capacity(size: usize) -> usize {
        Self::capacity_for(size, 1)
    }

    /// Values that the memory holds at best, if `values` are to be summed at a time.
    pub fn capacity_for(size: usize, values: usize) -> usize {
        2 * size * ROUND + (size + 1) * values.next_multiple_of(size)
    }

    /// This member's rank, from 0.
    pub fn rank(&self) -> usize {
        self.exchange.rank()
    }

    /// Members in all.
    pub fn size(&self) -> usize {
        self.exchange.size()
    }

    /// True once a member is gone: everything that was summed or gathered since the last call of this method is then
    /// invalid, and the team is over.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// This member's part of `count` images: consecutive images, and as equal parts as possible. Of few images, every
    /// member computes all.
    pub fn part(&self, count: usize) -> Part {
        let size = self.size();
        if count < LEAST_SHARE * size {
            return Part::whole(count);
        }
        let start = |rank: usize| rank * count / size;
        Part {
            first: start(self.rank()),
            count: start(self.rank() + 1) - start(self.rank()),
            of: count,
        }
    }

    fn meet(&self) {
        if !self.is_broken() && !self.exchange.meet() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }

    /// The values of all members, in the order of the ranks.
    pub fn gather(&self, mine: &[f32]) -> Vec<f32> {
        let mut all = vec![0.0; self.size() * mine.len()];
        for (i, round) in mine.chunks(ROUND).enumerate() {
            let odd = self.odd.fetch_xor(true, Ordering::Relaxed);
            let base = usize::from(odd) * self.size() * ROUND;
            self.exchange.write(base + self.rank() * ROUND, round);
            self.meet();
            for rank in 0..self.size() {
                let start = rank * mine.len() + i * ROUND;
                self.exchange
                    .read(base + rank * ROUND, &mut all[start..start + round.len()]);
            }
        }
        all
    }

    /// Adds up the values of all members, in the order of the ranks.
    pub fn sum(&self, values: &mut [f32]) {
        let memory = self.exchange.capacity() - 2 * self.size() * ROUND;
        // For each member what the others have for it to add up, and the sums.
        let slices = self.size() * (self.size() + 1);
        let most = memory / slices * self.size();
        for values in values.chunks_mut(most) {
            self.sum_at_once(values);
        }
    }

    /// Each member adds up one slice of the values, and reads the sums of the other slices.
    fn sum_at_once(&self, values: &mut [f32]) {
        let (size, me) = (self.size(), self.rank());
        let len = values.len().div_ceil(size);
        let slice =
            |rank: usize| (rank * len).min(values.len())..(rank * len + len).min(values.len());
        let slices: Vec<Range<usize>> = (0..size).map(slice).collect();
        let base = 2 * size * ROUND;
        let for_whom = |to: usize, from: usize| base + (to * size + from) * len;
        let sums = |rank: usize| base + (size * size + rank) * len;

        for to in (0..size).filter(|&to| to != me) {
            self.exchange
                .write(for_whom(to, me), &values[slices[to].clone()]);
        }
        self.meet();
        let mine = &mut values[slices[me].clone()];
        let mut scratch = self
            .scratch
            .lock()
            .expect("nothing panics while it is locked");
        scratch.resize(2 * mine.len(), 0.0);
        let (total, other) = scratch.split_at_mut(mine.len());
        for from in 0..size {
            let part: &[f32] = if from == me {
                mine
            } else {
                self.exchange.read(for_whom(me, from), other);
                other
            };
            if from == 0 {
                total.copy_from_slice(part);
            } else {
                total.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
            }
        }
        mine.copy_from_slice(total);
        self.exchange.write(sums(me), mine);
        self.meet();
        for rank in (0..size).filter(|&rank| rank != me) {
            self.exchange
                .read(sums(rank), &mut values[slices[rank].clone()]);
        }
    }
}
