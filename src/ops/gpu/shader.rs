//! What all shaders have in common, as text.

/// How a buffer is seen in a shader.
#[derive(Clone, Copy)]
pub enum Seen {
    /// Numbers.
    Floats,
    /// Whole numbers, not negative.
    Words,
}

/// A module: `buffers` bound in order, behind them `info` if it has any words (a multiple of four),
/// `functions`, and `body` in an entry point.
///
/// All are bound to be read and written: CubeCL may put several tensors into one of the device's
/// buffers, which can then not be bound for both. And all are mentioned: what a module does not use
/// is no part of its layout.
pub fn module(buffers: &[(&str, Seen)], info: usize, functions: &str, body: &str) -> String {
    let (mut text, mut mentions) = (String::new(), String::new());
    for (i, (name, seen)) in buffers.iter().enumerate() {
        let kind = match seen {
            Seen::Floats => "f32",
            Seen::Words => "u32",
        };
        text +=
            &format!("@group(0) @binding({i}) var<storage, read_write> {name}: array<{kind}>;\n");
        mentions += &format!("_ = arrayLength(&{name});\n");
    }
    if info > 0 {
        let (at, blocks) = (buffers.len(), info.div_ceil(4));
        text += &format!("@group(0) @binding({at}) var<uniform> info: array<vec4u, {blocks}>;\n");
        mentions += "_ = info[0].x;\n";
    }
    let size = super::launch::WORKGROUP;
    text + functions
        + &format!(
            "@compute @workgroup_size({size})\nfn main(@builtin(global_invocation_id) id: vec3u) {{\n{mentions}{body}\n}}\n"
        )
}

/// A line for each of `0..count`.
pub fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| line(i) + "\n").collect()
}

/// Four numbers as one vector.
pub fn vector(part: impl Fn(usize) -> String) -> String {
    format!("vec4f({}, {}, {}, {})", part(0), part(1), part(2), part(3))
}
