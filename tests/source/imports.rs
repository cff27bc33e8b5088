//! The rooms of the house: every import goes along the arrows of ARCHITECTURE.md, and none goes in a circle.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{Visit, visit_item_mod, visit_path};

/// The rooms of the core, each with the rooms that it may import from.
const CORE: &[(&str, &[&str])] = &[
    ("scheme", &[]),
    ("error", &["scheme"]),
    ("alloc", &["error"]),
    ("random", &["error"]),
    ("secrets", &["random", "alloc", "error", "scheme"]),
    ("kernel", &["alloc", "error", "scheme"]),
    ("cipher", &["kernel", "secrets", "random", "alloc", "error", "scheme"]),
    ("events", &["kernel", "alloc", "error"]),
    ("request", &["kernel", "alloc", "error", "scheme"]),
    ("upload", &["request", "events", "cipher", "alloc", "error"]),
];
const FFI: &[(&str, &[&str])] = &[("boundary", &[]), ("exports", &["boundary"])];

#[test]
fn the_core() {
    check("netcore-aes-core", Some(CORE));
}

#[test]
fn the_c_abi() {
    check("netcore-aes-ffi", Some(FFI));
}

#[test]
fn the_command_line() {
    check("netcore-aes-cli", None);
}

#[test]
fn the_library_that_sends() {
    check("netcore-aes-send", None);
}

#[test]
fn the_sandbox() {
    check("netcore-aes-sandbox", None);
}

#[test]
fn the_python_package() {
    check("netcore-aes-py", None);
}

/// Checks a crate: no circle of files and, given its rooms, no import that is not among them.
fn check(name: &str, rooms: Option<&[(&str, &[&str])]>) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name).join("src");
    let mut files = BTreeMap::new();
    read_folder(&src, &[], &mut files);
    let imports: BTreeMap<_, _> = files.keys().map(|file| (file.clone(), imports_of(file, &files))).collect();
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 5, "{name}: few imports were found");

    let room = |file: &[String]| file.first().cloned().unwrap_or_default();
    for (file, imported) in rooms.iter().flat_map(|_| &imports) {
        let allowed = rooms.unwrap().iter().find(|(name, _)| *name == room(file));
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{name}: the test does not know the room of {file:?}"));
        for other in imported.iter().filter(|other| room(other) != room(file)) {
            assert!(allowed.contains(&room(other).as_str()), "{name}: {file:?} must not import {other:?}");
        }
    }
    let mut done = BTreeSet::new();
    for file in imports.keys() {
        find_circle(file, &imports, &mut Vec::new(), &mut done);
    }
}

/// A file, as the path of its module.
type Module = Vec<String>;

/// Reads the files of a folder, but for the crate's face and what is compiled for tests alone.
fn read_folder(folder: &Path, module: &[String], files: &mut BTreeMap<Module, PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let child = [module, std::slice::from_ref(&name)].concat();
        match name.as_str() {
            "tests" | "lib" => {}
            "mod" => drop(files.insert(module.to_vec(), path)),
            _ if path.is_dir() => read_folder(&path, &child, files),
            // The sandbox has a page beside its Rust.
            _ if path.extension().is_none_or(|extension| extension != "rs") => {}
            _ => drop(files.insert(child, path)),
        }
    }
}

/// The files that a file imports from; of a path into a folder, the folder's own file.
fn imports_of(file: &Module, files: &BTreeMap<Module, PathBuf>) -> BTreeSet<Module> {
    let source = std::fs::read_to_string(&files[file]).unwrap();
    let mut paths = Paths { prefix: Vec::new(), found: Vec::new() };
    paths.visit_file(&syn::parse_file(&source).unwrap());
    let mut imports = BTreeSet::new();
    for path in paths.found {
        let first = path.first().map(String::as_str);
        let mut target = if first == Some("crate") { Module::new() } else { file.clone() };
        for segment in &path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(target.pop()),
                name => {
                    target.push(name.to_owned());
                    if !files.keys().any(|known| known.starts_with(&target)) {
                        target.pop();
                        break;
                    }
                }
            }
        }
        assert!(!target.is_empty() || first != Some("crate"), "{file:?} imports {path:?} through lib.rs");
        if target != *file && !target.is_empty() {
            imports.insert(target);
        }
    }
    imports
}

/// Follows imports from a file; a file that comes again is a circle.
fn find_circle(
    file: &Module,
    imports: &BTreeMap<Module, BTreeSet<Module>>,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) {
    assert!(!way.contains(file), "a circle of imports: {way:?} and back to {file:?}");
    if done.contains(file) {
        return;
    }
    way.push(file.clone());
    for imported in imports.get(file).into_iter().flatten() {
        find_circle(imported, imports, way, done);
    }
    way.pop();
    done.insert(file.clone());
}

/// Collects every path of a file, as its segments.
struct Paths {
    prefix: Module,
    found: Vec<Module>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg") && is_for_tests(attribute));
        if !is_test {
            visit_item_mod(self, module);
        }
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
        self.prefix.push(path.ident.to_string());
        self.visit_use_tree(&path.tree);
        self.prefix.pop();
    }

    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.found.push([&*self.prefix, &[name.ident.to_string()]].concat());
    }

    fn visit_use_rename(&mut self, rename: &'ast syn::UseRename) {
        self.found.push([&*self.prefix, &[rename.ident.to_string()]].concat());
    }

    fn visit_use_glob(&mut self, _: &'ast syn::UseGlob) {
        self.found.push(self.prefix.clone());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit_path(self, path);
    }
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.parse_args::<syn::Ident>().is_ok_and(|argument| argument == "test")
}
