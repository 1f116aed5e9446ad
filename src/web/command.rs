//! The binding of [`Command`].

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::lasting::checkpoint_from;
use super::{Engine, from_js, thrown, to_js};
use crate::session::Command;

#[wasm_bindgen(typescript_custom_section)]
const ANSWERS: &str = r#"
/** The answer to each command. */
export interface Answers {
  configure: RunSummary;
  reset: RunSummary;
  restore: null;
  advance: Advance;
  set_learning_rate: null;
  stop: null;
  leave: null;
  /** Images of each step. */
  rehearse: number;
}
export interface Engine {
  /** Changes the run, or does what all members of a team must do: see `src/session/command.rs`. */
  apply<C extends Command>(command: C): Promise<Answers[C["type"]]>;
}
"#;

#[wasm_bindgen]
impl Engine {
    /// See [`Session::apply`](crate::session::Session::apply).
    #[wasm_bindgen(skip_typescript)]
    pub async fn apply(&self, command: JsValue) -> Result<JsValue, JsValue> {
        let field = |name: &str| Reflect::get(&command, &name.into());
        // Typed arrays do not pass through serde's tagged enums.
        let command = match field("type")?.as_string().as_deref() {
            Some("restore") => Command::Restore {
                checkpoint: checkpoint_from(&field("checkpoint")?)?,
            },
            _ => from_js("command", command)?,
        };
        let mut session = self.take()?;
        let result = session.apply(command).await;
        self.put_back(session);
        to_js(&result.map_err(thrown)?)
    }
}
