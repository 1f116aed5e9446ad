//! The crate's structure, read from its text: layers, import cycles, and the names that only some
//! files may use. `src/README.md` explains the rules; each failure names the files and the line.

mod imports;
mod tokens;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use self::imports::{Crate, Import, Target};
use self::tokens::Token;

/// The layers from top to bottom. A module imports from lower layers only, and from other modules of
/// its own layer as long as that makes no cycle. The last layer may be used by all.
const LAYERS: [&[&str]; 7] = [
    &["web"],
    &["session"],
    &["backend", "train", "evaluate", "inspect", "store"],
    &["recipe"],
    &["model"],
    &["ops"],
    &["data", "draw", "error", "random", "team"],
];

/// The files that name burn's backends.
const BACKEND_FILES: [&str; 4] = ["backend/", "ops/cpu/", "ops/gpu/", "ops/extension.rs"];

/// The files that use the package of CPU kernels.
const KERNEL_FILES: [&str; 1] = ["ops/"];

/// The files that know JavaScript: the bindings, and the storage of the browser.
const JAVASCRIPT_FILES: [&str; 2] = ["web/", "store/"];

const JAVASCRIPT_NAMES: [&str; 7] = [
    "JsValue",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "serde_wasm_bindgen",
    "console_error_panic_hook",
];

/// Methods that wait for a tensor's values. A browser's GPU cannot be waited for.
const SYNCHRONOUS_READS: [&str; 5] = [
    "into_data",
    "to_data",
    "try_into_data",
    "into_scalar",
    "execute",
];

/// The files below a folder as `(path, text)`, in order, without those below the folders `except`.
fn sources(root: &Path, except: &[&str]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).expect("a folder can be read");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            let below = path.strip_prefix(root).expect("it is below the root");
            let below = below.to_str().expect("names are UTF-8").replace('\\', "/");
            if path.is_dir() && !except.contains(&&below[..]) {
                folders.push(path);
            } else if below.ends_with(".rs") {
                files.push((
                    below,
                    fs::read_to_string(&path).expect("a file can be read"),
                ));
            }
        }
    }
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

/// The crate `digit-lab`.
fn lab() -> Crate {
    Crate::new(
        "src",
        &sources(root(), &["files", "kernels", "module", "photo"]),
    )
}

/// The crate `digit-lab-kernels`.
fn kernels() -> Crate {
    Crate::new("src/kernels", &sources(&root().join("kernels"), &[]))
}

fn assert_none(violations: &[String], rule: &str) {
    let list = violations.join("\n  ");
    assert!(violations.is_empty(), "{rule}\n  {list}\n");
}

#[test]
fn imports_follow_the_layers() {
    assert_none(
        &against_the_layers(&lab()),
        "A module imports from its own layer and from lower ones:",
    );
}

#[test]
fn files_do_not_import_each_other() {
    for parsed in [lab(), kernels()] {
        assert_none(
            &cycles(&parsed),
            "Files do not import each other in a cycle, except a module and its child:",
        );
    }
}

#[test]
fn only_some_files_name_backends() {
    assert_none(
        &names_outside(&lab(), &BACKEND_FILES, is_backend),
        "Only src/backend and the implementations in src/ops name burn's backends:",
    );
    assert_none(
        &names_outside(&lab(), &KERNEL_FILES, |name| name == "digit_lab_kernels"),
        "Only src/ops uses the CPU kernels:",
    );
}

#[test]
fn only_some_files_know_javascript() {
    assert_none(
        &names_outside(&lab(), &JAVASCRIPT_FILES, |name| {
            JAVASCRIPT_NAMES.contains(&name)
        }),
        "Only src/web knows JavaScript's values, and src/store the browser's storage:",
    );
}

#[test]
fn no_tensor_is_read_synchronously() {
    assert_none(
        &calls(&lab(), |before, name| {
            SYNCHRONOUS_READS.contains(&name) && (before.is(".") || before.is("::"))
        }),
        "Tensors are read by `ops::read`, asynchronously:",
    );
}

#[test]
fn no_device_is_taken_by_default() {
    let parsed = lab();
    let mut violations = Vec::new();
    for file in &parsed.files {
        for path in file.tokens.windows(3) {
            if path[0].is("Device") && path[1].is("::") && path[2].is("default") {
                violations.push(format!("{}:{}", parsed.path(file), path[0].line));
            }
        }
    }
    assert_none(
        &violations,
        "A device is opened by src/backend and passed down:",
    );
}

/// Every file, folder, function and type that `src/README.md` names in backticks.
#[test]
fn the_architecture_document_is_current() {
    let document = fs::read_to_string(root().join("README.md")).expect("the document can be read");
    let mut code = sources(root(), &[]);
    code.extend(sources(&root().join("../tests"), &[]));
    let names: BTreeSet<String> = code
        .iter()
        .flat_map(|(_, text)| tokens::tokens(text))
        .map(|token| token.text)
        .collect();
    let missing = |mention: &str| {
        missing_names(mention, &names, |path| {
            ["", "src"]
                .iter()
                .any(|folder| root().join("..").join(folder).join(path).exists())
        })
    };
    let mut violations = Vec::new();
    for (number, line) in (1..).zip(document.lines()) {
        let mentions = line.split('`').skip(1).step_by(2);
        let missing = mentions.filter(|mention| missing(mention));
        violations.extend(missing.map(|mention| format!("src/README.md:{number}: {mention}")));
    }
    assert_none(
        &violations,
        "The architecture document names things that exist:",
    );
}

/// Whether a mention in a document is a path without a file, or code of which a name is unknown.
/// Commands, options and formulas, which have spaces or other signs, are not checked.
fn missing_names(mention: &str, names: &BTreeSet<String>, exists: impl Fn(&str) -> bool) -> bool {
    let plain = mention.trim_end_matches("()").trim_end_matches('!');
    let is_code = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    if mention.contains('/') || mention.ends_with(".rs") || mention.ends_with(".toml") {
        !mention.contains(' ') && !exists(mention)
    } else if plain.chars().all(is_code) && !plain.is_empty() {
        !exists(plain) && !plain.split("::").all(|name| names.contains(name))
    } else {
        false
    }
}

/// The layer of a file, from 0 at the top, and its top-level module. `None` for the crate's root.
fn layer(parsed: &Crate, file: usize) -> Option<(usize, &str)> {
    let module = parsed.files[file].module.first()?;
    let layer = LAYERS.iter().position(|layer| layer.contains(&&module[..]));
    Some((layer.unwrap_or(usize::MAX), module))
}

fn target(import: &Import) -> Option<usize> {
    match import.target {
        Target::Item(file) | Target::Module(file) => Some(file),
        Target::External(_) => None,
    }
}

/// `src/a.rs:1 → src/b.rs`.
fn arrow(parsed: &Crate, import: &Import) -> String {
    let path = |file: usize| parsed.path(&parsed.files[file]);
    let to = target(import).map(path).unwrap_or_default();
    format!("{}:{} → {to}", path(import.from), import.line)
}

fn against_the_layers(parsed: &Crate) -> Vec<String> {
    let mut violations = BTreeSet::new();
    // Between the modules of a layer: one import for each pair.
    let mut across: BTreeMap<(&str, &str), &Import> = BTreeMap::new();
    for (index, file) in parsed.files.iter().enumerate() {
        if layer(parsed, index).is_some_and(|(layer, _)| layer == usize::MAX) {
            violations.insert(format!("{}: its module is in no layer", parsed.path(file)));
        }
    }
    for import in &parsed.imports {
        let from = layer(parsed, import.from);
        let to = target(import).and_then(|to| layer(parsed, to));
        let (Some((from, module)), Some((to, other))) = (from, to) else {
            continue;
        };
        // Tests open a device where the code is given one.
        let opens = import.test && other == "backend";
        if from > to && from != usize::MAX && !opens {
            violations.insert(arrow(parsed, import));
        } else if from == to && module != other && !import.test {
            across.entry((module, other)).or_insert(import);
        }
    }
    let pairs: Vec<_> = across.keys().copied().collect();
    for cycle in shortest_cycles(&pairs) {
        let imports = cycle.iter().map(|pair| arrow(parsed, across[pair]));
        violations.insert(imports.collect::<Vec<_>>().join(", "));
    }
    violations.into_iter().collect()
}

fn cycles(parsed: &Crate) -> Vec<String> {
    let mut imports: BTreeMap<(usize, usize), &Import> = BTreeMap::new();
    for import in parsed.imports.iter().filter(|import| !import.test) {
        let Target::Item(to) = import.target else {
            continue;
        };
        let (child, parent) = (&parsed.files[import.from].module, &parsed.files[to].module);
        let of_parent = child
            .split_last()
            .is_some_and(|(_, rest)| rest == &parent[..]);
        if to != import.from && !of_parent {
            imports.entry((import.from, to)).or_insert(import);
        }
    }
    let pairs: Vec<_> = imports.keys().copied().collect();
    let cycles = shortest_cycles(&pairs).into_iter().map(|cycle| {
        let arrows = cycle.iter().map(|pair| arrow(parsed, imports[pair]));
        arrows.collect::<Vec<_>>().join(", ")
    });
    cycles.collect()
}

/// Cycles of edges, shortest first, of which no two share an edge. There is at least one if any edge
/// is on a cycle.
fn shortest_cycles<T: Ord + Copy>(edges: &[(T, T)]) -> Vec<Vec<(T, T)>> {
    let mut found = BTreeSet::new();
    for &(start, _) in edges {
        let mut previous: BTreeMap<T, T> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for &(from, to) in edges.iter().filter(|(from, _)| *from == node) {
                if let Entry::Vacant(entry) = previous.entry(to) {
                    entry.insert(from);
                    queue.push_back(to);
                }
            }
        }
        if !previous.contains_key(&start) {
            continue;
        }
        let mut cycle = vec![(previous[&start], start)];
        while cycle[0].0 != start {
            let first = cycle[0].0;
            cycle.insert(0, (previous[&first], first));
        }
        let least = (0..cycle.len()).min_by_key(|&i| cycle[i].0).unwrap_or(0);
        cycle.rotate_left(least);
        found.insert((cycle.len(), cycle));
    }
    let mut listed = BTreeSet::new();
    let cycles = found.into_iter().map(|(_, cycle)| cycle);
    cycles
        .filter(|cycle| {
            let is_new = cycle.iter().all(|edge| !listed.contains(edge));
            listed.extend(cycle.iter().copied().filter(|_| is_new));
            is_new
        })
        .collect()
}

/// Whether a name belongs to one of burn's backends.
fn is_backend(name: &str) -> bool {
    let plain = name.to_lowercase().replace('_', "");
    ["ndarray", "wgpu", "cubecl"]
        .iter()
        .any(|backend| plain.contains(backend))
        || name.starts_with("Cube")
        || ["flex", "Flex", "FlexTensor", "FlexDevice", "burn_flex"].contains(&name)
}

/// Where files outside `allowed` use a name in code that is not a test.
fn names_outside(parsed: &Crate, allowed: &[&str], is: impl Fn(&str) -> bool) -> Vec<String> {
    let files = parsed
        .files
        .iter()
        .filter(|file| !file.test && !allowed.iter().any(|allowed| file.path.starts_with(allowed)));
    let mut violations = BTreeSet::new();
    for file in files {
        for token in file.tokens.iter().filter(|t| !t.test && is(&t.text)) {
            violations.insert(format!(
                "{}:{}: {}",
                parsed.path(file),
                token.line,
                token.text
            ));
        }
    }
    violations.into_iter().collect()
}

/// Where a function is called that `is(token before its name, name)`.
fn calls(parsed: &Crate, is: impl Fn(&Token, &str) -> bool) -> Vec<String> {
    let mut violations = Vec::new();
    for file in &parsed.files {
        for three in file.tokens.windows(3) {
            let called = three[2].is("(") || three[2].is("::");
            if called && is(&three[0], &three[1].text) {
                let (line, name) = (three[1].line, &three[1].text);
                violations.push(format!("{}:{line}: {name}", parsed.path(file)));
            }
        }
    }
    violations
}

/// The rules themselves, on crates that break them.
mod tests {
    use super::*;

    fn parse(sources: &[(&str, &str)]) -> Crate {
        let sources = sources
            .iter()
            .map(|(path, text)| (path.to_string(), text.to_string()));
        Crate::new("src", &sources.collect::<Vec<_>>())
    }

    #[test]
    fn an_import_from_a_higher_layer_is_found() {
        let parsed = parse(&[
            ("lib.rs", "mod ops; mod model; mod backend;"),
            (
                "ops.rs",
                "\nuse crate::model::Network;\n#[cfg(test)] mod tests { use crate::backend::open; }",
            ),
            ("model.rs", "pub struct Network; use crate::ops::X;"),
            ("backend.rs", "pub fn open() {}"),
        ]);
        assert_eq!(against_the_layers(&parsed), ["src/ops.rs:2 → src/model.rs"]);
    }

    #[test]
    fn a_module_without_a_layer_and_a_cycle_in_a_layer_are_found() {
        let parsed = parse(&[
            ("extra.rs", ""),
            ("train.rs", "use crate::evaluate::a;"),
            ("evaluate.rs", "use crate::train::b;"),
        ]);
        assert_eq!(
            against_the_layers(&parsed),
            [
                "src/evaluate.rs:1 → src/train.rs, src/train.rs:1 → src/evaluate.rs",
                "src/extra.rs: its module is in no layer",
            ]
        );
    }

    #[test]
    fn a_cycle_of_files_is_found_through_re_exports() {
        let parsed = parse(&[
            (
                "a/mod.rs",
                "mod b; mod c; mod d; pub use b::B; pub use c::C;",
            ),
            ("a/b.rs", "use super::C; pub struct B;"),
            ("a/c.rs", "use crate::a; pub struct C(a::B);"),
            ("a/d.rs", "use super::own;"),
        ]);
        assert_eq!(
            cycles(&parsed),
            ["src/a/b.rs:1 → src/a/c.rs, src/a/c.rs:1 → src/a/b.rs"]
        );
    }

    #[test]
    fn a_child_and_a_test_may_use_the_module_above() {
        let parsed = parse(&[
            ("a/mod.rs", "mod b; pub struct A(b::B);"),
            (
                "a/b.rs",
                "use super::A; pub struct B; #[cfg(test)] mod tests { use crate::c::C; }",
            ),
            ("c.rs", "use crate::a::b::B; pub struct C;"),
        ]);
        assert!(cycles(&parsed).is_empty());
    }

    #[test]
    fn forbidden_names_are_found_in_code_only() {
        let parsed = parse(&[
            (
                "a.rs",
                "/// NdArray\nuse burn::backend::NdArray;\n#[cfg(test)] use burn::backend::Flex;",
            ),
            ("backend/mod.rs", "use burn::backend::Wgpu;"),
        ]);
        let found = names_outside(&parsed, &BACKEND_FILES, is_backend);
        assert_eq!(found, ["src/a.rs:2: NdArray"]);
        assert!(["CubeTensor", "burn_wgpu", "WgpuDevice", "ndarray"].map(is_backend) == [true; 4]);
        assert!(["Webgpu", "flexible", "cube"].map(is_backend) == [false; 3]);
    }

    #[test]
    fn missing_names_in_a_document_are_found() {
        let names = BTreeSet::from(["Run".to_string(), "advance".to_string()]);
        let missing = |mention: &str| missing_names(mention, &names, |path| path == "a/b.rs");
        assert!(["a/c.rs", "b.rs", "Walk", "Run::retreat", "retreat()"].map(missing) == [true; 5]);
        let present = [
            "a/b.rs",
            "Run::advance",
            "advance()",
            "npm test",
            "[N, 1]",
            "loss.backward()",
        ];
        assert!(present.map(missing) == [false; 6]);
    }

    #[test]
    fn synchronous_reads_are_found() {
        let parsed = parse(&[(
            "a.rs",
            "fn f() { t.into_data();\n t.into_data_async().await; }",
        )]);
        let found = calls(&parsed, |_, name| SYNCHRONOUS_READS.contains(&name));
        assert_eq!(found, ["src/a.rs:1: into_data"]);
    }
}
