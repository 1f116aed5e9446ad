//! Bindings of what outlives a device.

use js_sys::{Array, Float32Array, Reflect};
use wasm_bindgen::prelude::*;

use super::{Engine, from_js, object, thrown, to_js};
use crate::store::Checkpoint;

#[wasm_bindgen(typescript_custom_section)]
const CHECKPOINT: &str = r"
/** A run in plain numbers, to go on from with another engine. */
export interface Checkpoint {
  place: Place;
  /** Every tensor of the network, row by row, in PyTorch's layout. */
  tensors: Float32Array[];
  /** What the optimiser remembers of each learned tensor. */
  memory: Float32Array[][];
}
";

#[wasm_bindgen]
impl Engine {
    /// The run as it is now, in plain numbers.
    #[wasm_bindgen(unchecked_return_type = "Checkpoint")]
    pub async fn checkpoint(&self) -> Result<JsValue, JsValue> {
        let session = self.take()?;
        let result = session.checkpoint().await;
        self.put_back(session);
        let Checkpoint {
            place,
            tensors,
            memory,
        } = result.map_err(thrown)?;
        let memory: Array = memory.iter().map(|kept| arrays(kept)).collect();
        Ok(object([
            ("place", to_js(&place)?),
            ("tensors", arrays(&tensors).into()),
            ("memory", memory.into()),
        ]))
    }

    /// Has the device compile what a run with these settings takes. Needs no images, and leaves
    /// everything as it is.
    pub async fn prepare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<RunConfig>")] config: JsValue,
    ) -> Result<(), JsValue> {
        let request = from_js("settings", config)?;
        let session = self.take()?;
        let result = session.prepare(request).await;
        self.put_back(session);
        result.map_err(thrown)
    }
}

/// A checkpoint as [`Engine::checkpoint`] gives it.
pub(super) fn checkpoint_from(value: &JsValue) -> Result<Checkpoint, JsValue> {
    let part = |name: &str| Reflect::get(value, &name.into());
    let memory = Array::from(&part("memory")?);
    Ok(Checkpoint {
        place: from_js("checkpoint", part("place")?)?,
        tensors: numbers(&part("tensors")?),
        memory: memory.iter().map(|kept| numbers(&kept)).collect(),
    })
}

fn arrays(lists: &[Vec<f32>]) -> Array {
    let array = |list: &Vec<f32>| Float32Array::from(&list[..]);
    lists.iter().map(array).collect()
}

fn numbers(lists: &JsValue) -> Vec<Vec<f32>> {
    let numbers = |list: JsValue| Float32Array::new(&list).to_vec();
    Array::from(lists).iter().map(numbers).collect()
}
