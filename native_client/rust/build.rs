//! Tells the linker where libdeepspeech is: in `DEEPSPEECH_LIB_DIR`, otherwise in `lib` of this crate, otherwise in the
//! checkout.
use std::env;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-env-changed=DEEPSPEECH_LIB_DIR");
    println!("cargo:rustc-link-lib=dylib=deepspeech");
    let crate_dir = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let candidates = [
        env::var_os("DEEPSPEECH_LIB_DIR").map(PathBuf::from),
        Some(crate_dir.join("lib")),
        Some(crate_dir.join("../python/deepspeech/lib")),
    ];
    let has_library = |dir: &&PathBuf| Path::new(dir).join("libdeepspeech.so").is_file();
    if let Some(dir) = candidates.iter().flatten().find(has_library) {
        println!("cargo:rustc-link-search=native={}", dir.display());
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", dir.display());
        println!("cargo:root={}", dir.display());
    }
}
