//! A thousand rounds of loading and freeing do not need more memory than a hundred. Alone in its process, as others
//! would add to it.
use std::path::Path;

use deepspeech::Model;

fn resident_pages() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

fn load_and_free(rounds: usize) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    for _ in 0..rounds {
        let mut model = Model::load_from_files(&golden.join("model/output_graph.tflite")).unwrap();
        model.enable_external_scorer(&golden.join("kenlm.scorer")).unwrap();
        let mut stream = model.create_stream().unwrap();
        stream.feed_audio(&[0; 800]);
        stream.finish_with_metadata(2).unwrap();
        drop(model.create_stream().unwrap());
    }
}

#[test]
fn nothing_grows() {
    load_and_free(100);
    let before = resident_pages().expect("Linux tells the resident memory");
    load_and_free(1000);
    let grown = resident_pages().expect("Linux tells the resident memory").saturating_sub(before);
    assert!(grown * 4096 < 8 << 20, "resident memory grew by {} pages", grown);
}
