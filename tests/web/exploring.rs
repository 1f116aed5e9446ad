//! The data and the results as JavaScript gets them.

use js_sys::Uint32Array;

use super::*;

#[wasm_bindgen_test]
async fn the_data_are_shown_as_the_arrays_that_are_promised() {
    let (name, _) = BACKENDS[0];
    let engine = ready(name).await;
    let whole = |value: &JsValue, key| get(value, key).dyn_into::<Uint32Array>().unwrap().to_vec();
    let bytes = |value: &JsValue, key| get(value, key).dyn_into::<Uint8Array>().unwrap().to_vec();

    let statistics = engine.statistics(json(r#"{"split": "train"}"#)).unwrap();
    assert_eq!(get(&statistics, "split").as_string().unwrap(), "train");
    assert_eq!(number(&statistics, "count"), 64.0);
    assert_eq!(
        whole(&statistics, "histogram").iter().sum::<u32>(),
        64 * 784
    );
    let counts = whole(&statistics, "class_counts");

    let page = engine
        .browse(json(
            r#"{"split": "train", "class": 3, "first": 1, "count": 2}"#,
        ))
        .unwrap();
    assert_eq!(number(&page, "total") as u32, counts[3]);
    assert_eq!(bytes(&page, "labels"), [3, 3]);
    let request = json(r#"{"split": "train"}"#);
    Reflect::set(&request, &"indices".into(), &get(&page, "indices")).unwrap();
    let samples = engine.samples(request).unwrap();
    assert_eq!(bytes(&page, "images"), bytes(&samples, "images"));
    let all = engine
        .browse(json(r#"{"split": "test", "first": 0, "count": 100}"#))
        .unwrap();
    assert_eq!(whole(&all, "indices").len(), 20);
    assert_eq!(
        code(
            engine
                .browse(json(
                    r#"{"split": "test", "class": 10, "first": 0, "count": 1}"#
                ))
                .unwrap_err()
        ),
        "config-invalid"
    );

    let input = {
        let index = whole(&page, "indices")[0];
        let request = format!(r#"{{"split": "train", "index": {index}, "draw": 0}}"#);
        engine.network_input(json(&request)).unwrap()
    };
    assert!(get(&input, "augmented").is_null());
    assert_eq!(get(&input, "input_kind").as_string().unwrap(), "unit");
    let pixels = bytes(&input, "image");
    for (value, pixel) in floats(&input, "input").iter().zip(pixels) {
        assert_eq!(*value, f32::from(pixel) / 255.0);
    }

    let templates = engine.templates().unwrap();
    assert_eq!(floats(&templates, "means").len(), 7840);
    assert_eq!(whole(&templates, "counts"), counts);
    let curves = engine
        .template_curves(json(r#"{"a": 3, "b": 5, "split": "train"}"#))
        .unwrap();
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
        assert_eq!(code(none), "no-verdict");
        let network = json(r#"{"classifier": "network"}"#);
        assert_eq!(
            engine.begin_assessment(network.clone()).unwrap().as_f64(),
            Some(20.0)
        );
        let part = engine.assess(network.clone()).await.unwrap();
        let verdict = get(&part, "value");
        let confusion = get(&verdict, "confusion").unchecked_into::<Array>();
        let images = confusion.iter().map(|count| count.as_f64().unwrap());
        assert_eq!(images.sum::<f64>(), 20.0);
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
        let rows = engine.probabilities(network).unwrap();
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
        let absurd = json(r#"{"classifier": "template", "classes": [7, 12]}"#);
        let absurd = engine.assess(absurd).await.unwrap_err();
        assert_eq!(code(absurd), "config-invalid");
    }
}
