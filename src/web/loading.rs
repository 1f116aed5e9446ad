//! Bindings of what brings images in.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::{Engine, Partly, from_js, object, thrown, to_js};
use crate::data::synthetic::Variation;
use crate::data::{HoldOut, Paper, Split, fit};
use crate::session::{Files, GenerationRequest, MixRequest, Naming, Pair, Session, SketchRequest};

#[wasm_bindgen]
impl Engine {
    /// Takes MNIST from its four IDX files.
    #[wasm_bindgen(js_name = loadMnist, unchecked_return_type = "DatasetSummary")]
    pub fn load_mnist(
        &self,
        train_images: &[u8],
        train_labels: &[u8],
        test_images: &[u8],
        test_labels: &[u8],
    ) -> Result<JsValue, JsValue> {
        let files = Files {
            train_images,
            train_labels,
            test_images,
            test_labels,
        };
        to_js(&self.with(|session| session.load_mnist(files))?)
    }

    /// Takes four IDX files, of images of any size.
    #[wasm_bindgen(js_name = loadFiles, unchecked_return_type = "DatasetSummary")]
    pub fn load_files(
        &self,
        train_images: &[u8],
        train_labels: &[u8],
        test_images: &[u8],
        test_labels: &[u8],
        #[wasm_bindgen(unchecked_param_type = "Partial<Naming>")] naming: JsValue,
    ) -> Result<JsValue, JsValue> {
        let files = Files {
            train_images,
            train_labels,
            test_images,
            test_labels,
        };
        let naming: Naming = from_js("naming", naming)?;
        to_js(&self.with(|session| session.load_files(files, naming))?)
    }

    /// Takes one pair of IDX files, and holds a share out to test with.
    #[wasm_bindgen(js_name = loadPair, unchecked_return_type = "DatasetSummary")]
    pub fn load_pair(
        &self,
        images: &[u8],
        image_file: &str,
        labels: &[u8],
        label_file: &str,
        #[wasm_bindgen(unchecked_param_type = "Partial<HoldOut>")] hold_out: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Partial<Naming>")] naming: JsValue,
    ) -> Result<JsValue, JsValue> {
        let pair = Pair {
            images: (images, image_file),
            labels: (labels, label_file),
        };
        let hold_out: HoldOut = from_js("hold_out", hold_out)?;
        let naming: Naming = from_js("naming", naming)?;
        to_js(&self.with(|session| session.load_pair(pair, hold_out, naming))?)
    }

    /// A picture in red, green, blue and opacity as a grey image of 28×28: 784 bytes, 0 = black.
    pub fn picture(&self, rgba: &[u8], height: usize, width: usize) -> Result<Uint8Array, JsValue> {
        let image = fit::from_colour(rgba, height, width).map_err(thrown)?;
        Ok(Uint8Array::from(&image[..]))
    }

    /// Takes pictures, `[n, 28, 28]` as [`picture`](Self::picture) makes them; without any to test
    /// with, holds a share out. `resized_from`: height and width, if all had the same, and another
    /// than 28×28.
    #[wasm_bindgen(js_name = loadPictures, unchecked_return_type = "DatasetSummary")]
    pub fn load_pictures(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{images: Uint8Array, labels: Uint8Array}")]
        train: JsValue,
        #[wasm_bindgen(unchecked_param_type = "{images: Uint8Array, labels: Uint8Array}")]
        test: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Paper")] paper: JsValue,
        #[wasm_bindgen(unchecked_param_type = "[number, number] | null")] resized_from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Partial<HoldOut>")] hold_out: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Partial<Naming>")] naming: JsValue,
    ) -> Result<JsValue, JsValue> {
        let splits = [split(&train)?, split(&test)?];
        let paper: Paper = from_js("paper", paper)?;
        let resized_from: Option<[usize; 2]> = from_js("resized_from", resized_from)?;
        let hold_out: HoldOut = from_js("hold_out", hold_out)?;
        let naming: Naming = from_js("naming", naming)?;
        to_js(
            &self.with(|session| {
                session.load_pictures(splits, paper, resized_from, hold_out, naming)
            })?,
        )
    }

    /// Calls the classes otherwise; the run goes on.
    #[wasm_bindgen(js_name = nameClasses, unchecked_return_type = "DatasetSummary")]
    pub fn name_classes(&self, names: Vec<String>) -> Result<JsValue, JsValue> {
        to_js(&self.with(|session| session.name_classes(names))?)
    }

    /// Begins to generate digits; see [`generate`](Self::generate). Returns how many.
    #[wasm_bindgen(js_name = beginGeneration)]
    pub fn begin_generation(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<GenerationRequest>")] request: JsValue,
    ) -> Result<usize, JsValue> {
        let request: GenerationRequest = from_js("generation", request)?;
        self.with(|session| session.begin_generation(request))
    }

    /// Begins to mix generated digits into MNIST, given as its four IDX files; see
    /// [`generate`](Self::generate). Returns how many.
    #[wasm_bindgen(js_name = beginMixing)]
    pub fn begin_mixing(
        &self,
        train_images: &[u8],
        train_labels: &[u8],
        test_images: &[u8],
        test_labels: &[u8],
        #[wasm_bindgen(unchecked_param_type = "Partial<MixRequest>")] request: JsValue,
    ) -> Result<usize, JsValue> {
        let files = Files {
            train_images,
            train_labels,
            test_images,
            test_labels,
        };
        let request: MixRequest = from_js("mix", request)?;
        self.with(|session| session.begin_mixing(files, request))
    }

    /// Draws at most `count` more digits. `value` is there once all are done.
    #[wasm_bindgen(unchecked_return_type = "Partly<DatasetSummary>")]
    pub fn generate(&self, count: usize) -> Result<JsValue, JsValue> {
        let (done, value) = self.with(|session| session.generate(count))?;
        to_js(&Partly { done, value })
    }

    /// A few generated digits, `[n, 28, 28]`, and their labels, `[n]`.
    #[wasm_bindgen(unchecked_return_type = "{images: Uint8Array, labels: Uint8Array}")]
    pub fn sketch(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<SketchRequest>")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request: SketchRequest = from_js("sketch", request)?;
        let Split { images, labels } = Session::sketch(request).map_err(thrown)?;
        Ok(object([
            ("images", Uint8Array::from(&images[..]).into()),
            ("labels", Uint8Array::from(&labels[..]).into()),
        ]))
    }

    /// What can be turned of the generator.
    #[wasm_bindgen(js_name = generatorKnobs, unchecked_return_type = "Knob[]")]
    pub fn generator_knobs(&self) -> Result<JsValue, JsValue> {
        to_js(&Variation::knobs().to_vec())
    }
}

fn split(value: &JsValue) -> Result<Split, JsValue> {
    let bytes = |name: &str| {
        let value = Reflect::get(value, &name.into())?;
        Ok::<_, JsValue>(Uint8Array::new(&value).to_vec())
    };
    Ok(Split {
        images: bytes("images")?,
        labels: bytes("labels")?,
    })
}
