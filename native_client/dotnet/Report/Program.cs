using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using DeepSpeechClient;
using DeepSpeechClient.Models;
using DeepSpeechConsole;

namespace Report
{
    /// <summary>
    /// Prints what every kind of call returns for recordings, one value per line, for comparison with the other
    /// bindings: Report MODEL SCORER WAV... Floating-point numbers are printed as their bits, so that equal means identical.
    /// </summary>
    internal static class Program
    {
        private static readonly TextWriter Out =
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };

        private static void Print(params object[] fields) => Out.WriteLine(string.Join("\t", fields));

        private static string Bits(float value) => BitConverter.ToUInt32(BitConverter.GetBytes(value), 0).ToString("x8");

        private static string Bits(double value) => BitConverter.DoubleToInt64Bits(value).ToString("x16");

        private static void PrintMetadata(string name, Metadata metadata)
        {
            foreach (CandidateTranscript transcript in metadata.Transcripts)
            {
                Print(name, "transcript", Bits(transcript.Confidence));
                foreach (TokenMetadata token in transcript.Tokens)
                {
                    Print(name, "token", token.Text, token.Timestep, Bits(token.StartTime));
                }
            }
            if (metadata.Emissions != null) PrintEmissions(name, metadata.Emissions);
        }

        private static void PrintWords(string name, TimedWords words)
        {
            Print(name, "words", Bits(words.Confidence));
            foreach (TimedWord word in words.Words)
            {
                Print(name, "word", word.Text, Bits(word.StartTime), Bits(word.EndTime), Bits(word.Confidence));
            }
        }

        private static void PrintEmissions(string name, Emissions emissions)
        {
            foreach (string symbol in emissions.Symbols) Print(name, "symbol", symbol);
            for (int row = 0; row < emissions.NumTimesteps; row++)
            {
                var fields = new List<object> { name, "row" };
                fields.AddRange(Enumerable.Range(0, emissions.Symbols.Length).Select(i => Bits(emissions.Values[row, i])));
                Print(fields.ToArray());
            }
        }

        /// <summary>Transcribes a recording by each of the methods that take all of it.</summary>
        private static void Whole(DeepSpeech model, short[] samples)
        {
            uint size = (uint)samples.Length;
            Print("text", model.SpeechToText(samples, size));
            PrintMetadata("metadata", model.SpeechToTextWithMetadata(samples, size, 3));
            PrintWords("words", model.SpeechToTextWithWords(samples, size));
            PrintMetadata("emissions", model.SpeechToTextWithEmissions(samples, size, 1));
        }

        /// <summary>Feeds a recording in chunks of 20 ms.</summary>
        private static DeepSpeechStream Fed(DeepSpeech model, short[] samples)
        {
            DeepSpeechStream stream = model.CreateStream();
            for (int begin = 0; begin < samples.Length; begin += 320)
            {
                short[] chunk = new short[Math.Min(320, samples.Length - begin)];
                Array.Copy(samples, begin, chunk, 0, chunk.Length);
                model.FeedAudioContent(stream, chunk, (uint)chunk.Length);
            }
            return stream;
        }

        /// <summary>Transcribes a recording by each of the methods of a stream.</summary>
        private static void Streamed(DeepSpeech model, short[] samples)
        {
            DeepSpeechStream stream = Fed(model, samples);
            Print("so far", model.IntermediateDecode(stream));
            PrintMetadata("so far", model.IntermediateDecodeWithMetadata(stream, 2));
            PrintWords("so far", stream.IntermediateDecodeWithWords());
            Print("flushed", stream.IntermediateDecodeFlushBuffers());
            PrintMetadata("flushed", stream.IntermediateDecodeWithMetadataFlushBuffers(2));
            PrintEmissions("so far", stream.GetEmissions(5));
            Print("silence", Bits(stream.GetTrailingSilence()));
            PrintMetadata("finished", stream.FinishStreamWithEmissions(2));
            Print("finished", model.FinishStream(Fed(model, samples)));
            PrintMetadata("finished", model.FinishStreamWithMetadata(Fed(model, samples), 2));
            PrintWords("finished", Fed(model, samples).FinishStreamWithWords());
        }

        /// <summary>Transcribes all recordings at the same time, each in its own thread.</summary>
        private static void AtOnce(DeepSpeech model, List<short[]> recordings)
        {
            var texts = new string[recordings.Count];
            var threads = recordings
                .Select((samples, i) => new Thread(() => texts[i] = Fed(model, samples).FinishStream()))
                .ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            foreach (string text in texts) Print("at once", text);
        }

        private static void Main(string[] arguments)
        {
            List<short[]> recordings = arguments.Skip(2).Select(path => Wav.Read(path).Samples).ToList();
            using (var model = new DeepSpeech(arguments[0]))
            {
                Print("version", model.Version());
                Print("model", model.GetModelSampleRate(), model.GetModelBeamWidth());
                model.SetModelKeepEmissions(true);
                Whole(model, recordings[0]);
                model.EnableExternalScorer(arguments[1]);
                foreach (short[] samples in recordings)
                {
                    Whole(model, samples);
                    Streamed(model, samples);
                }
                AtOnce(model, recordings);
                uint size = (uint)recordings[0].Length;
                model.AddHotWord("nine", -40);
                PrintMetadata("hot-word", model.SpeechToTextWithMetadata(recordings[0], size, 2));
                model.ClearHotWords();
                model.SetScorerAlphaBeta(0.2f, 3);
                PrintMetadata("weights", model.SpeechToTextWithMetadata(recordings[0], size, 2));
            }
            Out.Flush();
        }
    }
}
