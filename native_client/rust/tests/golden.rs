//! The crate on the golden recordings. `DEEPSPEECH_TEST_COMMANDS` names a grammar for the test of commands.
#[path = "../examples/wav/mod.rs"]
mod wav;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use deepspeech::errors::{DeepspeechError, LibraryError};
use deepspeech::{error_details, resample, CommandGrammar, Model};

const TEXTS: [(&str, &str); 3] = [
    ("test0000.wav", "two nine six four"),
    ("test0001.wav", "her king buys your bright friend"),
    ("test0004.wav", "please close her brother"),
];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name)
}

fn model_path() -> PathBuf {
    golden("model/output_graph.tflite")
}

fn samples(name: &str) -> Vec<i16> {
    wav::read(&golden("wav").join(name)).expect("the recording can be read").samples
}

fn load() -> Model {
    let mut model = Model::load_from_files(&model_path()).expect("the model loads");
    model.enable_external_scorer(&golden("kenlm.scorer")).expect("the scorer loads");
    model
}

#[track_caller]
fn assert_code<T>(result: Result<T, DeepspeechError>, expected: LibraryError) {
    match result {
        Err(DeepspeechError::LibraryError(error)) if error == expected => {
            assert!(error.to_string().len() > " (0x0000)".len());
        }
        Err(other) => panic!("expected {}, got {}", expected, other),
        Ok(_) => panic!("expected {}", expected),
    }
}

#[test]
fn golden_recordings() {
    let model = load();
    for (name, expected) in TEXTS {
        let audio = samples(name);
        assert_eq!(model.speech_to_text(&audio).unwrap(), expected);
        let metadata = model.speech_to_text_with_metadata(&audio, 3).unwrap();
        assert_eq!(metadata.num_transcripts(), 3);
        assert_eq!(metadata.transcripts()[0].to_string(), expected);
        assert_eq!(metadata.transcripts()[0].num_tokens() as usize, expected.len());
        let words = model.speech_to_text_with_words(&audio).unwrap();
        let texts: Vec<&str> = words.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts.join(" "), expected);
    }
}

#[test]
fn writer_with_odd_chunks() {
    let model = load();
    for (name, expected) in TEXTS {
        let bytes: Vec<u8> = samples(name).iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut stream = model.create_stream().unwrap();
        for chunk in bytes.chunks(333) {
            stream.write_all(chunk).unwrap();
        }
        assert_eq!(stream.finish().unwrap(), expected);
    }
}

#[test]
fn streams_in_threads_outlive_their_model() {
    let model = load();
    let mut threads = Vec::new();
    for (name, expected) in TEXTS {
        let mut stream = model.create_stream().unwrap();
        threads.push(thread::spawn(move || {
            for chunk in samples(name).chunks(320) {
                stream.feed_audio(chunk);
            }
            assert_eq!(stream.finish().unwrap(), expected);
        }));
    }
    drop(model);
    for thread in threads {
        thread.join().expect("the results are equal");
    }
}

#[test]
fn endpointing_and_emissions() {
    let mut model = load();
    let mut without = model.create_stream().unwrap();
    assert!(without.emissions(0).unwrap().is_none());
    model.set_keep_emissions(true).unwrap();
    let mut stream = model.create_stream().unwrap();
    stream.feed_audio(&samples("test0000.wav"));
    stream.feed_audio(&[0; 32000]);
    assert!((2.0..2.6).contains(&stream.trailing_silence()));
    let part = stream.emissions(10).unwrap().expect("emissions are kept");
    let all = stream.finish_with_emissions(1).unwrap().emissions().expect("emissions are kept").clone();
    assert_eq!((all.symbols().len(), all.symbols()[28].as_str()), (29, ""));
    assert_eq!(all.rows().nth(10), part.rows().next());
}

#[test]
fn hot_words() {
    let mut model = load();
    let audio = samples("test0000.wav");
    model.add_hot_word("nine", -40.0).unwrap();
    assert_code(model.add_hot_word("nine", 1.0), LibraryError::FailInsertHotWord);
    assert_code(model.add_hot_word("two words", 1.0), LibraryError::HotWordWithoutEffect);
    assert_code(model.add_hot_word("ni\0ne", 1.0), LibraryError::InvalidValue);
    assert_ne!(model.speech_to_text(&audio).unwrap(), "two nine six four");
    model.erase_hot_word("nine").unwrap();
    assert_code(model.erase_hot_word("nine"), LibraryError::FailEraseHotWord);
    assert_eq!(model.speech_to_text(&audio).unwrap(), "two nine six four");
    model.add_hot_word("xyzzy", 1.0).unwrap();
    assert_eq!(model.warnings().len(), 1);
    model.clear_hot_words().unwrap();
    model.disable_external_scorer().unwrap();
    assert_code(model.disable_external_scorer(), LibraryError::ScorerNotEnabled);
    assert_code(model.add_hot_word("two", 1.0), LibraryError::ScorerNotEnabled);
}

#[test]
fn missing_model_and_bad_scorer() {
    assert_code(Model::load_from_files(Path::new("missing.tflite")), LibraryError::FailInitMmap);
    assert!(error_details().contains("missing.tflite"));
    assert_code(Model::load_from_files(Path::new("")), LibraryError::NoModel);
    assert!(Model::load_from_buffer(&[]).is_err());
    let mut model = load();
    assert_code(model.enable_external_scorer(&model_path()), LibraryError::InvalidScorer);
    assert_code(model.enable_external_scorer_from_buffer(b"no scorer"), LibraryError::InvalidScorer);
    assert_eq!(model.speech_to_text(&samples("test0000.wav")).unwrap(), "two nine six four");
}

#[test]
fn from_buffers() {
    let mut model = Model::load_from_buffer(&std::fs::read(model_path()).unwrap()).unwrap();
    let scorer = std::fs::read(golden("kenlm.scorer")).unwrap();
    model.enable_external_scorer_from_buffer(&scorer).unwrap();
    assert_eq!(model.speech_to_text(&samples("test0000.wav")).unwrap(), "two nine six four");
}

#[test]
fn settings_and_codes() {
    let mut model = Model::load_from_files(&model_path()).unwrap();
    assert_eq!((model.get_sample_rate(), model.get_model_beam_width(), model.threads()), (16000, 500, 1));
    model.set_model_beam_width(30).unwrap();
    assert_eq!(model.get_model_beam_width(), 30);
    assert_code(model.set_model_beam_width(0), LibraryError::InvalidValue);
    model.set_threads(1).unwrap();
    model.set_decoder_compat(false).unwrap();
    for error in LibraryError::ALL {
        assert_eq!(LibraryError::from_code(error.as_code()), Some(*error));
        assert!(!error.to_string().starts_with("Unknown"), "{}", error);
    }
    assert_eq!(LibraryError::from_code(0), None);
}

#[test]
fn resampling() {
    let audio: Vec<f32> = samples("test0000.wav").iter().map(|sample| f32::from(*sample) / 32768.0).collect();
    assert_eq!(resample(&audio, 16000, 16000).unwrap().len(), audio.len());
    assert_eq!(resample(&audio, 16000, 8000).unwrap().len(), (audio.len() + 1) / 2);
    assert!(resample(&[], 8000, 16000).unwrap().is_empty());
    assert_code(resample(&audio, 16000, 10), LibraryError::InvalidValue);
}

#[test]
fn commands() {
    assert_code(CommandGrammar::load(&model_path()), LibraryError::InvalidCommands);
    let path = match std::env::var_os("DEEPSPEECH_TEST_COMMANDS") {
        Some(path) => PathBuf::from(path),
        None => return eprintln!("DEEPSPEECH_TEST_COMMANDS is not set"),
    };
    let grammar = CommandGrammar::load(&path).unwrap();
    let found = grammar.find(&["turn on the light"], 0.25).unwrap().expect("this is a command");
    assert_eq!((found.intent.as_str(), found.slots[0].value.as_str()), ("Switch", "on"));
    assert_eq!(grammar.find(&["something else entirely"], 0.25).unwrap(), None);
}
