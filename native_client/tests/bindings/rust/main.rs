// Transcribes raw 16-bit samples with the crate `deepspeech`: bindings_rust MODEL SCORER SAMPLES
use std::path::Path;

use deepspeech::Model;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&arguments[3]).expect("the samples can be read");
    let samples: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();

    let mut model = Model::load_from_files(Path::new(&arguments[1])).expect("the model loads");
    model.enable_external_scorer(Path::new(&arguments[2])).expect("the scorer loads");
    println!("rate {}", model.get_sample_rate());
    println!("text {}", model.speech_to_text(&samples).expect("there is a transcript"));

    let metadata = model.speech_to_text_with_metadata(&samples, 3).expect("there are transcripts");
    println!("candidates {}", metadata.num_transcripts());
    let best = &metadata.transcripts()[0];
    println!("tokens {}", best);
    println!("confidence {:.3}", best.confidence());
    println!("first token at {:.2} s", best.tokens()[0].start_time());

    let mut stream = model.create_stream().expect("a stream begins");
    for chunk in samples.chunks(320) {
        stream.feed_audio(chunk);
    }
    println!("so far {}", stream.intermediate_decode().expect("there is an intermediate transcript"));
    println!("streamed {}", stream.finish().expect("the stream ends"));
}
