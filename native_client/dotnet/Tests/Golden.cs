using System;
using System.IO;
using System.Linq;
using System.Threading;
using DeepSpeechClient;
using DeepSpeechClient.Enums;
using DeepSpeechClient.Interfaces;
using DeepSpeechClient.Models;
using DeepSpeechConsole;

namespace Tests
{
    /// <summary>Results, settings and errors on the golden recordings.</summary>
    public static class Golden
    {
        private const string First = "two nine six four";

        internal static readonly string[,] Texts =
        {
            { "test0000.wav", First },
            { "test0001.wav", "her king buys your bright friend" },
            { "test0004.wav", "please close her brother" },
        };

        internal static short[] Samples(string name) => Wav.Read(Path.Combine(Program.Folder, "wav", name)).Samples;

        internal static DeepSpeech Load()
        {
            var model = new DeepSpeech(Program.Model);
            model.EnableExternalScorer(Program.Scorer);
            return model;
        }

        private static string Text(DeepSpeech model)
        {
            short[] audio = Samples("test0000.wav");
            return model.SpeechToText(audio, (uint)audio.Length);
        }

        public static void Recordings()
        {
            using (DeepSpeech model = Load())
            {
                for (int i = 0; i < 3; i++)
                {
                    short[] audio = Samples(Texts[i, 0]);
                    uint size = (uint)audio.Length;
                    Expect.Equal(Texts[i, 1], model.SpeechToText(audio, size));
                    Metadata metadata = model.SpeechToTextWithMetadata(audio, size, 3);
                    Expect.Equal(3, metadata.Transcripts.Length);
                    Expect.Equal(Texts[i, 1], metadata.Transcripts[0].ToString());
                    Expect.Equal(Texts[i, 1].Length, metadata.Transcripts[0].Tokens.Length);
                    TimedWords words = model.SpeechToTextWithWords(audio, size);
                    Expect.Equal(Texts[i, 1], string.Join(" ", words.Words.Select(word => word.Text)));
                }
            }
        }

        public static void IntermediateResults()
        {
            using (DeepSpeech model = Load())
            {
                model.SetModelKeepEmissions(true);
                using (DeepSpeechStream stream = model.CreateStream())
                {
                    short[] audio = Samples("test0000.wav");
                    stream.FeedAudioContent(audio, 16000);
                    string text = stream.IntermediateDecode();
                    Expect.True(text.Length > 0 && First.StartsWith(text.Trim(), StringComparison.Ordinal), text);
                    Metadata two = stream.IntermediateDecodeWithMetadata(2);
                    Expect.Equal(2, two.Transcripts.Length);
                    Expect.Equal(text, two.Transcripts[0].ToString());
                    Expect.True(two.Emissions == null, "emissions");
                    short[] rest = audio.Skip(16000).ToArray();
                    stream.FeedAudioContent(rest, (uint)rest.Length);
                    Expect.Equal(First, stream.IntermediateDecodeFlushBuffers());
                    Metadata flushed = stream.IntermediateDecodeWithMetadataFlushBuffers(2);
                    Expect.Equal(First, flushed.Transcripts[0].ToString());
                    Expect.Equal(4, stream.IntermediateDecodeWithWords().Words.Length);
                    stream.FeedAudioContent(new short[32000], 32000);
                    float silence = stream.GetTrailingSilence();
                    Expect.True(silence > 2 && silence < 2.6, $"{silence} s of silence");
                    Emissions part = stream.GetEmissions(10);
                    Emissions all = stream.FinishStreamWithEmissions().Emissions;
                    Expect.Equal(29, all.Symbols.Length);
                    Expect.Equal("", all.Symbols[28]);
                    Expect.Equal(part.Values[0, 28], all.Values[10, 28]);
                }
            }
        }

        public static void EmptyStream()
        {
            using (DeepSpeech model = Load())
            {
                DeepSpeechStream stream = model.CreateStream();
                Expect.True(stream.GetEmissions() == null, "emissions that were not kept");
                stream.FeedAudioContent(null, 0);
                stream.FeedAudioContent(new short[0], 0);
                Expect.Equal(0, stream.FinishStreamWithWords().Words.Length);
            }
        }

        public static void HotWords()
        {
            using (DeepSpeech model = Load())
            {
                model.AddHotWord("nine", -40);
                Expect.Code(ErrorCodes.DS_ERR_FAIL_INSERT_HOTWORD, () => model.AddHotWord("nine", 1));
                Expect.Code(ErrorCodes.DS_ERR_HOTWORD_WITHOUT_EFFECT, () => model.AddHotWord("two words", 1));
                Expect.Code(ErrorCodes.DS_ERR_INVALID_VALUE, () => model.AddHotWord("ni\0ne", 1));
                Expect.Throws<ArgumentNullException>(() => model.AddHotWord(null, 1));
                Expect.True(Text(model) != First, "the word is suppressed");
                model.EraseHotWord("nine");
                Expect.Code(ErrorCodes.DS_ERR_FAIL_ERASE_HOTWORD, () => model.EraseHotWord("nine"));
                Expect.Equal(First, Text(model));
                model.AddHotWord("xyzzy", 1);
                Expect.Equal(1, model.GetModelWarnings().Length);
                model.ClearHotWords();
                Expect.Equal(0, model.GetModelWarnings().Length);
                model.DisableExternalScorer();
                Expect.Code(ErrorCodes.DS_ERR_SCORER_NOT_ENABLED, model.DisableExternalScorer);
                Expect.Code(ErrorCodes.DS_ERR_SCORER_NOT_ENABLED, () => model.AddHotWord("two", 1));
                Expect.Throws<ArgumentException>(() => model.SetScorerAlphaBeta(1, 1));
            }
        }

        public static void MissingModelAndBadScorer()
        {
            var missing = Expect.Throws<FileNotFoundException>(() => new DeepSpeech("missing.tflite").Dispose());
            var inner = (DeepSpeechException)missing.InnerException;
            Expect.Equal(ErrorCodes.DS_ERR_FAIL_INIT_MMAP, inner.Code);
            Expect.Equal("missing.tflite", missing.FileName);
            Expect.Equal("CreateModel", inner.Function);
            Expect.True(inner.Details.Contains("missing.tflite"), inner.Details);
            Expect.Throws<FileNotFoundException>(() => new DeepSpeech("").Dispose());
            Expect.Throws<FileNotFoundException>(() => new DeepSpeech((string)null).Dispose());
            Expect.Throws<DeepSpeechException>(() => new DeepSpeech(Program.Scorer).Dispose());
            Expect.Throws<DeepSpeechException>(() => new DeepSpeech(new byte[0]).Dispose());
            using (DeepSpeech model = Load())
            {
                Expect.Throws<FileNotFoundException>(() => model.EnableExternalScorer("missing.scorer"));
                Expect.Code(ErrorCodes.DS_ERR_INVALID_SCORER, () => model.EnableExternalScorer(Program.Model));
                Expect.Code(ErrorCodes.DS_ERR_INVALID_SCORER, () => model.EnableExternalScorer(new byte[9]));
                Expect.Equal(First, Text(model));
            }
        }

        public static void FromMemory()
        {
            using (var model = new DeepSpeech(File.ReadAllBytes(Program.Model)))
            {
                model.EnableExternalScorer(File.ReadAllBytes(Program.Scorer));
                Expect.Equal(First, Text(model));
            }
        }

        public static void Settings()
        {
            using (var model = new DeepSpeech(Program.Model))
            {
                IDeepSpeech same = model;
                Expect.Equal(16000, same.GetModelSampleRate());
                Expect.Equal(500u, same.GetModelBeamWidth());
                same.SetModelBeamWidth(30);
                Expect.Equal(30u, same.GetModelBeamWidth());
                Expect.Code(ErrorCodes.DS_ERR_INVALID_VALUE, () => same.SetModelBeamWidth(0));
                model.SetModelThreads(1);
                Expect.Equal(1u, model.GetModelThreads());
                model.SetModelDecoderCompat(false);
                Expect.Equal(DeepSpeech.LibraryVersion, same.Version());
                Expect.True(same.Version().Length > 0, "no version");
            }
        }

        public static void TooManySamples()
        {
            using (DeepSpeech model = Load())
            using (DeepSpeechStream stream = model.CreateStream())
            {
                Expect.Code(ErrorCodes.DS_ERR_INVALID_VALUE, () => model.SpeechToText(new short[10], 11));
                Expect.Code(ErrorCodes.DS_ERR_INVALID_VALUE, () => stream.FeedAudioContent(null, 1));
                Expect.Equal("", stream.FinishStream());
            }
        }

        public static void Resampling()
        {
            float[] audio = Wav.Read(Path.Combine(Program.Folder, "wav", "test0000.wav")).Mono(0);
            Expect.Equal(audio.Length, DeepSpeech.Resample(audio, 16000, 16000).Length);
            Expect.Equal((audio.Length + 1) / 2, DeepSpeech.Resample(audio, 16000, 8000).Length);
            Expect.Equal(0, DeepSpeech.Resample(new float[0], 8000, 16000).Length);
            Expect.Code(ErrorCodes.DS_ERR_INVALID_VALUE, () => DeepSpeech.Resample(audio, 16000, 10));
        }

        public static void CommandsOfAGrammar()
        {
            Expect.Code(ErrorCodes.DS_ERR_INVALID_COMMANDS, () => new CommandGrammar(Program.Model).Dispose());
            if (Program.Commands == null) return;
            var grammar = new CommandGrammar(Program.Commands);
            CommandMatch match = grammar.Match(new[] { "turn on the light" });
            Expect.Equal("Switch", match.Intent);
            Expect.Equal("on", match.Slots.Single().Value);
            Expect.True(grammar.Match(new[] { "something else entirely" }) == null, "no command");
            Expect.True(grammar.Match(new string[0]) == null, "no command of nothing");
            grammar.Dispose();
            grammar.Dispose();
            Expect.Throws<ObjectDisposedException>(() => grammar.Match(new[] { "turn on the light" }));
        }

        public static void StreamsInThreads()
        {
            var received = new string[3];
            var model = Load();
            Thread[] threads = Enumerable.Range(0, 3).Select(i => new Thread(() =>
            {
                short[] audio = Samples(Texts[i, 0]);
                DeepSpeechStream stream = model.CreateStream();
                for (int begin = 0; begin < audio.Length; begin += 320)
                {
                    short[] chunk = audio.Skip(begin).Take(320).ToArray();
                    model.FeedAudioContent(stream, chunk, (uint)chunk.Length);
                }
                received[i] = model.FinishStream(stream);
            })).ToArray();
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            model.Dispose();
            for (int i = 0; i < 3; i++) Expect.Equal(Texts[i, 1], received[i]);
        }
    }
}
