using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using DeepSpeechClient;
using DeepSpeechClient.Models;

namespace DeepSpeechConsole
{
    /// <summary>
    /// Transcribes WAV files with an exported model and an optional scorer. It takes the options of the program
    /// deepspeech and prints the same.
    /// </summary>
    internal sealed class Program
    {
        private readonly Options _options;
        private readonly DeepSpeech _model;
        private readonly CommandGrammar _grammar; // null: none

        private Program(Options options)
        {
            _options = options;
            if (options.Commands != null) _grammar = new CommandGrammar(options.Commands);
            _model = options.FromBytes ? new DeepSpeech(File.ReadAllBytes(options.Model)) : new DeepSpeech(options.Model);
            Configure();
            foreach (string warning in _model.GetModelWarnings()) Console.Error.WriteLine($"Warning: {warning}");
        }

        private void Configure()
        {
            if (_options.BeamWidth > 0) _model.SetModelBeamWidth((uint)_options.BeamWidth);
            if (_options.Scorer != null)
            {
                if (_options.FromBytes) _model.EnableExternalScorer(File.ReadAllBytes(_options.Scorer));
                else _model.EnableExternalScorer(_options.Scorer);
                _model.SetScorerAlphaBeta(_options.Alpha, _options.Beta);
            }
            else if (!float.IsNaN(_options.Alpha) || !float.IsNaN(_options.Beta))
            {
                Console.Error.WriteLine("Warning: --lm_alpha and --lm_beta have no effect without --scorer.");
            }
            foreach (var boosted in _options.HotWords) _model.AddHotWord(boosted.Key, boosted.Value);
        }

        private short[] ReadSamples(string path)
        {
            Wav wav = Wav.Read(path);
            int rate = _model.GetModelSampleRate();
            int channel = _options.Channel;
            if (wav.Rate == rate && wav.Channels == 1 && channel <= 1) return wav.Samples;
            if (channel > wav.Channels)
            {
                throw new FormatException($"{path}: expected a channel from 1 to {wav.Channels}, got {channel}");
            }
            if (wav.Rate < rate)
            {
                Console.Error.WriteLine($"Warning: original sample rate ({wav.Rate}) is lower than {rate} Hz. "
                    + "Up-sampling might produce erratic speech recognition.");
            }
            return DeepSpeech.Resample(wav.Mono(channel), (uint)wav.Rate, (uint)rate);
        }

        /// <summary>How many transcripts to ask for when some are printed.</summary>
        private uint Wanted(int printed)
        {
            if (_grammar == null) return (uint)printed;
            return (uint)(_options.Candidates > 0 ? _options.Candidates : 10);
        }

        private CommandMatch Match(Metadata metadata)
        {
            string[] texts = metadata.Transcripts.Select(transcript => transcript.ToString()).ToArray();
            return _grammar.Match(texts, _options.MaxDistance);
        }

        /// <summary>The best transcript, and with a grammar the command of all of them in the next line.</summary>
        private string Best(Metadata metadata)
        {
            string text = string.Concat(metadata.Transcripts.Take(1).Select(transcript => transcript.ToString()));
            return _grammar == null ? text : $"{text}\n{Output.CommandText(Match(metadata))}";
        }

        private string Json(short[] samples)
        {
            int printed = _options.Candidates > 0 ? _options.Candidates : 3;
            uint size = (uint)samples.Length;
            Metadata metadata = _options.KeepEmissions
                ? _model.SpeechToTextWithEmissions(samples, size, Wanted(printed))
                : _model.SpeechToTextWithMetadata(samples, size, Wanted(printed));
            string command = _grammar == null ? null : Output.CommandJson(Match(metadata));
            return Output.Document(metadata.Transcripts.Take(printed).ToArray(), metadata.Emissions, command);
        }

        private string Streamed(short[] samples, int size, bool tokens)
        {
            using (DeepSpeechStream stream = _model.CreateStream())
            {
                string last = "";
                for (int begin = 0; begin < samples.Length; begin += size)
                {
                    short[] chunk = new short[Math.Min(size, samples.Length - begin)];
                    Array.Copy(samples, begin, chunk, 0, chunk.Length);
                    stream.FeedAudioContent(chunk, (uint)chunk.Length);
                    string text = tokens
                        ? stream.IntermediateDecodeWithMetadata().Transcripts[0].ToString()
                        : stream.IntermediateDecode();
                    if (text != last) Console.WriteLine(text);
                    last = text;
                }
                if (tokens || _grammar != null) return Best(stream.FinishStreamWithMetadata(Wanted(1)));
                return stream.FinishStream();
            }
        }

        private string Transcribe(short[] samples)
        {
            uint size = (uint)samples.Length;
            if (_options.Extended) return Best(_model.SpeechToTextWithMetadata(samples, size, Wanted(1)));
            if (_options.Json) return Json(samples);
            if (_options.Stream > 0) return Streamed(samples, _options.Stream, false);
            if (_options.ExtendedStream > 0) return Streamed(samples, _options.ExtendedStream, true);
            if (_grammar != null) return Best(_model.SpeechToTextWithMetadata(samples, size, Wanted(1)));
            return _model.SpeechToText(samples, size);
        }

        private void Process(string path)
        {
            short[] samples = ReadSamples(path);
            double begin = ProcessorTime();
            Console.WriteLine(Transcribe(samples));
            if (!_options.Times) return;
            string time = (ProcessorTime() - begin).ToString("F5", CultureInfo.InvariantCulture);
            Console.WriteLine($"cpu_time_overall={time}");
        }

        /// <summary>Seconds of processor time that this process has used.</summary>
        private static double ProcessorTime()
        {
            using (Process process = System.Diagnostics.Process.GetCurrentProcess())
            {
                return process.TotalProcessorTime.TotalSeconds;
            }
        }

        /// <summary>Returns the exit status.</summary>
        private int ProcessAll()
        {
            if (!Directory.Exists(_options.Audio))
            {
                Process(_options.Audio);
                return 0;
            }
            string[] files = Directory.GetFiles(_options.Audio)
                .Where(path => path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))
                .OrderBy(path => path, StringComparer.Ordinal)
                .ToArray();
            if (files.Length == 0) throw new FormatException($"{_options.Audio} contains no WAV file");
            Console.WriteLine($"Running on directory {_options.Audio}");
            int status = 0;
            foreach (string path in files)
            {
                Console.WriteLine($"> {path}");
                try
                {
                    Process(path);
                }
                catch (Exception error) when (IsExpected(error))
                {
                    Console.Error.WriteLine(error.Message);
                    status = 1;
                }
            }
            return status;
        }

        private static bool IsExpected(Exception error) =>
            error is DeepSpeechException || error is FormatException || error is IOException
            || error is UnauthorizedAccessException;

        private static int Main(string[] arguments)
        {
            var utf8 = new UTF8Encoding(false);
            Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n", AutoFlush = true });
            try
            {
                Options options = Options.Parse(arguments);
                if (options.Help)
                {
                    Console.Write(Options.Usage);
                    return 0;
                }
                if (options.Version)
                {
                    Console.WriteLine($"DeepSpeech {DeepSpeech.LibraryVersion}");
                    return 0;
                }
                return new Program(options).ProcessAll();
            }
            catch (Exception error) when (IsExpected(error))
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        }
    }
}
