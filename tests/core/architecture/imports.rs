//! The imports between the files of a crate: every `use` and every path in code, resolved through
//! re-exports to the file that defines the item.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::tokens::{Token, closing, tokens};

/// A module's path from the crate's root.
type Path = Vec<String>;

/// A path that a file names, and the place that it leads to.
#[derive(Debug)]
pub struct Import {
    pub from: usize,
    pub line: usize,
    /// Whether it is in test code.
    pub test: bool,
    pub target: Target,
}

/// The end of a resolved path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An item that this file defines.
    Item(usize),
    /// The module in this file, as a whole.
    Module(usize),
    /// Another crate.
    External(String),
}

/// The files of a crate and the imports between them.
pub struct Crate {
    root: &'static str,
    pub files: Vec<File>,
    pub imports: Vec<Import>,
    modules: BTreeMap<Path, Module>,
}

pub struct File {
    pub path: String,
    pub module: Path,
    pub tokens: Vec<Token>,
    /// Whether the whole file is test code.
    pub test: bool,
}

#[derive(Default)]
struct Module {
    file: usize,
    /// Names that `use` brings in, with their paths.
    names: HashMap<String, Path>,
    /// Paths of glob imports.
    globs: Vec<Path>,
    items: HashSet<String>,
}

/// A path in a file, before it is resolved.
struct Mention {
    from: usize,
    module: Path,
    segments: Path,
    line: usize,
    test: bool,
}

impl Crate {
    /// Reads the crate in the folder `root` from `(path below it, text)`. Its root file is `lib.rs` or
    /// `mod.rs`.
    pub fn new(root: &'static str, sources: &[(String, String)]) -> Self {
        let files = sources.iter().map(|(path, text)| File {
            path: path.clone(),
            module: module_path(path),
            tokens: tokens(text),
            test: false,
        });
        let mut this = Self {
            root,
            files: files.collect(),
            imports: Vec::new(),
            modules: BTreeMap::new(),
        };
        this.modules.insert(Path::new(), Module::default());
        for (index, file) in this.files.iter().enumerate() {
            let module = this.modules.entry(file.module.clone()).or_default();
            module.file = index;
        }
        let mut mentions = Vec::new();
        let mut test_modules = HashSet::new();
        for index in 0..this.files.len() {
            this.read(index, &mut mentions, &mut test_modules);
        }
        for file in &mut this.files {
            let mut ancestors = (1..=file.module.len()).map(|len| &file.module[..len]);
            file.test = ancestors.any(|module| test_modules.contains(module));
        }
        this.add_globs(&mut mentions);
        for mention in &mentions {
            if let Some(target) = this.resolve(&mention.module, &mention.segments, 0) {
                let test = mention.test || this.files[mention.from].test;
                this.imports.push(Import {
                    from: mention.from,
                    line: mention.line,
                    test,
                    target,
                });
            }
        }
        this
    }

    /// A file's path in the repository.
    pub fn path(&self, file: &File) -> String {
        format!("{}/{}", self.root, file.path)
    }

    /// Collects a file's modules, names, items and mentions of paths.
    fn read(&mut self, index: usize, mentions: &mut Vec<Mention>, tests: &mut HashSet<Path>) {
        let tokens = self.files[index].tokens.clone();
        let mut module = self.files[index].module.clone();
        // The closing brackets of the inline modules around the current token.
        let mut ends = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if ends.last() == Some(&at) {
                ends.pop();
                module.pop();
            }
            let token = &tokens[at];
            let next = |offset: usize| tokens.get(at + offset).map_or("", |t| &t.text[..]);
            let previous = at.checked_sub(1).map_or("", |i| &tokens[i].text[..]);
            match &token.text[..] {
                "mod" if next(2) == "{" => {
                    module.push(next(1).into());
                    let inner = self.modules.entry(module.clone()).or_default();
                    inner.file = index;
                    ends.push(closing(&tokens, at + 2));
                    at += 3;
                    continue;
                }
                "mod" if next(2) == ";" && token.test => {
                    let mut path = module.clone();
                    path.push(next(1).into());
                    tests.insert(path);
                }
                "use" if next(1) != "<" => {
                    let end = (at..tokens.len()).find(|&i| tokens[i].is(";"));
                    let end = end.expect("a `use` ends with a semicolon");
                    let mut leaves = Vec::new();
                    use_tree(&tokens[at + 1..end], &[], &mut leaves);
                    for (segments, alias, line) in leaves {
                        let own = self.modules.get_mut(&module).expect("it was added above");
                        match &alias[..] {
                            "*" => own.globs.push(segments.clone()),
                            _ => drop(own.names.insert(alias, segments.clone())),
                        }
                        mentions.push(Mention {
                            from: index,
                            module: module.clone(),
                            segments,
                            line,
                            test: token.test,
                        });
                    }
                    at = end;
                    continue;
                }
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static" => {
                    let own = self.modules.get_mut(&module).expect("it was added above");
                    own.items.insert(next(1).into());
                }
                name if token.is_name()
                    && next(1) == "::"
                    && previous != "::"
                    && name != "Self" =>
                {
                    let mut segments = vec![name.to_string()];
                    let mut end = at;
                    while tokens.get(end + 1).is_some_and(|t| t.is("::"))
                        && tokens.get(end + 2).is_some_and(Token::is_name)
                    {
                        segments.push(tokens[end + 2].text.clone());
                        end += 2;
                    }
                    mentions.push(Mention {
                        from: index,
                        module: module.clone(),
                        segments,
                        line: token.line,
                        test: token.test,
                    });
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// For each glob import of a module of this crate, adds the names in that module's scope that the
    /// importing file uses.
    fn add_globs(&self, mentions: &mut Vec<Mention>) {
        for (path, module) in &self.modules {
            for glob in &module.globs {
                let Some(Target::Module(_)) = self.resolve(path, glob, 0) else {
                    continue;
                };
                let source = self.module_at(path, glob).unwrap_or_default();
                let scope = &self.modules[&source];
                let tokens = &self.files[module.file].tokens;
                for token in tokens.iter().filter(|t| scope.names.contains_key(&t.text)) {
                    mentions.push(Mention {
                        from: module.file,
                        module: source.clone(),
                        segments: vec![token.text.clone()],
                        line: token.line,
                        test: token.test,
                    });
                }
            }
        }
    }

    /// The module that a path of modules leads to.
    fn module_at(&self, from: &[String], segments: &[String]) -> Option<Path> {
        let mut path = from.to_vec();
        for segment in segments {
            match &segment[..] {
                "crate" => path.clear(),
                "self" => {}
                "super" => drop(path.pop()),
                name => path.push(name.into()),
            }
        }
        self.modules.contains_key(&path).then_some(path)
    }

    /// The target of a path in a module. `None` if its first name is local or unknown.
    fn resolve(&self, from: &[String], segments: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = segments.split_first()?;
        if depth > 16 {
            return None;
        }
        let mut module = from.to_vec();
        match &first[..] {
            "crate" => module.clear(),
            "self" => {}
            "super" => drop(module.pop()),
            name => {
                if self.knows(&module, name) {
                    rest = segments;
                } else if self.modules[&module].items.contains(name) {
                    return None;
                } else {
                    let glob = self.through_globs(&module, segments, depth);
                    let external = || Target::External(name.into());
                    return glob.or_else(|| Some(external()).filter(|_| segments.len() > 1));
                }
            }
        }
        while let Some((name, after)) = rest.split_first() {
            if name == "super" {
                module.pop();
                rest = after;
                continue;
            }
            let mut child = module.clone();
            child.push(name.clone());
            let own = &self.modules[&module];
            let alias = own.names.get(name).filter(|alias| *alias != segments);
            // A function and a module may share a name: as the last one it is the function.
            if self.modules.contains_key(&child) && (!after.is_empty() || alias.is_none()) {
                module = child;
                rest = after;
                continue;
            }
            if let Some(alias) = alias {
                let path: Path = alias.iter().chain(after).cloned().collect();
                return self.resolve(&module, &path, depth + 1);
            }
            if own.items.contains(name) {
                return Some(Target::Item(own.file));
            }
            let found = self.through_globs(&module, rest, depth);
            return found.or(Some(Target::Item(own.file)));
        }
        Some(Target::Module(self.modules[&module].file))
    }

    /// Whether a name is a module or an import in a module.
    fn knows(&self, module: &[String], name: &str) -> bool {
        let mut child = module.to_vec();
        child.push(name.into());
        self.modules.contains_key(&child) || self.modules[module].names.contains_key(name)
    }

    /// The target of a path whose first name comes from a glob import.
    fn through_globs(&self, module: &[String], rest: &[String], depth: usize) -> Option<Target> {
        self.modules[module].globs.iter().find_map(|glob| {
            let source = self.module_at(module, glob)?;
            let known = self.knows(&source, &rest[0]);
            (known || self.modules[&source].items.contains(&rest[0]))
                .then(|| match known {
                    true => self.resolve(&source, rest, depth + 1),
                    false => Some(Target::Item(self.modules[&source].file)),
                })
                .flatten()
        })
    }
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are `[a, b]`.
fn module_path(path: &str) -> Path {
    let path = path.trim_end_matches(".rs");
    let path = path
        .strip_suffix("mod")
        .filter(|p| p.is_empty() || p.ends_with('/'))
        .unwrap_or(path);
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts
        .filter(|part| *part != "lib")
        .map(Into::into)
        .collect()
}

/// Adds the paths of a `use` tree to `leaves`, each with the name that it brings in (`*` for a glob).
fn use_tree(tokens: &[Token], prefix: &[String], leaves: &mut Vec<(Path, String, usize)>) {
    let mut path = prefix.to_vec();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        match &token.text[..] {
            "{" => {
                let end = closing(tokens, at);
                let mut start = at + 1;
                while start < end {
                    let mut stop = start;
                    while stop < end && !tokens[stop].is(",") {
                        stop = if tokens[stop].is("{") {
                            closing(tokens, stop)
                        } else {
                            stop
                        };
                        stop += 1;
                    }
                    use_tree(&tokens[start..stop], &path, leaves);
                    start = stop + 1;
                }
                return;
            }
            "*" => return leaves.push((path, "*".into(), token.line)),
            "as" => {
                let alias = tokens[at + 1].text.clone();
                return leaves.push((path, alias, token.line));
            }
            "self" if !path.is_empty() => {}
            name if token.is_name() => path.push(name.into()),
            _ => {}
        }
        at += 1;
    }
    if let (Some(last), Some(token)) = (path.last().cloned(), tokens.last()) {
        leaves.push((path, last, token.line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The imports of `a.rs` in a small crate, as `(line, file or crate)`.
    fn imports_of_a(text: &str) -> Vec<(usize, String)> {
        let sources = [
            ("lib.rs", "pub mod a; pub mod b; pub mod c;"),
            ("a.rs", text),
            (
                "b/mod.rs",
                "mod inner; pub use inner::{Thing, thing as renamed}; pub fn own() {}",
            ),
            ("b/inner.rs", "pub struct Thing; pub fn thing() {}"),
            ("c.rs", "pub use crate::b::Thing; pub const C: u8 = 1;"),
        ];
        let sources = sources.map(|(path, text)| (path.to_string(), text.to_string()));
        let parsed = Crate::new("src", &sources);
        let imports = parsed.imports.iter().filter(|import| import.from == 1);
        let name = |target: &Target| match target {
            Target::Item(file) => parsed.files[*file].path.clone(),
            Target::Module(file) => format!("module {}", parsed.files[*file].path),
            Target::External(name) => format!("extern {name}"),
        };
        imports.map(|i| (i.line, name(&i.target))).collect()
    }

    fn check(text: &str, expected: &[(usize, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(l, f)| (*l, f.to_string())).collect();
        assert_eq!(imports_of_a(text), expected, "{text}");
    }

    #[test]
    fn use_trees_are_read() {
        check(
            "use crate::{b::{self, own},\n c::C as D};\nuse super::b::renamed;",
            &[
                (1, "module b/mod.rs"),
                (1, "b/mod.rs"),
                (2, "c.rs"),
                (3, "b/inner.rs"),
            ],
        );
    }

    #[test]
    fn re_exports_lead_to_the_file_that_defines_the_item() {
        check("pub use crate::c::Thing;", &[(1, "b/inner.rs")]);
        check("use crate::b::own;", &[(1, "b/mod.rs")]);
    }

    #[test]
    fn paths_in_code_count() {
        check("fn f() -> crate::c::X {}", &[(1, "c.rs")]);
        check(
            "use crate::b;\nfn f() { b::own(); b::Thing::new(); std::mem::drop(1) }",
            &[
                (1, "module b/mod.rs"),
                (2, "b/mod.rs"),
                (2, "b/inner.rs"),
                (2, "extern std"),
            ],
        );
    }

    #[test]
    fn comments_strings_and_own_items_do_not_count() {
        check(
            "//! [`crate::b`]\n/// crate::c\nenum E { V }\nconst S: &str = \"crate::c::C\"; fn f() { E::V; }",
            &[],
        );
    }

    #[test]
    fn a_glob_brings_in_the_names_that_are_used() {
        check(
            "use crate::b::*; fn f(_: Thing) {}",
            &[(1, "module b/mod.rs"), (1, "b/inner.rs")],
        );
    }

    #[test]
    fn inline_modules_have_their_own_super() {
        check("mod x { use super::super::c::C; }", &[(1, "c.rs")]);
        check("mod x { pub struct Y; }\nuse x::Y;", &[(2, "a.rs")]);
    }
}
