//! What the page shows of the data and of the results. What the objects hold is said in
//! `www/protocol.js`.

use js_sys::{Float32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::{Engine, from_js, object, thrown, to_js};
use crate::error::Result;
use crate::evaluate::template::Curve;
use crate::evaluate::{CasesRequest, Classifier, Reading, Verdict};

#[wasm_bindgen]
impl Engine {
    /// A split in numbers: `Statistics`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub fn statistics(&self, test: bool) -> Result<JsValue, JsValue> {
        let found = self.with(|session| session.statistics(test))?;
        Ok(object([
            ("split", JsValue::from(if test { "test" } else { "train" })),
            ("count", JsValue::from(found.count)),
            ("min", JsValue::from(found.min)),
            ("max", JsValue::from(found.max)),
            ("unique_values", JsValue::from(found.unique_values)),
            ("mean", JsValue::from(found.mean)),
            ("std", JsValue::from(found.std)),
            ("histogram", whole_numbers(&found.histogram)),
            ("class_counts", whole_numbers(&found.class_counts)),
        ]))
    }

    /// At most `count` images of a class, or of all: `Browsed`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub fn browse(
        &self,
        test: bool,
        class: Option<usize>,
        first: usize,
        count: usize,
    ) -> Result<JsValue, JsValue> {
        let (page, images, labels) = self.with(|session| {
            let page = session.browse(test, class, first, count)?;
            let indices = page.indices.iter().map(|&index| index as usize);
            let (images, labels) = session.samples(test, indices)?;
            Ok((page, images, labels))
        })?;
        Ok(object([
            ("total", JsValue::from(page.total)),
            ("first", JsValue::from(page.first)),
            ("indices", whole_numbers(&page.indices)),
            ("labels", bytes(&labels)),
            ("images", bytes(&images)),
        ]))
    }

    /// An image as the run's network takes it: `NetworkInput`.
    #[wasm_bindgen(js_name = networkInput, unchecked_return_type = "object")]
    pub fn network_input(&self, test: bool, index: usize, draw: u32) -> Result<JsValue, JsValue> {
        let seen = self.with(|session| session.network_input(test, index, draw))?;
        let (mean, std) = seen.input_kind.constants();
        let augmented = seen.augmented.map_or(JsValue::NULL, |image| bytes(&image));
        Ok(object([
            ("image", bytes(&seen.image)),
            ("augmented", augmented),
            ("input", Float32Array::from(&seen.input[..]).into()),
            ("input_kind", to_js(&seen.input_kind)?),
            ("mean", JsValue::from(mean)),
            ("std", JsValue::from(std)),
        ]))
    }

    /// The mean image of each class of the training split: `Templates`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub fn templates(&self) -> Result<JsValue, JsValue> {
        self.with(|session| {
            let means = session.means()?;
            Ok(object([
                ("means", floats(means.values.iter().copied())),
                ("counts", whole_numbers(&means.counts)),
            ]))
        })
    }

    /// Mean squared errors of the images of two classes to the means of both: `TemplateCurves`.
    #[wasm_bindgen(js_name = templateCurves, unchecked_return_type = "object")]
    pub fn template_curves(&self, test: bool, a: usize, b: usize) -> Result<JsValue, JsValue> {
        let [of_a, of_b] = self.with(|session| session.template_curves(test, [a, b]))?;
        Ok(object([
            ("a", JsValue::from(a)),
            ("b", JsValue::from(b)),
            ("of_a", curve(&of_a)),
            ("of_b", curve(&of_b)),
        ]))
    }

    /// How well the means tell each two classes of the test images apart: `TemplatePairs`.
    #[wasm_bindgen(js_name = templatePairs, unchecked_return_type = "object")]
    pub fn template_pairs(&self) -> Result<JsValue, JsValue> {
        let pairs = self.with(|session| session.template_pairs())?;
        Ok(object([
            ("accuracy", Float32Array::from(&pairs.accuracy[..]).into()),
            ("correct", whole_numbers(&pairs.correct)),
            ("count", whole_numbers(&pairs.count)),
        ]))
    }

    /// Begins to assess the classifier on the test images, the network as it is now; see
    /// [`assess`](Self::assess).
    /// How many images there are.
    #[wasm_bindgen(js_name = beginAssessment)]
    pub fn begin_assessment(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Classifier")] classifier: JsValue,
    ) -> Result<usize, JsValue> {
        let classifier: Classifier = from_js("classifier", classifier)?;
        self.with(|session| session.begin_assessment(classifier))
    }

    /// Goes on with it. `value` is there once all images are done.
    #[wasm_bindgen(unchecked_return_type = "Partly<Verdict>")]
    pub async fn assess(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Classifier")] classifier: JsValue,
        #[wasm_bindgen(unchecked_param_type = "[number, number] | null")] classes: JsValue,
    ) -> Result<JsValue, JsValue> {
        let classifier: Classifier = from_js("classifier", classifier)?;
        let classes: Option<[usize; 2]> = from_js("classes", classes)?;
        let mut session = self.take()?;
        let result = session.assess(classifier, classes).await;
        self.put_back(session);
        let (done, value) = result.map_err(thrown)?;
        let value = value.as_ref().map(verdict).transpose()?;
        Ok(object([
            ("done", JsValue::from(done)),
            ("value", value.unwrap_or(JsValue::NULL)),
        ]))
    }

    /// Single test images behind the classifier's last verdict: `Cases`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub fn cases(
        &self,
        #[wasm_bindgen(unchecked_param_type = "object")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request: CasesRequest = from_js("cases", request)?;
        let (found, images, labels) = self.with(|session| {
            let found = session.cases(&request)?;
            let indices = found.readings.iter().map(|reading| reading.index as usize);
            let (images, labels) = session.samples(true, indices)?;
            Ok((found, images, labels))
        })?;
        let of_each = |value: fn(&Reading) -> f64| floats(found.readings.iter().map(value));
        let indices: Vec<u32> = found.readings.iter().map(|case| case.index).collect();
        let predictions: Vec<u8> = found.readings.iter().map(|case| case.prediction).collect();
        Ok(object([
            ("total", JsValue::from(found.total)),
            ("first", JsValue::from(found.first)),
            ("step", to_js(&found.step)?),
            ("indices", whole_numbers(&indices)),
            ("labels", bytes(&labels)),
            ("predictions", bytes(&predictions)),
            ("probabilities", of_each(|case| case.of_prediction)),
            ("truth_probabilities", of_each(|case| case.of_truth)),
            ("losses", of_each(|case| case.loss)),
            ("images", bytes(&images)),
        ]))
    }

    /// All that is behind the classifier's last verdict: `Probabilities`.
    #[wasm_bindgen(unchecked_return_type = "object")]
    pub fn probabilities(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Classifier")] classifier: JsValue,
    ) -> Result<JsValue, JsValue> {
        let classifier: Classifier = from_js("classifier", classifier)?;
        let (step, values, labels) = self.with(|session| {
            let scores = session.scores(classifier)?;
            let labels = bytes(&session.split(true)?.labels);
            Ok((scores.step, scores.export(), labels))
        })?;
        Ok(object([
            ("step", to_js(&step)?),
            ("labels", labels),
            ("values", Float32Array::from(&values[..]).into()),
        ]))
    }
}

fn verdict(verdict: &Verdict) -> Result<JsValue, JsValue> {
    let value = to_js(verdict)?;
    // Plain arrays are what a serialiser makes of numbers.
    js_sys::Reflect::set(
        &value,
        &"confusion".into(),
        &whole_numbers(&verdict.confusion),
    )?;
    Ok(value)
}

fn curve(curve: &Curve) -> JsValue {
    object([
        ("indices", whole_numbers(&curve.indices)),
        ("to_a", Float32Array::from(&curve.to_a[..]).into()),
        ("to_b", Float32Array::from(&curve.to_b[..]).into()),
    ])
}

fn bytes(values: &[u8]) -> JsValue {
    Uint8Array::from(values).into()
}

fn whole_numbers(values: &[u32]) -> JsValue {
    Uint32Array::from(values).into()
}

fn floats(values: impl Iterator<Item = f64>) -> JsValue {
    let values: Vec<f32> = values.map(|value| value as f32).collect();
    Float32Array::from(&values[..]).into()
}
