using System;
using System.Collections.Generic;
using System.Globalization;

namespace DeepSpeechConsole
{
    /// <summary>The command line: the options of the program deepspeech.</summary>
    internal sealed class Options
    {
        internal const string Usage = @"Usage: DeepSpeechConsole --model MODEL [--scorer SCORER] --audio AUDIO [option ...]

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
  -t                            print the processor time that inference took
  -v, --version                 print the version
  -h, --help                    print this text
";

        private readonly Dictionary<string, Action> _flags;
        private readonly Dictionary<string, Action<string>> _values;
        private string _name; // of the option that is read

        internal string Model = "", Audio = "", Scorer, Commands;
        internal int Channel, BeamWidth, Candidates, Stream, ExtendedStream; // 0: not given
        internal float Alpha = float.NaN, Beta = float.NaN; // NaN: the scorer's
        internal float MaxDistance = 0.25f;
        internal List<KeyValuePair<string, float>> HotWords = new List<KeyValuePair<string, float>>();
        internal bool Extended, Json, KeepEmissions, FromBytes, Times, Version, Help;

        private Options()
        {
            _flags = new Dictionary<string, Action>
            {
                ["--extended"] = () => Extended = true,
                ["--json"] = () => Json = true,
                ["--keep_emissions"] = () => KeepEmissions = true,
                ["--init_from_bytes"] = () => FromBytes = true,
                ["-t"] = () => Times = true,
                ["--version"] = () => Version = true,
                ["--help"] = () => Help = true,
            };
            _values = new Dictionary<string, Action<string>>
            {
                ["--model"] = value => Model = value,
                ["--scorer"] = value => Scorer = value,
                ["--audio"] = value => Audio = value,
                ["--channel"] = value => Channel = Whole(value, 1),
                ["--beam_width"] = value => BeamWidth = Whole(value, 1),
                ["--lm_alpha"] = value => Alpha = Number(value),
                ["--lm_beta"] = value => Beta = Number(value),
                ["--hot_words"] = AddHotWords,
                ["--candidate_transcripts"] = value => Candidates = Whole(value, 1),
                ["--commands"] = value => Commands = value,
                ["--commands_max_distance"] = value => MaxDistance = Number(value),
                ["--stream"] = value => Stream = Whole(value, 160),
                ["--extended_stream"] = value => ExtendedStream = Whole(value, 160),
            };
        }

        private static readonly Dictionary<string, string> Letters = new Dictionary<string, string>
        {
            ["-m"] = "--model", ["-l"] = "--scorer", ["-a"] = "--audio", ["-b"] = "--beam_width", ["-c"] = "--lm_alpha",
            ["-d"] = "--lm_beta", ["-w"] = "--hot_words", ["-e"] = "--extended", ["-j"] = "--json", ["-s"] = "--stream",
            ["-v"] = "--version", ["-h"] = "--help",
        };

        /// <summary>Reads the command line.</summary>
        /// <exception cref="FormatException">It is wrong.</exception>
        internal static Options Parse(string[] arguments)
        {
            var options = new Options();
            for (int i = 0; i < arguments.Length; i++)
            {
                string[] parts = arguments[i].Split(new[] { '=' }, 2);
                bool attached = parts.Length == 2 && parts[0].StartsWith("--", StringComparison.Ordinal);
                string name = attached ? parts[0] : arguments[i];
                if (Letters.ContainsKey(name)) name = Letters[name];
                options._name = name;
                if (!attached && options._flags.ContainsKey(name))
                {
                    options._flags[name]();
                    continue;
                }
                if (!options._values.ContainsKey(name))
                {
                    string kind = name.StartsWith("-", StringComparison.Ordinal) ? "unknown option" : "unexpected argument";
                    throw new FormatException($"{kind}: {arguments[i]}");
                }
                if (!attached && ++i == arguments.Length) throw new FormatException($"{name} expects a value");
                options._values[name](attached ? parts[1] : arguments[i]);
            }
            if (!options.Version && !options.Help) options.Check();
            return options;
        }

        private void Check()
        {
            if (Model.Length == 0) throw new FormatException("--model is missing");
            if (Audio.Length == 0) throw new FormatException("--audio is missing");
            if (MaxDistance < 0 || MaxDistance > 1)
            {
                throw new FormatException("--commands_max_distance must be from 0 to 1");
            }
        }

        /// <summary>A positive multiple of a unit.</summary>
        private int Whole(string value, int unit)
        {
            int number;
            bool read = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
            if (read && number >= unit && number % unit == 0) return number;
            throw new FormatException($"{_name} must be a multiple of {unit}, at least {unit}, got {value}");
        }

        private float Number(string value)
        {
            float number;
            bool read = float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            if (read && !float.IsNaN(number) && !float.IsInfinity(number)) return number;
            throw new FormatException($"{_name} expects a finite number, got {value}");
        }

        private void AddHotWords(string value)
        {
            foreach (string item in value.Split(','))
            {
                int colon = item.LastIndexOf(':');
                if (colon < 1) throw new FormatException($"expected word:boost, such as two:7.5, got {item}");
                float boost = Number(item.Substring(colon + 1));
                HotWords.Add(new KeyValuePair<string, float>(item.Substring(0, colon), boost));
            }
        }
    }
}
