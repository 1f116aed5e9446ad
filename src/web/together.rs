//! What the workers of a team ask of their engines.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{Engine, from_js, object, thrown, to_js};
use crate::data::{About, Dataset, Source, Split};
use crate::team::{self, Team};

#[wasm_bindgen(typescript_custom_section)]
const EXCHANGE: &str = r"
/** Memory of 32-bit floats that all workers of a team see, and a place to wait for each other: see www/exchange.js. */
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
    /// A [`team::Exchange`] of JavaScript's.
    #[wasm_bindgen(typescript_type = "Exchange")]
    pub type Exchange;

    #[wasm_bindgen(method, getter)]
    fn rank(this: &Exchange) -> usize;

    #[wasm_bindgen(method, getter)]
    fn size(this: &Exchange) -> usize;

    #[wasm_bindgen(method, getter)]
    fn capacity(this: &Exchange) -> usize;

    #[wasm_bindgen(method)]
    fn write(this: &Exchange, at: usize, values: &[f32]);

    #[wasm_bindgen(method)]
    fn read(this: &Exchange, at: usize, values: &mut [f32]);

    #[wasm_bindgen(method)]
    fn meet(this: &Exchange) -> bool;
}

impl team::Exchange for Exchange {
    fn rank(&self) -> usize {
        self.rank()
    }

    fn size(&self) -> usize {
        self.size()
    }

    fn capacity(&self) -> usize {
        self.capacity()
    }

    fn write(&self, at: usize, values: &[f32]) {
        self.write(at, values);
    }

    fn read(&self, at: usize, values: &mut [f32]) {
        self.read(at, values);
    }

    fn meet(&self) -> bool {
        self.meet()
    }
}

#[wasm_bindgen]
impl Engine {
    /// How many floats an exchange of `members` workers holds at best for this run.
    #[wasm_bindgen(js_name = teamCapacity)]
    pub fn team_capacity(&self, members: usize) -> Result<usize, JsValue> {
        self.with(|session| session.team_capacity(members))
    }

    /// From now on computes only its part of every batch and of every epoch's evaluation. All
    /// workers must have been asked the same since they were given the same images, and be asked
    /// the same from now on.
    pub fn join(&self, exchange: Exchange) -> Result<(), JsValue> {
        self.with(|session| session.join(Team::new(exchange)))
    }

    /// How many workers compute the run: 1 again once one of them is gone.
    pub fn members(&self) -> Result<usize, JsValue> {
        self.with(|session| session.members())
    }

    /// The images in use, for [`mirror`](Self::mirror): copies.
    #[wasm_bindgen(
        unchecked_return_type = "{train_images: Uint8Array, train_labels: Uint8Array, test_images: Uint8Array, test_labels: Uint8Array}"
    )]
    pub fn images(&self) -> Result<JsValue, JsValue> {
        let session = self.take()?;
        let images = session.dataset().map(|Dataset { train, test, .. }| {
            let bytes = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
            object([
                ("train_images", bytes(&train.images)),
                ("train_labels", bytes(&train.labels)),
                ("test_images", bytes(&test.images)),
                ("test_labels", bytes(&test.labels)),
            ])
        });
        self.put_back(session);
        images.map_err(thrown)
    }

    /// What is known of them: whence they are, and what else.
    #[wasm_bindgen(unchecked_return_type = "[Source, About]")]
    pub fn about(&self) -> Result<JsValue, JsValue> {
        to_js(&self.with(|session| {
            let Dataset { source, about, .. } = session.dataset()?;
            Ok((*source, about.clone()))
        })?)
    }

    /// Takes over the images of another engine, and what it knows of them (`null`: nothing).
    pub fn mirror(
        &self,
        train_images: Vec<u8>,
        train_labels: Vec<u8>,
        test_images: Vec<u8>,
        test_labels: Vec<u8>,
        #[wasm_bindgen(unchecked_param_type = "[Source, About] | null")] about: JsValue,
    ) -> Result<(), JsValue> {
        let split = |images, labels| Split { images, labels };
        let about: Option<(Source, About)> = from_js("about", about)?;
        let (source, about) = about.unwrap_or((Source::Files, About::default()));
        let dataset = Dataset {
            source,
            train: split(train_images, train_labels),
            test: split(test_images, test_labels),
            about,
        };
        self.with(|session| {
            session.mirror(dataset);
            Ok(())
        })
    }
}
