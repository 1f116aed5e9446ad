//! Helpers that generate the text of WGSL shaders.

/// The type of a buffer's elements in a shader.
#[derive(Clone, Copy)]
pub enum BufferType {
    /// `f32`
    Floats,
    /// `u32`
    Words,
}

/// A WGSL module: bindings for `buffers` in order, then one for `info` words of uniforms (a multiple of
/// four, or none), the `functions`, and an entry point with `body`.
///
/// All buffers are bound for reading and writing: CubeCL may place several tensors in one buffer of the
/// device, and WebGPU does not allow a buffer to be bound both read-only and writable. The entry point
/// mentions every binding, because the layout of a module contains only the bindings that it uses.
pub fn module(buffers: &[(&str, BufferType)], info: usize, functions: &str, body: &str) -> String {
    let (mut text, mut mentions) = (String::new(), String::new());
    for (i, (name, buffer_type)) in buffers.iter().enumerate() {
        let kind = match buffer_type {
            BufferType::Floats => "f32",
            BufferType::Words => "u32",
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

/// The lines `line(0)` to `line(count − 1)`.
pub fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|i| line(i) + "\n").collect()
}

/// A `vec4f` expression of the components `part(0)` to `part(3)`.
pub fn vector(part: impl Fn(usize) -> String) -> String {
    format!("vec4f({}, {}, {}, {})", part(0), part(1), part(2), part(3))
}
