//! The command line: the options of the program `deepspeech`.
use std::path::PathBuf;

/// What the command line says.
#[derive(Default)]
pub struct Options {
    pub model: PathBuf,
    pub scorer: Option<PathBuf>,
    pub audio: PathBuf,
    pub channel: Option<usize>,
    pub beam_width: Option<u16>,
    pub lm_alpha: Option<f32>,
    pub lm_beta: Option<f32>,
    pub hot_words: Vec<(String, f32)>,
    pub extended: bool,
    pub json: bool,
    pub candidates: Option<u16>,
    pub commands: Option<PathBuf>,
    pub max_distance: Option<f32>,
    pub keep_emissions: bool,
    pub stream: Option<usize>,
    pub extended_stream: Option<usize>,
    pub from_bytes: bool,
    pub times: bool,
    pub version: bool,
    pub help: bool,
}

/// The text of `--help`.
pub const HELP: &str = "Usage: client --model MODEL [--scorer SCORER] --audio AUDIO [option ...]

  -m, --model FILE              exported model (.tflite)
  -l, --scorer FILE             external scorer package (.scorer)
  -a, --audio PATH              WAV file of 16 bits, or a directory of them
      --channel N               take this channel alone, the first is 1 (default: their average)
  -b, --beam_width N            hypotheses that the decoder keeps (default: the model's)
  -c, --lm_alpha X              weight of the language model (default: the scorer's)
  -d, --lm_beta X               weight per word (default: the scorer's)
  -w, --hot_words W:BOOST,...   words to boost; a negative boost suppresses
  -e, --extended                put the transcript together from its tokens
  -j, --json                    words with times, as JSON
      --candidate_transcripts N transcripts in the JSON output (default: 3)
      --commands FILE           grammar of commands: print intent and slots, too
      --commands_max_distance X words of a command that may differ, as a share (default: 0.25)
      --keep_emissions          with --json: the probabilities of every symbol and timestep, too
  -s, --stream SAMPLES          feed the audio in chunks and show intermediate transcripts
      --extended_stream SAMPLES the same, from tokens
      --init_from_bytes         hand model and scorer to the library as buffers, not as paths
  -t                            print the time that inference took
  -v, --version                 print the version
  -h, --help                    print this text";

/// Reads the command line, without the name of the program.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = arguments;
    while let Some(argument) = rest.next() {
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (argument, None),
        };
        let flag = match name.as_str() {
            "-e" | "--extended" => Some(&mut options.extended),
            "-j" | "--json" => Some(&mut options.json),
            "--keep_emissions" => Some(&mut options.keep_emissions),
            "--init_from_bytes" => Some(&mut options.from_bytes),
            "-t" => Some(&mut options.times),
            "-v" | "--version" => Some(&mut options.version),
            "-h" | "--help" => Some(&mut options.help),
            _ => None,
        };
        match flag {
            Some(flag) => *flag = true,
            None if !name.starts_with('-') => return Err(format!("unexpected argument: {}", name)),
            None => {
                let value = attached.or_else(|| rest.next()).ok_or(format!("{} expects a value", name))?;
                set(&mut options, &name, &value)?;
            }
        }
    }
    if !options.version && !options.help {
        check(&options)?;
    }
    Ok(options)
}

fn check(options: &Options) -> Result<(), String> {
    for (name, path) in [("--model", &options.model), ("--audio", &options.audio)] {
        if path.as_os_str().is_empty() {
            return Err(format!("{} is missing", name));
        }
    }
    Ok(())
}

fn set(options: &mut Options, name: &str, value: &str) -> Result<(), String> {
    match name {
        "-m" | "--model" => options.model = value.into(),
        "-l" | "--scorer" => options.scorer = Some(value.into()),
        "-a" | "--audio" => options.audio = value.into(),
        "--channel" => options.channel = Some(multiple(name, value, 1)?),
        "-b" | "--beam_width" => options.beam_width = Some(count(name, value)?),
        "-c" | "--lm_alpha" => options.lm_alpha = Some(number(name, value)?),
        "-d" | "--lm_beta" => options.lm_beta = Some(number(name, value)?),
        "-w" | "--hot_words" => options.hot_words = hot_words(value)?,
        "--candidate_transcripts" => options.candidates = Some(count(name, value)?),
        "--commands" => options.commands = Some(value.into()),
        "--commands_max_distance" => options.max_distance = Some(number(name, value)?),
        "-s" | "--stream" => options.stream = Some(multiple(name, value, 160)?),
        "--extended_stream" => options.extended_stream = Some(multiple(name, value, 160)?),
        _ => return Err(format!("unknown option: {}", name)),
    }
    Ok(())
}

fn multiple(name: &str, value: &str, unit: usize) -> Result<usize, String> {
    match value.parse() {
        Ok(number) if number >= unit && number % unit == 0 => Ok(number),
        _ => Err(format!("{} must be a multiple of {}, got {}", name, unit, value)),
    }
}

fn count(name: &str, value: &str) -> Result<u16, String> {
    match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{} must be from 1 to {}, got {}", name, u16::MAX, value)),
    }
}

fn number(name: &str, value: &str) -> Result<f32, String> {
    match value.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(format!("{} must be a finite number, got {}", name, value)),
    }
}

fn hot_words(value: &str) -> Result<Vec<(String, f32)>, String> {
    let parse = |item: &str| match item.rsplit_once(':') {
        Some((word, boost)) if !word.is_empty() => Ok((word.to_owned(), number("the boost", boost)?)),
        _ => Err(format!("expected word:boost, such as two:7.5, got {}", item)),
    };
    value.split(',').map(parse).collect()
}
