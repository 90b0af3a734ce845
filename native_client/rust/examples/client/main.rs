//! Transcribes WAV files with an exported model and an optional scorer. It takes the options of the program `deepspeech`
//! and prints the same.
mod options;
mod output;
#[path = "../wav/mod.rs"]
mod wav;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use deepspeech::errors::DeepspeechError;
use deepspeech::{deepspeech_version, error_details, CommandGrammar, CommandMatch, Metadata, Model};
use options::Options;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What all recordings share.
struct Recognizer {
    model: Model,
    grammar: Option<CommandGrammar>,
    options: Options,
}

/// An error with what failed and why.
fn explain(action: &'static str) -> impl Fn(DeepspeechError) -> Box<dyn Error> {
    move |error| format!("{}: {} {}", action, error, error_details()).into()
}

fn load(options: &Options) -> Outcome<Model> {
    let mut model = match options.from_bytes {
        true => Model::load_from_buffer(&std::fs::read(&options.model)?),
        false => Model::load_from_files(&options.model),
    }
    .map_err(explain("Could not create model"))?;
    if let Some(width) = options.beam_width {
        model.set_model_beam_width(width).map_err(explain("Could not set model beam width"))?;
    }
    if let Some(scorer) = &options.scorer {
        match options.from_bytes {
            true => model.enable_external_scorer_from_buffer(&std::fs::read(scorer)?),
            false => model.enable_external_scorer(scorer),
        }
        .map_err(explain("Could not enable external scorer"))?;
        let (alpha, beta) = (options.lm_alpha.unwrap_or(f32::NAN), options.lm_beta.unwrap_or(f32::NAN));
        model.set_scorer_alpha_beta(alpha, beta).map_err(explain("Error setting scorer alpha and beta"))?;
    } else if options.lm_alpha.is_some() || options.lm_beta.is_some() {
        eprintln!("Warning: --lm_alpha and --lm_beta have no effect without --scorer.");
    }
    for (word, boost) in &options.hot_words {
        model.add_hot_word(word, *boost).map_err(explain("Could not enable hot-word"))?;
    }
    model.warnings().iter().for_each(|warning| eprintln!("Warning: {}", warning));
    Ok(model)
}

impl Recognizer {
    fn samples(&self, path: &Path) -> Outcome<Vec<i16>> {
        let (audio, rate) = (wav::read(path)?, self.model.get_sample_rate() as u32);
        if audio.rate == rate && audio.channels == 1 && self.options.channel.unwrap_or(1) == 1 {
            return Ok(audio.samples);
        }
        let mono = audio.mono(self.options.channel).map_err(|error| format!("{}: {}", path.display(), error))?;
        deepspeech::resample(&mono, audio.rate, rate).map_err(explain("Could not resample"))
    }

    /// How many transcripts to ask for when `printed` ones are shown.
    fn wanted(&self, printed: u16) -> u16 {
        match self.grammar {
            Some(_) => self.options.candidates.unwrap_or(10),
            None => printed,
        }
    }

    fn find(&self, metadata: &Metadata) -> Option<Result<Option<CommandMatch>, DeepspeechError>> {
        let texts: Vec<String> = metadata.transcripts().iter().map(ToString::to_string).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.grammar.as_ref().map(|grammar| grammar.find(&texts, self.options.max_distance.unwrap_or(0.25)))
    }

    /// The best transcript, and with a grammar the command of all of them in the next line.
    fn best(&self, metadata: &Metadata) -> Outcome<String> {
        let text = metadata.transcripts().first().map(ToString::to_string).unwrap_or_default();
        match self.find(metadata).transpose()? {
            Some(found) => Ok(format!("{}\n{}", text, output::command_text(found.as_ref()))),
            None => Ok(text),
        }
    }

    fn transcribe(&self, samples: &[i16]) -> Outcome<String> {
        let options = &self.options;
        let from_tokens = || self.best(&self.model.speech_to_text_with_metadata(samples, self.wanted(1))?);
        if options.extended {
            from_tokens()
        } else if options.json {
            self.json(samples)
        } else if let Some(chunk) = options.stream {
            self.stream(samples, chunk, false)
        } else if let Some(chunk) = options.extended_stream {
            self.stream(samples, chunk, true)
        } else if self.grammar.is_some() {
            from_tokens()
        } else {
            Ok(self.model.speech_to_text(samples)?)
        }
    }

    fn json(&self, samples: &[i16]) -> Outcome<String> {
        let printed = self.options.candidates.unwrap_or(3);
        let metadata = match self.options.keep_emissions {
            true => self.model.speech_to_text_with_emissions(samples, self.wanted(printed)),
            false => self.model.speech_to_text_with_metadata(samples, self.wanted(printed)),
        }?;
        let command = self.find(&metadata).transpose()?.map(|found| output::command_json(found.as_ref()));
        let count = metadata.transcripts().len().min(printed.into());
        Ok(output::document(&metadata.transcripts()[..count], metadata.emissions(), command))
    }

    fn stream(&self, samples: &[i16], chunk: usize, tokens: bool) -> Outcome<String> {
        let mut stream = self.model.create_stream()?;
        let mut last = String::new();
        for part in samples.chunks(chunk) {
            stream.try_feed_audio(part)?;
            let text = match tokens {
                true => stream.intermediate_decode_with_metadata(1)?.transcripts()[0].to_string(),
                false => stream.intermediate_decode()?,
            };
            if text != last {
                println!("{}", text);
            }
            last = text;
        }
        if tokens || self.grammar.is_some() {
            return self.best(&stream.finish_with_metadata(self.wanted(1).into())?);
        }
        Ok(stream.finish()?)
    }

    fn process(&self, path: &Path) -> Outcome<()> {
        let samples = self.samples(path)?;
        let begin = Instant::now();
        println!("{}", self.transcribe(&samples)?);
        if self.options.times {
            println!("cpu_time_overall={:.5}", begin.elapsed().as_secs_f64());
        }
        Ok(())
    }
}

/// The WAV files in a directory, by name.
fn recordings(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let is_wav = |path: &PathBuf| path.extension().map_or(false, |name| name.eq_ignore_ascii_case("wav"));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        files.push(entry?.path());
    }
    files.retain(is_wav);
    files.sort();
    if files.is_empty() {
        return Err(format!("{} contains no WAV file", directory.display()).into());
    }
    Ok(files)
}

fn run() -> Outcome<ExitCode> {
    let options = options::parse(std::env::args().skip(1))?;
    if options.help {
        println!("{}", options::HELP);
        return Ok(ExitCode::SUCCESS);
    }
    if options.version {
        println!("DeepSpeech {}", deepspeech_version()?);
        return Ok(ExitCode::SUCCESS);
    }
    let grammar = options.commands.as_deref().map(CommandGrammar::load).transpose();
    let grammar = grammar.map_err(explain("Could not load commands"))?;
    let recognizer = Recognizer { model: load(&options)?, grammar, options };
    let audio = &recognizer.options.audio;
    if !audio.is_dir() {
        recognizer.process(audio)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!("Running on directory {}", audio.display());
    let mut code = ExitCode::SUCCESS;
    for path in recordings(audio)? {
        println!("> {}", path.display());
        if let Err(error) = recognizer.process(&path) {
            eprintln!("{}", error);
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{}", error);
        ExitCode::FAILURE
    })
}
