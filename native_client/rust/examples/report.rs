//! Prints what every kind of call returns for recordings, one value per line, for comparison with the other bindings:
//! `report MODEL SCORER WAV...`
//!
//! Floating-point numbers are printed as their bits, so that equal means identical.
mod wav;

use std::error::Error;
use std::path::Path;
use std::thread;

use deepspeech::errors::DeepspeechError;
use deepspeech::{deepspeech_version, Emissions, Metadata, Model, Stream, TimedWords};

fn print_metadata(name: &str, metadata: &Metadata) {
    for transcript in metadata.transcripts() {
        println!("{}\ttranscript\t{:016x}", name, transcript.confidence().to_bits());
        for token in transcript.tokens() {
            let text = token.text().unwrap_or("\u{FFFD}");
            println!("{}\ttoken\t{}\t{}\t{:08x}", name, text, token.timestep(), token.start_time().to_bits());
        }
    }
    if let Some(emissions) = metadata.emissions() {
        print_emissions(name, emissions);
    }
}

fn print_words(name: &str, words: &TimedWords) {
    println!("{}\twords\t{:016x}", name, words.confidence.to_bits());
    for word in &words.words {
        let (start, end) = (word.start_time.to_bits(), word.end_time.to_bits());
        println!("{}\tword\t{}\t{:08x}\t{:08x}\t{:016x}", name, word.text, start, end, word.confidence.to_bits());
    }
}

fn print_emissions(name: &str, emissions: &Emissions) {
    for symbol in emissions.symbols() {
        println!("{}\tsymbol\t{}", name, symbol);
    }
    for row in emissions.rows() {
        let values: Vec<String> = row.iter().map(|value| format!("{:016x}", value.to_bits())).collect();
        println!("{}\trow\t{}", name, values.join("\t"));
    }
}

/// Transcribes a recording by each of the functions that take all of it.
fn whole(model: &Model, samples: &[i16]) -> Result<(), DeepspeechError> {
    println!("text\t{}", model.speech_to_text(samples)?);
    print_metadata("metadata", &model.speech_to_text_with_metadata(samples, 3)?);
    print_words("words", &model.speech_to_text_with_words(samples)?);
    print_metadata("emissions", &model.speech_to_text_with_emissions(samples, 1)?);
    Ok(())
}

/// Feeds a recording in chunks of 20 ms.
fn stream(model: &Model, samples: &[i16]) -> Result<Stream, DeepspeechError> {
    let mut stream = model.create_stream()?;
    for chunk in samples.chunks(320) {
        stream.try_feed_audio(chunk)?;
    }
    Ok(stream)
}

/// Transcribes a recording by each of the functions of a stream.
fn streamed(model: &Model, samples: &[i16]) -> Result<(), DeepspeechError> {
    let mut first = stream(model, samples)?;
    println!("so far\t{}", first.intermediate_decode()?);
    print_metadata("so far", &first.intermediate_decode_with_metadata(2)?);
    print_words("so far", &first.intermediate_decode_with_words()?);
    println!("flushed\t{}", first.intermediate_decode_flush_buffers()?);
    print_metadata("flushed", &first.intermediate_decode_with_metadata_flush_buffers(2)?);
    if let Some(emissions) = first.emissions(5)? {
        print_emissions("so far", &emissions);
    }
    println!("silence\t{:08x}", first.trailing_silence().to_bits());
    print_metadata("finished", &first.finish_with_emissions(2)?);
    println!("finished\t{}", stream(model, samples)?.finish()?);
    print_metadata("finished", &stream(model, samples)?.finish_with_metadata(2)?);
    print_words("finished", &stream(model, samples)?.finish_with_words()?);
    Ok(())
}

/// Transcribes all recordings at the same time, each in its own thread.
fn at_once(model: &Model, recordings: &[Vec<i16>]) -> Result<(), DeepspeechError> {
    let texts: Vec<Result<String, DeepspeechError>> = thread::scope(|scope| {
        let threads: Vec<_> =
            recordings.iter().map(|samples| scope.spawn(move || stream(model, samples)?.finish())).collect();
        threads.into_iter().map(|thread| thread.join().expect("the thread ends")).collect()
    });
    for text in texts {
        println!("at once\t{}", text?);
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut model = Model::load_from_files(Path::new(&arguments[1]))?;
    let mut recordings = Vec::new();
    for path in &arguments[3..] {
        recordings.push(wav::read(Path::new(path))?.samples);
    }
    println!("version\t{}", deepspeech_version()?);
    println!("model\t{}\t{}", model.get_sample_rate(), model.get_model_beam_width());
    model.set_keep_emissions(true)?;
    whole(&model, &recordings[0])?;
    model.enable_external_scorer(Path::new(&arguments[2]))?;
    for samples in &recordings {
        whole(&model, samples)?;
        streamed(&model, samples)?;
    }
    at_once(&model, &recordings)?;
    model.add_hot_word("nine", -40.0)?;
    print_metadata("hot-word", &model.speech_to_text_with_metadata(&recordings[0], 2)?);
    model.clear_hot_words()?;
    model.set_scorer_alpha_beta(0.2, 3.0)?;
    print_metadata("weights", &model.speech_to_text_with_metadata(&recordings[0], 2)?);
    Ok(())
}
