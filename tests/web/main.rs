//! The boundary in a real browser, in a dedicated worker as on the page: what JavaScript calls
//! and gets, and the arithmetic of each backend as it is compiled for the browser.
#![cfg(target_family = "wasm")]

#[cfg(feature = "webgpu")]
#[path = "../core/agreement.rs"]
mod agreement;
mod exploring;
#[path = "../core/fixture.rs"]
mod fixture;
#[cfg(not(feature = "webgpu"))]
mod fuzz;
#[path = "../core/inside.rs"]
mod inside;
#[path = "../core/optimizers.rs"]
mod optimizers;
#[path = "../core/parity.rs"]
mod parity;

use burn::tensor::Device;
use digit_lab::backend::{Backend, BackendKind};
use digit_lab::error::Result;
use digit_lab::web::{Engine, panics, start};
use js_sys::{Array, Float32Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// The backends of this build: the CPU module's, or the GPU module's.
#[cfg(not(feature = "webgpu"))]
const BACKENDS: &[(&str, BackendKind)] = &[("ndarray", BackendKind::Ndarray)];
#[cfg(feature = "webgpu")]
const BACKENDS: &[(&str, BackendKind)] = &[
    ("webgpu", BackendKind::Webgpu),
    ("ndarray", BackendKind::Ndarray),
];

/// The test runner leaves the module's start function out.
fn begin() {
    use std::sync::Once;
    static STARTED: Once = Once::new();
    STARTED.call_once(start);
}

async fn devices() -> Vec<Device> {
    begin();
    let mut devices = Vec::new();
    for (_, kind) in BACKENDS {
        devices.push(Backend::open(*kind).await.expect("it opens").device);
    }
    devices
}

#[wasm_bindgen_test]
async fn simple_matches_pytorch() {
    for device in devices().await {
        parity::simple(&device).await;
    }
}

#[wasm_bindgen_test]
async fn adam_matches_pytorch() {
    for device in devices().await {
        parity::adam(&device).await;
    }
}

#[wasm_bindgen_test]
async fn sgd_matches_pytorch() {
    for device in devices().await {
        parity::sgd(&device).await;
    }
}

#[wasm_bindgen_test]
async fn optimizers_match_pytorch() {
    for device in devices().await {
        optimizers::optimizers(&device).await;
    }
}

#[wasm_bindgen_test]
async fn layers_match_pytorch() {
    for device in devices().await {
        parity::layers(&device).await;
    }
}

#[wasm_bindgen_test]
async fn captured_presets_match_pytorch() {
    for device in devices().await {
        inside::presets_match_pytorch(&device).await;
    }
}

#[wasm_bindgen_test]
async fn captured_gradients_are_those_of_a_training_step() {
    for device in devices().await {
        inside::gradients_are_those_of_a_training_step(&device).await;
    }
}

#[wasm_bindgen_test]
async fn explanations_agree_with_other_computations() {
    for device in devices().await {
        inside::explanations_agree_with_other_computations(&device).await;
    }
}

#[wasm_bindgen_test]
async fn a_trial_is_what_a_step_would_do() {
    for device in devices().await {
        inside::a_trial_is_what_a_step_would_do(&device).await;
    }
}

fn object(entries: &[(&str, f64)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &(*key).into(), &(*value).into()).unwrap();
    }
    object.into()
}

/// An object with one field.
fn with(name: &str, value: JsValue) -> JsValue {
    let object = Object::new();
    Reflect::set(&object, &name.into(), &value).unwrap();
    object.into()
}

fn drawing(width: u32, height: u32, pixels: &[u8]) -> JsValue {
    let bitmap = Object::new();
    Reflect::set(&bitmap, &"width".into(), &width.into()).unwrap();
    Reflect::set(&bitmap, &"height".into(), &height.into()).unwrap();
    Reflect::set(&bitmap, &"pixels".into(), &Uint8Array::from(pixels)).unwrap();
    with("bitmap", bitmap.into())
}

fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

/// A network with every shape of JSON in it.
const OWN: &str = r#"{"layers": [
    {"kind": "conv2d", "name": "conv1", "channels": 4, "kernel": 3, "stride": 2, "padding": 1},
    {"kind": "batch_norm", "name": "bn1"},
    {"kind": "relu"},
    {"kind": "residual", "layers": [{"kind": "conv2d", "name": "conv2", "channels": 4, "kernel": 3, "padding": 1}]},
    {"kind": "global_avg_pool"},
    {"kind": "dropout", "rate": 0.1},
    {"kind": "linear", "name": "fc1", "units": 10},
    {"kind": "log_softmax"}]}"#;

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

fn number(value: &JsValue, key: &str) -> f64 {
    let found = get(value, key);
    found
        .as_f64()
        .unwrap_or_else(|| panic!("{key} is {found:?}"))
}

/// The code of an error, as JavaScript gets it.
fn code(error: impl Into<JsValue>) -> String {
    let error = error.into();
    let message = get(&error, "message").as_string();
    assert!(message.is_some_and(|text| text.len() > 10));
    let code = get(&error, "code").as_string();
    code.expect("every error has a code")
}

fn floats(value: &JsValue, key: &str) -> Vec<f32> {
    get(value, key).unchecked_into::<Float32Array>().to_vec()
}

async fn open(name: &str) -> Engine {
    begin();
    let engine = Engine::open(name.into()).await.unwrap();
    assert_eq!(engine.backend().as_string().unwrap(), name);
    engine
}

/// Sends a command with one field, or (an empty name) none.
async fn apply(engine: &Engine, kind: &str, (name, value): (&str, JsValue)) -> Result<JsValue> {
    let command = Object::new();
    Reflect::set(&command, &"type".into(), &kind.into()).unwrap();
    if !name.is_empty() {
        Reflect::set(&command, &name.into(), &value).unwrap();
    }
    engine.apply(command.into()).await
}

/// The commands as methods.
trait Commands {
    async fn configure(&self, config: JsValue) -> Result<JsValue>;
    async fn advance(&self, max_steps: u32) -> Result<JsValue>;
    async fn set_learning_rate(&self, rate: f64) -> Result<JsValue>;
    async fn plain(&self, kind: &str) -> Result<JsValue>;
}

impl Commands for Engine {
    async fn configure(&self, config: JsValue) -> Result<JsValue> {
        apply(self, "configure", ("config", config)).await
    }

    async fn advance(&self, max_steps: u32) -> Result<JsValue> {
        apply(self, "advance", ("max_steps", max_steps.into())).await
    }

    async fn set_learning_rate(&self, rate: f64) -> Result<JsValue> {
        apply(self, "set_learning_rate", ("learning_rate", rate.into())).await
    }

    async fn plain(&self, kind: &str) -> Result<JsValue> {
        apply(self, kind, ("", JsValue::NULL)).await
    }
}

/// An engine with generated digits and a short run.
async fn ready(name: &str) -> Engine {
    let engine = open(name).await;
    engine
        .begin_generation(object(&[
            ("seed", 3.0),
            ("train_count", 64.0),
            ("test_count", 20.0),
        ]))
        .unwrap();
    while get(&engine.generate(50.into()).unwrap(), "value").is_null() {}
    engine
        .configure(object(&[
            ("epochs", 1.0),
            ("batch_size", 32.0),
            ("seed", 1.0),
        ]))
        .await
        .unwrap();
    engine
}

#[wasm_bindgen_test]
async fn a_run_goes_through_its_epoch() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        let mut kinds = Vec::new();
        loop {
            let advance = engine.advance(1).await.unwrap();
            let kind = get(&advance, "kind").as_string().unwrap();
            match kind.as_str() {
                "steps" => {
                    assert_eq!(number(&advance, "total_steps"), 2.0);
                    let losses = get(&advance, "losses").unchecked_into::<Array>();
                    let loss = losses.get(0).as_f64().unwrap();
                    assert!(loss > 1.0 && loss < 4.0, "{name}: {loss}");
                }
                "epoch" => assert_eq!(number(&get(&advance, "test"), "count"), 20.0),
                _ => {}
            }
            kinds.push(kind);
            if kinds.last().is_some_and(|kind| kind == "finished") {
                break;
            }
        }
        assert_eq!(kinds, ["steps", "steps", "epoch", "finished"]);
    }
}

#[wasm_bindgen_test]
async fn ones_own_network_is_described_trained_and_looked_into() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        let report = engine.describe(with("network", json(OWN))).unwrap();
        assert!(get(&report, "problem").is_null());
        let rows = get(&report, "layers").unchecked_into::<Array>();
        assert_eq!(rows.length(), 9);
        assert_eq!(get(&rows.get(4), "path").as_string().unwrap(), "3.layers.0");
        assert_eq!(number(&report, "parameters"), 40.0 + 8.0 + 148.0 + 50.0);

        let config = json(&format!(
            r#"{{"network": {OWN}, "loss": "nll", "optimizer": "rmsprop", "momentum": 0.5,
            "schedule": "one-cycle", "clip_norm": 1, "label_smoothing": 0.1, "dropout": 0.2,
            "input": "normalised", "validation": 0.25, "rotation": 10, "elastic": 1,
            "batch_size": 16, "epochs": 1}}"#
        ));
        let summary = engine.configure(config).await.unwrap();
        assert_eq!(number(&summary, "train_count"), 48.0);
        assert_eq!(number(&summary, "validation_count"), 16.0);
        let again = get(&get(&summary, "config"), "network");
        let spec = js_sys::JSON::stringify(&again).unwrap();
        let before = js_sys::JSON::stringify(&json(OWN)).unwrap();
        assert_eq!(String::from(spec), String::from(before), "{name}");

        let steps = engine.advance(2).await.unwrap();
        let norm = get(&steps, "gradient_norms")
            .unchecked_into::<Array>()
            .get(1);
        assert!(norm.as_f64().unwrap() > 0.0, "{name}: {norm:?}");
        let seen = engine.inspect(object(&[("index", 3.0)])).await.unwrap();
        assert_eq!(
            floats(&get(&seen, "feature_maps"), "data").len(),
            4 * 14 * 14
        );
    }
}

#[wasm_bindgen_test]
async fn a_network_that_does_not_fit_says_where() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let misfit = json(r#"{"layers": [{"kind": "flatten"}, {"kind": "max_pool2d", "size": 2}]}"#);
    let problem = get(
        &engine.describe(with("network", misfit.clone())).unwrap(),
        "problem",
    );
    assert_eq!(get(&problem, "path").as_string().unwrap(), "1");
    let config = Object::new();
    Reflect::set(&config, &"network".into(), &misfit).unwrap();
    let refusal = engine.configure(config.into()).await.unwrap_err();
    assert_eq!(code(refusal), "network-invalid");
    let refusal = engine.describe(with("network", 7.into())).unwrap_err();
    assert_eq!(code(refusal), "config-invalid");
    let refusal = engine.describe(7.into()).unwrap_err();
    assert_eq!(code(refusal), "request-invalid");
    for nonsense in [
        r#"{"layers": [{"kind": "conv3d"}]}"#,
        r#"{"layers": [{"kind": "max_pool2d", "size": 2, "stride": 1}]}"#,
        r#"{"layers": [{"kind": "max_pool2d"}]}"#,
        r#"{"layer": []}"#,
    ] {
        let refusal = engine
            .describe(with("network", json(nonsense)))
            .unwrap_err();
        assert_eq!(code(refusal), "config-invalid", "{nonsense}");
    }
}

#[wasm_bindgen_test]
async fn every_preset_can_be_set_up() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let presets = engine.presets().unchecked_into::<Array>();
    assert_eq!(presets.length(), 11);
    for preset in presets.iter() {
        let summary = engine.configure(get(&preset, "config")).await.unwrap();
        assert!(get(&get(&summary, "config"), "network").is_null());
        assert!(number(&summary, "parameters") > 10_000.0);
    }
}

#[wasm_bindgen_test]
async fn a_run_is_swept_slowed_and_stopped() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        engine
            .begin_sweep(object(&[("steps", 10.0), ("to", 0.1)]))
            .unwrap();
        let sweep = engine.sweep(4.into()).await.unwrap();
        assert_eq!(number(&sweep, "done"), 4.0);
        assert!(get(&sweep, "suggestion").is_null());
        let sweep = engine.sweep(10.into()).await.unwrap();
        assert_eq!(get(&sweep, "finished").as_bool(), Some(true));
        assert_eq!(engine.step().unwrap().as_f64(), Some(0.0));

        engine.set_learning_rate(0.5e-3).await.unwrap();
        assert_eq!(
            code(engine.set_learning_rate(0.0).await.unwrap_err()),
            "config-invalid"
        );
        let steps = engine.advance(1).await.unwrap();
        let rates = get(&steps, "learning_rates").unchecked_into::<Array>();
        assert_eq!(rates.get(0).as_f64(), Some(0.5e-3), "{name}");
        engine.plain("stop").await.unwrap();
        let epoch = engine.advance(1).await.unwrap();
        assert_eq!(get(&epoch, "kind").as_string().unwrap(), "epoch");
        let end = engine.advance(1).await.unwrap();
        assert_eq!(get(&end, "kind").as_string().unwrap(), "finished");
    }
}

#[wasm_bindgen_test]
async fn augmented_images_are_images() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let bytes = |made: JsValue| get(&made, "images").unchecked_into::<Uint8Array>().to_vec();
    let plain = json(r#"{"split": "train", "indices": [5, 6]}"#);
    let plain = bytes(engine.samples(plain).unwrap());
    let augmented = |rotation: f64, draw: u32| {
        engine.augmented(json(&format!(
            r#"{{"indices": [5, 6], "settings": {{"rotation": {rotation}}}, "draw": {draw}}}"#
        )))
    };
    assert_eq!(bytes(augmented(0.0, 0).unwrap()), plain);
    let turned = |draw| bytes(augmented(20.0, draw).unwrap());
    assert_eq!(turned(1).len(), 2 * 784);
    assert_ne!(turned(1), plain);
    assert_ne!(turned(1), turned(2));
    assert_eq!(code(augmented(200.0, 0).unwrap_err()), "config-invalid");
}

#[wasm_bindgen_test]
async fn a_reset_repeats_the_run_to_the_bit() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        let first = get(&engine.advance(2).await.unwrap(), "losses");
        assert_eq!(number(&engine.plain("reset").await.unwrap(), "step"), 0.0);
        let again = get(&engine.advance(2).await.unwrap(), "losses");
        let bits = |losses: JsValue| -> Vec<u64> {
            let values = losses.unchecked_into::<Array>();
            values
                .iter()
                .map(|loss| loss.as_f64().unwrap().to_bits())
                .collect()
        };
        assert_eq!(bits(first), bits(again), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_run_goes_on_in_another_engine_from_its_checkpoint() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    engine.advance(1).await.unwrap();
    let checkpoint = engine.checkpoint().await.unwrap();
    let expected = get(&engine.advance(1).await.unwrap(), "losses");

    let other = ready(name).await;
    let given = ("checkpoint", checkpoint);
    apply(&other, "restore", given).await.unwrap();
    assert_eq!(other.step().unwrap().as_f64(), Some(1.0));
    let losses = get(&other.advance(1).await.unwrap(), "losses");
    let text = |losses: &JsValue| js_sys::JSON::stringify(losses).unwrap();
    assert_eq!(String::from(text(&losses)), String::from(text(&expected)));
    let rehearsed = apply(&other, "rehearse", ("steps", 1.into())).await;
    assert_eq!(rehearsed.unwrap().as_f64(), Some(32.0));
    assert!(other.plain("leave").await.unwrap().is_null());
    let unknown = other.plain("explode").await.unwrap_err();
    assert_eq!(code(unknown), "request-invalid");
}

#[wasm_bindgen_test]
async fn a_look_inside_has_the_shapes_it_says() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        let seen = engine.inspect(object(&[("index", 7.0)])).await.unwrap();
        assert_eq!(get(&seen, "layer").as_string().unwrap(), "conv1");
        assert_eq!(floats(&get(&seen, "kernels"), "data").len(), 16 * 25);
        let maps = floats(&get(&seen, "feature_maps"), "data");
        assert_eq!(maps.len(), 16 * 28 * 28);
        assert!(
            maps.iter().all(|&value| value >= 0.0),
            "{name}: ReLU is included"
        );
        let sum: f32 = floats(&seen, "probabilities").iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{name}: {sum}");
        assert_eq!(
            code(
                engine
                    .inspect(object(&[("index", 20.0)]))
                    .await
                    .unwrap_err()
            ),
            "index-out-of-range"
        );
    }
}

#[wasm_bindgen_test]
async fn a_drawing_is_read_and_an_empty_one_refused() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let mut pixels = vec![0; 100 * 100];
    for y in 20..80 {
        pixels[y * 100 + 48..y * 100 + 52].fill(255);
    }
    let prediction = engine.predict(drawing(100, 100, &pixels)).await.unwrap();
    assert_eq!(floats(&prediction, "probabilities").len(), 10);
    let input = get(&prediction, "input")
        .unchecked_into::<Uint8Array>()
        .to_vec();
    assert_eq!(input.len(), 784);
    // The bar stands upright in the middle, 20 pixels high.
    let inked = |row: usize| {
        input[row * 28..(row + 1) * 28]
            .iter()
            .any(|&pixel| pixel > 0)
    };
    assert_eq!((0..28).filter(|&row| inked(row)).count(), 20);

    // The same bar as a stroke of a pad, with the stations to the network's input.
    let stroke = object(&[("pen", 0.04)]);
    let points = Float32Array::from(&[0.5, 0.2, 0.5, 0.5, 0.8, 0.5][..]);
    Reflect::set(&stroke, &"points".into(), &points).unwrap();
    let marks = with("marks", Array::of1(&stroke).into());
    let request = with("drawing", marks);
    Reflect::set(&request, &"stages".into(), &true.into()).unwrap();
    let prediction = engine.predict(request).await.unwrap();
    assert_eq!(floats(&prediction, "probabilities").len(), 10);
    let boxed = get(&get(&prediction, "stages"), "boxed");
    assert_eq!(get(&boxed, "height").as_f64(), Some(20.0));
    let stroke = object(&[("pen", f64::NAN)]);
    Reflect::set(&stroke, &"points".into(), &points).unwrap();
    let marks = with("marks", Array::of1(&stroke).into());
    let bad = engine.predict(with("drawing", marks)).await.unwrap_err();
    assert_eq!(code(bad), "draw-marks");

    let blank = engine
        .predict(drawing(100, 100, &[0; 10_000]))
        .await
        .unwrap_err();
    assert_eq!(code(blank), "draw-empty");
    let short = engine
        .predict(drawing(100, 100, &[0; 5]))
        .await
        .unwrap_err();
    assert_eq!(code(short), "draw-size");
}

#[wasm_bindgen_test]
async fn what_cannot_be_done_is_refused_with_a_code() {
    let (name, _) = BACKENDS[0];
    let engine = open(name).await;
    let empty = || object(&[]);
    assert_eq!(
        code(engine.configure(empty()).await.unwrap_err()),
        "no-dataset"
    );
    assert_eq!(code(engine.advance(1).await.unwrap_err()), "no-dataset");
    let files = Object::new();
    for role in ["train_images", "train_labels", "test_images", "test_labels"] {
        Reflect::set(&files, &role.into(), &Uint8Array::from(&b"<!doctype"[..])).unwrap();
    }
    let bad = engine.load_mnist(files.into()).unwrap_err();
    assert_eq!(code(bad), "idx-magic");
    assert_eq!(
        code(
            engine
                .begin_generation(object(&[("train_count", 0.0)]))
                .unwrap_err()
        ),
        "config-invalid"
    );

    let engine = ready(name).await;
    let unknown = engine
        .configure(object(&[("epoch", 1.0)]))
        .await
        .unwrap_err();
    assert_eq!(code(unknown), "config-invalid");
    let absurd = engine
        .configure(object(&[("batch_size", -1.0)]))
        .await
        .unwrap_err();
    assert_eq!(code(absurd), "config-invalid");
    // The run there was goes on after a refusal.
    assert_eq!(number(&engine.advance(1).await.unwrap(), "step"), 1.0);
    assert_eq!(
        code(Engine::open("cuda".into()).await.err().unwrap()),
        "request-invalid"
    );
}

#[wasm_bindgen_test]
async fn overlapping_calls_are_refused_and_harm_nothing() {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let mut first = pin!(engine.advance(1));
    let polled = first.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    if polled.is_pending() {
        // On the GPU the first call waits for its answer; a second one must not get in between.
        assert_eq!(code(engine.advance(1).await.unwrap_err()), "busy");
        assert_eq!(number(&first.await.unwrap(), "step"), 1.0);
    }
    assert_eq!(number(&engine.advance(1).await.unwrap(), "step"), 2.0);
}

/// No module opens another backend than the one it was asked for.
#[wasm_bindgen_test]
async fn a_backend_that_is_not_there_is_refused_with_a_code() {
    begin();
    let refused = async |name: &str| code(Engine::open(name.into()).await.err().unwrap());
    assert_eq!(refused("flex").await, "request-invalid");
    #[cfg(not(feature = "webgpu"))]
    assert_eq!(refused("webgpu").await, "device-failed");
}

/// A real panic would end the test runner, so only the report of one is made here.
#[wasm_bindgen_test]
fn a_panic_is_reported_with_a_code_and_a_message() {
    use std::cell::RefCell;
    use std::rc::Rc;
    use wasm_bindgen::closure::Closure;

    begin();
    let reported = Rc::new(RefCell::new(Vec::new()));
    let listener = Closure::<dyn FnMut(JsValue)>::new({
        let reported = Rc::clone(&reported);
        move |event: JsValue| {
            reported.borrow_mut().push(get(&event, "error"));
            let handled: Function = get(&event, "preventDefault").unchecked_into();
            handled.call0(&event).unwrap();
        }
    });
    let method = |name| -> Function { get(&js_sys::global(), name).unchecked_into() };
    let (listen, stop) = (method("addEventListener"), method("removeEventListener"));
    let (scope, kind) = (js_sys::global(), JsValue::from("error"));
    listen.call2(&scope, &kind, listener.as_ref()).unwrap();
    panics::report_message("panicked at src/data.rs: no such image");
    stop.call2(&scope, &kind, listener.as_ref()).unwrap();

    let errors = reported.borrow();
    assert_eq!(errors.len(), 1);
    assert_eq!(code(errors[0].clone()), panics::CODE);
    let message = get(&errors[0], "message").as_string().unwrap();
    assert!(message.contains("no such image"));
}

/// What the shaders make of sizes that fill none of their tiles.
#[cfg(feature = "webgpu")]
#[wasm_bindgen_test]
async fn the_gpu_agrees_with_the_cpu_on_awkward_sizes() {
    let [gpu, cpu] = &devices().await[..] else {
        unreachable!("the module holds two backends")
    };
    agreement::on_awkward_sizes(gpu, cpu).await;
}

/// Losses of the first fifty steps, the GPU beside the CPU, from the same weights and images. The more
/// steps, the more what was rounded otherwise shows.
#[cfg(feature = "webgpu")]
#[wasm_bindgen_test]
async fn the_gpu_trains_as_the_cpu_does() {
    let mut losses = Vec::new();
    for name in ["webgpu", "ndarray"] {
        let engine = ready(name).await;
        // Two steps an epoch.
        let settings = [("epochs", 25.0), ("batch_size", 32.0), ("seed", 1.0)];
        engine.configure(object(&settings)).await.unwrap();
        let mut of_one: Vec<f32> = Vec::new();
        while of_one.len() < 50 {
            let steps = get(&engine.advance(10).await.unwrap(), "losses");
            // Between two epochs there are none.
            if let Some(steps) = steps.dyn_ref::<Array>() {
                of_one.extend(steps.iter().map(|loss| loss.as_f64().unwrap() as f32));
            }
        }
        losses.push(of_one);
    }
    let [gpu, cpu] = [&losses[0], &losses[1]];
    assert_eq!((gpu.len(), cpu.len()), (50, 50));
    fixture::assert_close(&gpu[..2], &cpu[..2], 1e-4, "losses of the first steps");
    fixture::assert_close(gpu, cpu, 1e-3, "losses of fifty steps");
}
