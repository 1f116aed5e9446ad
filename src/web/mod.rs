//! The crate as JavaScript sees it. Every method of [`Engine`] checks its argument (`arguments`),
//! asks the session, and answers with a type of [`wire`] or of the crate's own.
//!
//! A refusal or a failure is thrown (or rejects) as `{code, message}`: see [`Error`]. Functions that
//! answer later must not overlap: one that is called while another is under way is refused with the
//! code "busy". The worker in `www/worker/index.js` calls them one after another.

mod arguments;
mod assess;
mod checkpoint;
mod command;
mod explore;
mod generate;
mod inspect;
mod load;
mod measure;
pub mod panics;
mod team;
pub mod wire;

use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::backend::{Backend, BackendKind};
use crate::error::{Error, Params, Result};
use crate::recipe::presets;
use crate::session::Session;
use crate::train::SweepRequest;
use arguments::parse;
use wire::drawing::{PredictRequest, drawing};
use wire::{DescribeRequest, Partly, Prediction};

/// What a method answers: a value, or an error, which is thrown.
type Answer = Result<JsValue>;

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
    /// Opens `backend`.
    ///
    /// # Errors
    /// "request-invalid", "device-failed", "self-test-failed", "device-lost".
    pub async fn open(
        #[wasm_bindgen(unchecked_param_type = "BackendKind")] backend: JsValue,
    ) -> Result<Engine> {
        let kind: BackendKind = parse("backend", &backend)?;
        let backend = Backend::open(kind).await?;
        Ok(Self {
            kind: backend.kind,
            session: RefCell::new(Some(Session::new(backend))),
        })
    }

    /// The backend that was opened.
    #[wasm_bindgen(unchecked_return_type = "BackendKind")]
    pub fn backend(&self) -> JsValue {
        to_js(&self.kind)
    }

    /// Every network with a name, and its recipe.
    #[wasm_bindgen(unchecked_return_type = "Preset[]")]
    pub fn presets(&self) -> JsValue {
        to_js(&presets::all())
    }

    /// A network in numbers, and what does not fit. Nothing is set up.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid".
    #[wasm_bindgen(unchecked_return_type = "NetworkReport")]
    pub fn describe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DescribeRequest")] request: JsValue,
    ) -> Answer {
        let DescribeRequest { network } = parse("request", &request)?;
        Ok(to_js(&network.report()))
    }

    /// Updates that the network has seen.
    ///
    /// # Errors
    /// "no-run", "busy".
    #[wasm_bindgen(unchecked_return_type = "number")]
    pub fn step(&self) -> Answer {
        self.with(|session| session.steps())
    }

    /// Begins to sweep the learning rate with a copy of the network; see [`sweep`](Self::sweep).
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-run", "busy".
    #[wasm_bindgen(js_name = beginSweep)]
    pub fn begin_sweep(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SweepRequest")] request: JsValue,
    ) -> Result<()> {
        let request: SweepRequest = parse("request", &request)?;
        self.with(|session| session.begin_sweep(request)).map(drop)
    }

    /// Goes on with the sweep by at most `max_steps` steps: all that there is so far.
    ///
    /// # Errors
    /// "request-invalid", "no-run", "no-sweep", "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "RateSweep")]
    pub async fn sweep(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] max_steps: JsValue,
    ) -> Answer {
        let max_steps = parse("max_steps", &max_steps)?;
        self.during(async |session| session.sweep(max_steps).await)
            .await
    }

    /// Begins to evaluate the network as it is now; see [`evaluate`](Self::evaluate).
    ///
    /// # Errors
    /// "no-run", "no-dataset", "busy".
    #[wasm_bindgen(js_name = beginEvaluation)]
    pub fn begin_evaluation(&self) -> Result<()> {
        self.with(Session::begin_evaluation).map(drop)
    }

    /// Goes on with the evaluation.
    ///
    /// # Errors
    /// "no-run", "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Partly<Evaluation>")]
    pub async fn evaluate(&self) -> Answer {
        self.during(async |session| Ok(Partly::from(session.evaluate().await?)))
            .await
    }

    /// Reads a drawing.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "no-run", "draw-size", "draw-empty", "draw-marks",
    /// "device-lost", "busy".
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub async fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PredictRequest")] request: JsValue,
    ) -> Answer {
        let request: PredictRequest = parse("request", &request)?;
        let drawing = drawing(request.bitmap, request.drawing)?;
        self.during(async |session| {
            let prediction = session
                .predict(&drawing, request.at, request.stages)
                .await?;
            Ok(Prediction::from(prediction))
        })
        .await
    }
}

impl Engine {
    fn take(&self) -> Result<Session> {
        self.session.take().ok_or(Error::Busy)
    }

    /// A use case of the session's, at once.
    fn with<T: Serialize>(&self, use_case: impl FnOnce(&mut Session) -> Result<T>) -> Answer {
        let mut session = self.take()?;
        let result = use_case(&mut session);
        self.session.replace(Some(session));
        Ok(to_js(&result?))
    }

    /// A use case of the session's that answers later.
    async fn during<T: Serialize>(
        &self,
        use_case: impl AsyncFnOnce(&mut Session) -> Result<T>,
    ) -> Answer {
        let mut session = self.take()?;
        let result = use_case(&mut session).await;
        self.session.replace(Some(session));
        Ok(to_js(&result?))
    }
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_missing_as_null(true)
        .serialize_maps_as_objects(true);
    let value = value.serialize(&serializer);
    value.expect("types that cross hold plain data with string keys")
}

/// An error as it is thrown: `{code, message, params}`.
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        #[derive(Serialize)]
        struct Report {
            code: &'static str,
            message: String,
            params: Params,
        }
        to_js(&Report {
            code: error.code(),
            message: error.to_string(),
            params: error.params(),
        })
    }
}
