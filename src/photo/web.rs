//! The bindings.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{Digit, Ink, SIDE, Shrinking, read};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A digit that was found: its ink's box in pixels of the picture that was read, and the digit cut out, `[side, side]`, 255 = ink. */
export interface FoundDigit { left: number; top: number; width: number; height: number; image: Uint8Array }
/**
 * All that was found in a picture: 64 digits at most, in reading order. `found`: also those beyond them. `lines`: ruled
 * lines that were removed. `slant`: by how much the rows fall, pixels down for each pixel to the right.
 */
export interface Found {
    digits: FoundDigit[]; found: number; ink: "dark" | "light" | "opacity"; lines: number; slant: number; side: number;
    width: number; height: number;
}
"#;

/// A picture on its way: a strip of rows after another.
#[wasm_bindgen]
pub struct Photo {
    shrinking: Shrinking,
}

#[wasm_bindgen]
impl Photo {
    /// Begins a picture; `width` and `height` in pixels.
    ///
    /// # Errors
    /// "picture-size" if a side is not in 1..=16384.
    #[wasm_bindgen(constructor)]
    pub fn new(width: f64, height: f64) -> Result<Photo, JsValue> {
        // Casts saturate, and no number is 0: both are refused.
        let shrinking = Shrinking::new(width as usize, height as usize).map_err(|error| {
            let report = Object::new();
            set(&report, "code", &"picture-size".into());
            set(&report, "message", &error.to_string().into());
            JsValue::from(report)
        })?;
        Ok(Self { shrinking })
    }

    /// The next rows: `[rows, width, 4]` bytes of red, green, blue and opacity, not multiplied by it.
    pub fn rows(&mut self, rgba: &[u8]) {
        self.shrinking.rows(rgba);
    }

    /// Finds the digits.
    #[wasm_bindgen(unchecked_return_type = "Found")]
    pub fn read(self) -> JsValue {
        let picture = self.shrinking.finish();
        let reading = read(&picture);
        let ink = match reading.ink {
            Ink::Dark => "dark",
            Ink::Light => "light",
            Ink::Opacity => "opacity",
        };
        let found = Object::new();
        set(
            &found,
            "digits",
            &reading.digits.iter().map(digit).collect::<Array>(),
        );
        set(&found, "ink", &ink.into());
        for (key, value) in [
            ("found", reading.found as f64),
            ("lines", reading.lines as f64),
            ("slant", f64::from(reading.slant)),
            ("side", SIDE as f64),
            ("width", picture.width as f64),
            ("height", picture.height as f64),
        ] {
            set(&found, key, &value.into());
        }
        found.into()
    }
}

fn digit(digit: &Digit) -> JsValue {
    let object = Object::new();
    for (key, value) in [
        ("left", digit.left),
        ("top", digit.top),
        ("width", digit.width),
        ("height", digit.height),
    ] {
        set(&object, key, &(value as f64).into());
    }
    set(&object, "image", &Uint8Array::from(&digit.image[..]));
    object.into()
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // A plain object takes every property.
    let _ = Reflect::set(object, &key.into(), value);
}
