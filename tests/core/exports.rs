//! Files of the page and of the fixtures that are made of the crate's tables.
//!
//! `UPDATE=1 cargo test --test core exports` writes them anew.

use std::fs;

use digit_lab::model::spec::{Field, KINDS, LayerKind, LayerSpec};
use digit_lab::recipe::presets;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/run/layer-kinds.js");

fn field(field: &Field) -> String {
    let Field {
        name,
        least,
        most,
        step,
        standard,
    } = field;
    let standard = standard.map_or(String::new(), |value| format!(", standard: {value}"));
    format!("{{ name: \"{name}\", least: {least}, most: {most}, step: {step}{standard} }}")
}

fn kind(
    LayerKind {
        kind,
        named,
        fields,
    }: &LayerKind,
) -> String {
    let fields: Vec<_> = fields.iter().map(field).collect();
    let fields = match &fields[..] {
        [_, _, ..] => format!("[\n      {},\n    ]", fields.join(",\n      ")),
        few => format!("[{}]", few.join("")),
    };
    format!("  {{\n    kind: \"{kind}\",\n    named: {named},\n    fields: {fields},\n  }},\n")
}

#[test]
fn the_page_has_the_layers_fields_and_ranges_of_the_crate() {
    let kinds: String = KINDS.iter().map(kind).collect();
    let made = format!(
        "/** Every kind of layer with its fields. Made of `src/model/layer.rs` by `tests/core/exports.rs`. @module */\n
/** @type {{readonly import(\"./network-edit.js\").LayerKind[]}} */
export const LAYER_KINDS = [\n{kinds}];\n"
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(FILE, &made).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(found, made, "UPDATE=1 cargo test --test core exports");
}

#[test]
fn the_fixtures_have_the_networks_of_the_presets() {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/presets.json");
    let preset = |preset: presets::Preset| {
        let layers = serde_json::to_string(&preset.spec.layers).unwrap();
        format!("  \"{}\": {layers}", preset.config.preset)
    };
    let presets: Vec<_> = presets::all().into_iter().map(preset).collect();
    let made = format!("{{\n{}\n}}\n", presets.join(",\n"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(FILE, &made).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(
        found, made,
        "UPDATE=1 cargo test --test core exports, then make the fixtures again"
    );
}

/// A layer of every kind reads from JSON with its fields at either end of their ranges, and is refused beyond.
#[test]
fn the_ranges_are_those_that_are_checked() {
    for LayerKind {
        kind,
        named,
        fields,
    } in KINDS
    {
        let layer = |changed: Option<(&str, f64)>| {
            let name = if named { ", \"name\": \"a\"" } else { "" };
            let lists = if kind == "residual" {
                ", \"layers\": []"
            } else {
                ""
            };
            let numbers: String = fields
                .iter()
                .map(|field| {
                    let value = match changed {
                        Some((name, value)) if name == field.name => value,
                        // The padding must be less than the kernel.
                        _ if field.name == "kernel" => field.most,
                        _ => field.standard.unwrap_or(field.least),
                    };
                    format!(", \"{}\": {value}", field.name)
                })
                .collect();
            let json = format!("{{\"kind\": \"{kind}\"{name}{lists}{numbers}}}");
            let layer: LayerSpec = serde_json::from_str(&json).expect(&json);
            let network = match kind {
                "linear" | "log_softmax" => vec![LayerSpec::Flatten, layer],
                _ => vec![layer],
            };
            digit_lab::model::Spec::new(network).walk().1
        };
        assert_eq!(layer(None), None, "{kind}");
        for field in fields {
            for end in [field.least, field.most] {
                assert_eq!(
                    layer(Some((field.name, end))),
                    None,
                    "{kind}.{} {end}",
                    field.name
                );
            }
            let beyond = if field.name == "rate" {
                1.0
            } else {
                field.most + 1.0
            };
            assert!(
                layer(Some((field.name, beyond))).is_some(),
                "{kind}.{}",
                field.name
            );
        }
    }
}
