//! The crate as JavaScript sees it: the only folder that knows `JsValue`. No decisions.
//!
//! Every fallible function throws (or rejects with) `{code, message}`. Functions that answer
//! later must not overlap: one that is called while another is under way is refused with the
//! code "busy". The worker in `www/worker.js` calls them one after another.

mod command;
mod exploring;
mod lasting;
mod loading;
pub mod panics;
mod together;

use std::cell::RefCell;

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::backend::{Backend, BackendKind};
use crate::data::Augmentation;
use crate::draw::Bitmap;
use crate::error::{Error, Result};
use crate::inspect::Plane;
use crate::model::Spec;
use crate::recipe::presets;
use crate::session::Session;
use crate::train::{RateSweep, SweepRequest};

/// Runs once, when the module is instantiated.
#[wasm_bindgen(start)]
pub fn start() {
    panics::report();
    run_constructors();
}

/// A dependency of cubecl registers static constructors, whereupon the linker makes *every*
/// export rerun all constructors on each call, at some 600 ms a training step. Having run
/// them once by name tells the linker that it need not. Can go when `wasm-objdump` shows no
/// `.command_export` wrappers in a GPU module built without it.
#[cfg(feature = "webgpu")]
fn run_constructors() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: the linker defines it, and `start` runs before every other export, once.
    unsafe { __wasm_call_ctors() }
}

#[cfg(not(feature = "webgpu"))]
fn run_constructors() {}

/// A [`Session`] behind a handle that JavaScript can hold.
///
/// The session is taken out while an asynchronous method works on it, so that nothing stays
/// borrowed across an await.
#[wasm_bindgen]
pub struct Engine {
    session: RefCell<Option<Session>>,
    kind: BackendKind,
}

#[wasm_bindgen]
impl Engine {
    /// Opens `backend`, or rejects with the reason: "device-failed", "self-test-failed", "device-lost".
    pub async fn open(
        #[wasm_bindgen(unchecked_param_type = "BackendKind")] backend: JsValue,
    ) -> Result<Engine, JsValue> {
        let kind: BackendKind = from_js("backend", backend)?;
        let backend = Backend::open(kind).await.map_err(thrown)?;
        Ok(Self {
            kind: backend.kind,
            session: RefCell::new(Some(Session::new(backend))),
        })
    }

    /// The backend that was opened.
    #[wasm_bindgen(unchecked_return_type = "BackendKind")]
    pub fn backend(&self) -> Result<JsValue, JsValue> {
        to_js(&self.kind)
    }

    /// Images of a split, `[n, 28, 28]`, and their labels, `[n]`.
    #[wasm_bindgen(unchecked_return_type = "{images: Uint8Array, labels: Uint8Array}")]
    pub fn samples(&self, test: bool, indices: Vec<usize>) -> Result<JsValue, JsValue> {
        let (images, labels) = self.with(|session| session.samples(test, indices))?;
        Ok(object([
            ("images", Uint8Array::from(&images[..]).into()),
            ("labels", Uint8Array::from(&labels[..]).into()),
        ]))
    }

    /// What augmentation makes of training images, `[n, 28, 28]`, and their labels, `[n]`. What
    /// `settings` leave out is 0; each `draw` gives other variants.
    #[wasm_bindgen(unchecked_return_type = "{images: Uint8Array, labels: Uint8Array}")]
    pub fn augmented(
        &self,
        indices: Vec<usize>,
        #[wasm_bindgen(unchecked_param_type = "Partial<Augmentation>")] settings: JsValue,
        draw: u32,
    ) -> Result<JsValue, JsValue> {
        let settings: Augmentation = from_js("augmentation", settings)?;
        let (images, labels) = self.with(|session| {
            let images = session.augmented(&indices, settings, draw)?;
            let labels = &session.dataset()?.train.labels;
            let labels: Vec<u8> = indices.iter().map(|&index| labels[index]).collect();
            Ok((images, labels))
        })?;
        Ok(object([
            ("images", Uint8Array::from(&images[..]).into()),
            ("labels", Uint8Array::from(&labels[..]).into()),
        ]))
    }

    /// Every network with a name, and its recipe.
    #[wasm_bindgen(unchecked_return_type = "Preset[]")]
    pub fn presets(&self) -> Result<JsValue, JsValue> {
        to_js(&presets::all())
    }

    /// A network in numbers, and what does not fit. Nothing is set up.
    #[wasm_bindgen(unchecked_return_type = "NetworkReport")]
    pub fn describe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Spec")] network: JsValue,
    ) -> Result<JsValue, JsValue> {
        let spec: Spec = from_js("network", network)?;
        to_js(&spec.report())
    }

    /// Updates that the network has seen.
    pub fn step(&self) -> Result<usize, JsValue> {
        self.with(|session| session.steps())
    }

    /// Begins to sweep the learning rate with a copy of the network; see [`sweep`](Self::sweep).
    #[wasm_bindgen(js_name = beginSweep)]
    pub fn begin_sweep(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{from?: number, to?: number, steps?: number}")]
        request: JsValue,
    ) -> Result<(), JsValue> {
        let request: SweepRequest = from_js("sweep", request)?;
        self.with(|session| session.begin_sweep(request))
    }

    /// Goes on with the sweep by at most `max_steps` steps: all that there is so far.
    #[wasm_bindgen(unchecked_return_type = "RateSweep")]
    pub async fn sweep(&self, max_steps: usize) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let result: Result<RateSweep> = session.sweep(max_steps).await;
        self.put_back(session);
        to_js(&result.map_err(thrown)?)
    }

    /// Begins to evaluate the network as it is now; see [`evaluate`](Self::evaluate).
    #[wasm_bindgen(js_name = beginEvaluation)]
    pub fn begin_evaluation(&self) -> Result<(), JsValue> {
        self.with(Session::begin_evaluation)
    }

    /// Goes on with the evaluation. `value` is there once all images are done.
    #[wasm_bindgen(unchecked_return_type = "Partly<Evaluation>")]
    pub async fn evaluate(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let result = session.evaluate().await;
        self.put_back(session);
        let (done, value) = result.map_err(thrown)?;
        to_js(&Partly { done, value })
    }

    /// The first convolution at work on a test image: an `Inspection` of `www/protocol.js`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub async fn inspect(&self, index: usize) -> Result<JsValue, JsValue> {
        let session = self.take()?;
        let result = session.inspect(index).await;
        let context = session.dataset().and_then(|dataset| {
            let image = dataset.test.image(index)?;
            let label = dataset.test.labels[index];
            Ok((session.steps()?, Uint8Array::from(image), label))
        });
        self.put_back(session);
        let seen = result.map_err(thrown)?;
        let (step, image, label) = context.map_err(thrown)?;
        Ok(object([
            ("step", JsValue::from(step)),
            ("index", JsValue::from(index)),
            ("label", JsValue::from(label)),
            ("image", image.into()),
            ("layer", JsValue::from(seen.layer)),
            ("kernels", plane(&seen.kernels)),
            ("feature_maps", plane(&seen.feature_maps)),
            (
                "probabilities",
                Float32Array::from(&seen.probabilities[..]).into(),
            ),
        ]))
    }

    /// Reads a drawing: a `Prediction` of `www/protocol.js`. `pixels` are `width × height`
    /// grey values, 0 = paper, 255 = ink.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub async fn predict(
        &self,
        width: usize,
        height: usize,
        pixels: Vec<u8>,
    ) -> Result<JsValue, JsValue> {
        let session = self.take()?;
        let drawing = Bitmap {
            width,
            height,
            pixels,
        };
        let result = session.predict(&drawing).await;
        self.put_back(session);
        let prediction = result.map_err(thrown)?;
        Ok(object([
            ("step", JsValue::from(prediction.step)),
            (
                "probabilities",
                Float32Array::from(&prediction.probabilities[..]).into(),
            ),
            ("input", Uint8Array::from(&prediction.input[..]).into()),
        ]))
    }
}

impl Engine {
    fn take(&self) -> Result<Session, JsValue> {
        self.session.take().ok_or_else(|| thrown(Error::Busy))
    }

    fn put_back(&self, session: Session) {
        self.session.replace(Some(session));
    }

    fn with<T>(&self, use_case: impl FnOnce(&mut Session) -> Result<T>) -> Result<T, JsValue> {
        let mut session = self.take()?;
        let result = use_case(&mut session);
        self.put_back(session);
        result.map_err(thrown)
    }
}

#[wasm_bindgen(typescript_custom_section)]
const PARTLY: &str = r"
/** Work that is done a part at a time: images done so far, and the value at the end. */
export interface Partly<T> { done: number; value: T | null }
";

#[derive(Serialize)]
struct Partly<T> {
    done: usize,
    value: Option<T>,
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

fn from_js<T: serde::de::DeserializeOwned>(what: &str, value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        let sentence = error.to_string();
        let sentence = sentence.strip_prefix("Error: ").unwrap_or(&sentence);
        thrown(Error::config(what, sentence))
    })
}

/// An error as it is thrown: `{code, message}`.
fn thrown(error: Error) -> JsValue {
    object([
        ("code", JsValue::from(error.code())),
        ("message", JsValue::from(error.to_string())),
    ])
}

fn plane(plane: &Plane) -> JsValue {
    let shape: Array = plane
        .shape
        .iter()
        .map(|&size| JsValue::from(size))
        .collect();
    object([
        ("shape", shape.into()),
        ("data", Float32Array::from(&plane.values[..]).into()),
    ])
}

fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}
