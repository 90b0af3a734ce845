// A program for the NuGet package DeepSpeech 0.9.3 and NAudio, in the manner of that version's console client:
// Program MODEL SCORER WAV
using DeepSpeechClient;
using DeepSpeechClient.Interfaces;
using DeepSpeechClient.Models;
using NAudio.Wave;
using System;
using System.IO;
using System.Linq;

class Program
{
    static string Describe(CandidateTranscript transcript)
    {
        string tokens = string.Join("", transcript?.Tokens?.Select(x => x.Text));
        return $"{tokens} {transcript?.Tokens?.Length} {transcript?.Tokens?.First().Timestep} "
            + $"{transcript?.Confidence:F1} {transcript?.Tokens?.Last().StartTime:F2}";
    }

    static void Main(string[] args)
    {
        try
        {
            using (IDeepSpeech client = new DeepSpeech(args[0] ?? "output_graph.pbmm"))
            {
                client.EnableExternalScorer(args[1] ?? "kenlm.scorer");
                var buffer = new WaveBuffer(File.ReadAllBytes(args[2]));
                using (var info = new WaveFileReader(args[2]))
                {
                    Console.WriteLine($"duration {info.TotalTime.TotalSeconds:F2}");
                }
                uint size = Convert.ToUInt32(buffer.MaxSize / 2);
                Console.WriteLine($"text {client.SpeechToText(buffer.ShortBuffer, size)}");
                Metadata result = client.SpeechToTextWithMetadata(buffer.ShortBuffer, size, 1);
                Console.WriteLine($"metadata {Describe(result.Transcripts[0])}");
                DeepSpeechStream stream = client.CreateStream();
                client.FeedAudioContent(stream, buffer.ShortBuffer, size);
                Console.WriteLine($"so far {client.IntermediateDecode(stream).Trim()}");
                Console.WriteLine($"streamed {client.FinishStream(stream)}");
                client.AddHotWord("nine", -40);
                Console.WriteLine($"hot-word {client.SpeechToText(buffer.ShortBuffer, size)}");
                client.ClearHotWords();
                buffer.Clear();
            }
            new DeepSpeech("missing.pbmm");
        }
        catch (FileNotFoundException ex)
        {
            Console.WriteLine($"missing {ex.FileName}");
        }
        catch (Exception ex)
        {
            Console.WriteLine(ex.Message);
        }
    }
}
