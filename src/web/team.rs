//! What the workers of a team ask of their engines.

use std::sync::atomic::{AtomicBool, Ordering};

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::DatasetView;
use super::{Answer, Engine, to_js};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::session::MOST_MEMBERS;
use crate::team::{self, Team};

#[wasm_bindgen(typescript_custom_section)]
const EXCHANGE: &str = r"
/** Memory of 32-bit floats that all workers of a team see, and a place to wait for each other: see www/worker/team/exchange.js. */
export interface Exchange {
  readonly rank: number;
  readonly size: number;
  readonly capacity: number;
  write(at: number, values: Float32Array): void;
  read(at: number, values: Float32Array): void;
  meet(): boolean;
}
";

#[wasm_bindgen]
extern "C" {
    /// An exchange of JavaScript's. What its methods throw is caught.
    type JsExchange;

    #[wasm_bindgen(method, catch)]
    fn write(this: &JsExchange, at: usize, values: &[f32]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn read(this: &JsExchange, at: usize, values: &mut [f32]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn meet(this: &JsExchange) -> Result<JsValue, JsValue>;
}

/// A [`team::Exchange`] of JavaScript's, its numbers read once and checked.
struct Exchange {
    methods: JsExchange,
    rank: usize,
    size: usize,
    capacity: usize,
    /// A method threw: this member is gone, as far as the others are concerned.
    failed: AtomicBool,
}

impl Exchange {
    fn new(exchange: &JsValue) -> Result<Self> {
        let refusal = |message: &str| Error::request("exchange", message);
        if !exchange.is_object() {
            return Err(refusal(
                "it is no object with rank, size, capacity, write, read and meet.",
            ));
        }
        let get = |name: &str| {
            let found = Reflect::get(exchange, &name.into());
            found.map_err(|_| refusal("it cannot be read: reading it throws."))
        };
        for name in ["write", "read", "meet"] {
            if !get(name)?.is_instance_of::<Function>() {
                return Err(refusal(&format!("{name} is no function.")));
            }
        }
        let number = |name: &str| parse::<usize>(name, &get(name)?);
        let (rank, size, capacity) = (number("rank")?, number("size")?, number("capacity")?);
        if !(1..=MOST_MEMBERS).contains(&size) || rank >= size {
            let message = format!("the rank {rank} of {size} is none of a team.");
            return Err(refusal(&message));
        }
        let least = Team::least_capacity(size);
        if capacity < least {
            let message =
                format!("a capacity of {capacity} is less than the {least} that it takes.");
            return Err(refusal(&message));
        }
        Ok(Self {
            methods: exchange.clone().unchecked_into(),
            rank,
            size,
            capacity,
            failed: AtomicBool::new(false),
        })
    }

    /// What a method gave; remembers if it threw.
    fn given(&self, result: Result<JsValue, JsValue>) -> Option<JsValue> {
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result.ok()
    }
}

impl team::Exchange for Exchange {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn write(&self, at: usize, values: &[f32]) {
        self.given(self.methods.write(at, values));
    }

    fn read(&self, at: usize, values: &mut [f32]) {
        self.given(self.methods.read(at, values));
    }

    fn meet(&self) -> bool {
        let met = self.given(self.methods.meet());
        !self.failed.load(Ordering::Relaxed) && met.is_some_and(|met| met.is_truthy())
    }
}

#[wasm_bindgen]
impl Engine {
    /// How many floats an exchange of `members` workers holds at best for this run.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-run", "busy".
    #[wasm_bindgen(js_name = teamCapacity, unchecked_return_type = "number")]
    pub fn team_capacity(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] members: JsValue,
    ) -> Answer {
        let members = parse("members", &members)?;
        self.with(|session| session.team_capacity(members))
    }

    /// From now on computes only its part of every batch and of every epoch's evaluation. All
    /// workers must have been given the same images and the same commands since, and be given the
    /// same from now on.
    ///
    /// # Errors
    /// "request-invalid", "no-run", "no-dataset", "busy".
    pub fn join(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Exchange")] exchange: JsValue,
    ) -> Result<()> {
        let exchange = Exchange::new(&exchange)?;
        self.with(|session| session.join(Team::new(exchange)))
            .map(drop)
    }

    /// How many workers compute the run: 1 again once one of them is gone.
    ///
    /// # Errors
    /// "no-run", "busy".
    #[wasm_bindgen(unchecked_return_type = "number")]
    pub fn members(&self) -> Answer {
        self.with(|session| session.members())
    }

    /// The images in use, for a command `mirror`: copies.
    ///
    /// # Errors
    /// "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "DatasetFiles")]
    pub fn images(&self) -> Answer {
        let session = self.session.borrow();
        let session = session.as_ref().ok_or(Error::Busy)?;
        Ok(to_js(&DatasetView::from(session.dataset()?)))
    }

    /// What is known of them: whence they are, and what else.
    ///
    /// # Errors
    /// "no-dataset", "busy".
    #[wasm_bindgen(unchecked_return_type = "[Source, About]")]
    pub fn about(&self) -> Answer {
        self.with(|session| {
            let Dataset { source, about, .. } = session.dataset()?;
            Ok((*source, about.clone()))
        })
    }
}
