//! The data and the results as JavaScript gets them.

use js_sys::Uint32Array;

use super::*;

#[wasm_bindgen_test]
async fn the_data_are_shown_as_the_arrays_that_are_promised() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let whole = |value: &JsValue, key| get(value, key).dyn_into::<Uint32Array>().unwrap().to_vec();
    let bytes = |value: &JsValue, key| get(value, key).dyn_into::<Uint8Array>().unwrap().to_vec();

    let statistics = engine.statistics(false).unwrap();
    assert_eq!(get(&statistics, "split").as_string().unwrap(), "train");
    assert_eq!(number(&statistics, "count"), 64.0);
    assert_eq!(
        whole(&statistics, "histogram").iter().sum::<u32>(),
        64 * 784
    );
    let counts = whole(&statistics, "class_counts");

    let page = engine.browse(false, Some(3), 1, 2).unwrap();
    assert_eq!(number(&page, "total") as u32, counts[3]);
    assert_eq!(bytes(&page, "labels"), [3, 3]);
    let chosen: Vec<usize> = (whole(&page, "indices").iter())
        .map(|&index| index as usize)
        .collect();
    let samples = engine.samples(false, chosen.clone()).unwrap();
    assert_eq!(bytes(&page, "images"), bytes(&samples, "images"));
    let all = engine.browse(true, None, 0, 100).unwrap();
    assert_eq!(whole(&all, "indices").len(), 20);
    assert_eq!(
        code(&engine.browse(true, Some(10), 0, 1).unwrap_err()),
        "config-invalid"
    );

    let input = engine.network_input(false, chosen[0], 0).unwrap();
    assert!(get(&input, "augmented").is_null());
    assert_eq!(get(&input, "input_kind").as_string().unwrap(), "unit");
    let pixels = bytes(&input, "image");
    for (value, pixel) in floats(&input, "input").iter().zip(pixels) {
        assert_eq!(*value, f32::from(pixel) / 255.0);
    }

    let templates = engine.templates().unwrap();
    assert_eq!(floats(&templates, "means").len(), 7840);
    assert_eq!(whole(&templates, "counts"), counts);
    let curves = engine.template_curves(false, 3, 5).unwrap();
    let of_b = get(&curves, "of_b");
    assert_eq!(whole(&of_b, "indices").len(), counts[5] as usize);
    assert_eq!(floats(&of_b, "to_a").len(), counts[5] as usize);
    let pairs = engine.template_pairs().unwrap();
    assert_eq!(floats(&pairs, "accuracy").len(), 100);
    assert_eq!(whole(&pairs, "count")[35], whole(&pairs, "count")[53]);
}

#[wasm_bindgen_test]
async fn a_verdict_comes_with_the_images_behind_it() {
    for (name, _) in BACKENDS {
        let engine = ready(name).await;
        let request = json(
            r#"{"classifier": "network", "truth": null, "only": "wrong", "order": "loss",
            "descending": true, "first": 0, "count": 5}"#,
        );
        let none = engine.cases(request.clone()).unwrap_err();
        assert_eq!(code(&none), "no-verdict");
        assert_eq!(engine.begin_assessment("network".into()).unwrap(), 20);
        let part = engine
            .assess("network".into(), JsValue::NULL)
            .await
            .unwrap();
        let verdict = get(&part, "value");
        let confusion = get(&verdict, "confusion").dyn_into::<Uint32Array>();
        assert_eq!(confusion.unwrap().to_vec().iter().sum::<u32>(), 20);
        assert_eq!(number(&verdict, "step"), 0.0);
        let bins = get(&get(&verdict, "calibration"), "bins").unchecked_into::<Array>();
        assert_eq!(bins.length(), 10, "{name}");
        engine.begin_evaluation().unwrap();
        let headline = get(&engine.evaluate().await.unwrap(), "value");
        assert_eq!(
            number(&verdict, "accuracy"),
            number(&headline, "accuracy"),
            "{name}"
        );

        let cases = engine.cases(request).unwrap();
        let wrong = number(&verdict, "count") - number(&verdict, "correct");
        assert_eq!(number(&cases, "total"), wrong);
        let losses = floats(&cases, "losses");
        assert!(losses.is_sorted_by(|a, b| a >= b), "{name}: {losses:?}");
        let rows = engine.probabilities("network".into()).unwrap();
        let values = floats(&rows, "values");
        let indices = get(&cases, "indices")
            .unchecked_into::<Uint32Array>()
            .to_vec();
        let labels = get(&cases, "labels")
            .unchecked_into::<Uint8Array>()
            .to_vec();
        let truths = floats(&cases, "truth_probabilities");
        for (i, index) in indices.iter().enumerate() {
            let place = *index as usize * 10 + usize::from(labels[i]);
            assert_eq!(truths[i], values[place], "{name}");
        }
        let seven = json("[7, 12]");
        let absurd = engine.assess("template".into(), seven).await.unwrap_err();
        assert_eq!(code(&absurd), "config-invalid");
    }
}
