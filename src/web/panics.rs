//! Panics, as errors that JavaScript can read.
//!
//! A panic ends in a trap, of which JavaScript sees only `RuntimeError: unreachable`; inside an
//! asynchronous method it does not even settle the promise. So the panic itself is reported first,
//! as an uncaught error with a code and a message: the listeners of the worker's `error` event
//! (`www/worker/recovery/gpu-watch.js`, `www/worker/team/member.js`) and the page (`www/api/client.js`) receive it.

use std::panic;

use js_sys::{Error, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, ErrorEventInit, EventTarget};

/// The code of the error that a panic is reported as.
pub const CODE: &str = "panicked";

#[wasm_bindgen]
extern "C" {
    /// The browser's own function of this name. Old browsers lack it.
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;
}

/// What `reportError` does, as far as the listeners of this worker go. If even that fails, the trap that follows is the
/// only report, as it would be without a hook.
fn dispatch(error: &Error, message: &str) {
    let init = ErrorEventInit::new();
    init.set_error(error);
    init.set_message(message);
    let Ok(event) = ErrorEvent::new_with_event_init_dict("error", &init) else {
        return;
    };
    let scope: EventTarget = js_sys::global().unchecked_into();
    let _ = scope.dispatch_event(&event);
}

/// From now on every panic is written to the console and reported as an uncaught error.
pub fn report() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        report_message(&info.to_string());
    }));
}

/// Reports one panic.
pub fn report_message(message: &str) {
    let error = Error::new(message);
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &CODE.into());
    if report_error(&error).is_err() {
        dispatch(&error, message);
    }
}
