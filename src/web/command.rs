//! The binding of [`crate::session::Command`].

use wasm_bindgen::prelude::*;

use super::arguments::Arguments;
use super::wire::DatasetFiles;
use super::{Answer, Engine};
use crate::error::{Error, Result};
use crate::session::Command;

#[wasm_bindgen(typescript_custom_section)]
const ANSWERS: &str = r#"
/** The answer to each command. */
export interface Answers {
  mirror: null;
  name_classes: DatasetSummary;
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
  /** Changes the images or the run, or does what all members of a team must do: see `src/session/command.rs`. */
  apply<C extends Command>(command: C): Promise<Answers[C["type"]]>;
}
"#;

#[wasm_bindgen]
impl Engine {
    /// See [`Session::apply`](crate::session::Session::apply).
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "network-invalid", "no-dataset", "no-run", "classes-many",
    /// "not-finite", "device-lost", "busy".
    #[wasm_bindgen(skip_typescript)]
    pub async fn apply(&self, command: JsValue) -> Answer {
        let command = read(&command)?;
        self.during(async |session| session.apply(command).await)
            .await
    }
}

/// A command as JavaScript has it. serde would read it as well, but by way of a buffer: sentences
/// would not name the field that is wrong, and the module would be a tenth larger.
fn read(command: &JsValue) -> Result<Command> {
    let mut fields = Arguments::of("command", command)?;
    let kind: String = fields.take("type")?;
    Ok(match kind.as_str() {
        "mirror" => Command::Mirror {
            images: Box::new(fields.take::<DatasetFiles>("images")?.into()),
            about: fields.take("about")?,
        },
        "name_classes" => Command::NameClasses {
            class_names: fields.take("class_names")?,
        },
        "configure" => Command::Configure {
            config: fields.take("config")?,
        },
        "reset" => Command::Reset,
        "restore" => Command::Restore {
            checkpoint: fields.take("checkpoint")?,
        },
        "advance" => Command::Advance {
            max_steps: fields.take("max_steps")?,
        },
        "set_learning_rate" => Command::SetLearningRate {
            learning_rate: fields.take("learning_rate")?,
        },
        "stop" => Command::Stop,
        "leave" => Command::Leave,
        "rehearse" => Command::Rehearse {
            steps: fields.take("steps")?,
        },
        _ => return Err(Error::request("type", "there is no such command.")),
    })
}
