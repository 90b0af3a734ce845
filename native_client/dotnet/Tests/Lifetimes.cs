using System;
using System.IO;
using System.Threading;
using DeepSpeechClient;
using DeepSpeechClient.Models;

namespace Tests
{
    /// <summary>What happens to released and to forgotten objects.</summary>
    public static class Lifetimes
    {
        public static void UseAfterDisposal()
        {
            DeepSpeech model = Golden.Load();
            DeepSpeechStream stream = model.CreateStream();
            short[] audio = Golden.Samples("test0000.wav");
            uint size = (uint)audio.Length;
            model.Dispose();
            model.Dispose();
            foreach (Action action in new Action[]
            {
                () => model.SpeechToText(audio, size),
                () => model.SpeechToTextWithMetadata(audio, size, 1),
                () => model.SpeechToTextWithEmissions(audio, size, 1),
                () => model.SpeechToTextWithWords(audio, size),
                () => model.CreateStream(),
                () => model.GetModelSampleRate(),
                () => model.GetModelBeamWidth(),
                () => model.GetModelWarnings(),
                () => model.SetModelThreads(1),
                () => model.AddHotWord("two", 1),
                () => model.EnableExternalScorer(Program.Scorer),
            }) Expect.Throws<ObjectDisposedException>(action);
            model.FeedAudioContent(stream, audio, size);
            Expect.Equal("two nine six four", model.FinishStream(stream));
            model.FreeStream(stream);
            stream.Dispose();
            foreach (Action action in new Action[]
            {
                () => model.FeedAudioContent(stream, audio, size),
                () => model.FinishStream(stream),
                () => model.FinishStreamWithMetadata(stream, 1),
                () => stream.FinishStreamWithEmissions(),
                () => stream.FinishStreamWithWords(),
                () => model.IntermediateDecode(stream),
                () => stream.IntermediateDecodeWithWords(),
                () => stream.IntermediateDecodeFlushBuffers(),
                () => stream.GetEmissions(),
                () => stream.GetTrailingSilence(),
            }) Expect.Throws<ObjectDisposedException>(action);
            Expect.Throws<ArgumentNullException>(() => model.FinishStream(null));
        }

        /// <summary>Disposing a model while another thread uses it refuses later calls only.</summary>
        public static void DisposalDuringUse()
        {
            DeepSpeech model = Golden.Load();
            short[] audio = Golden.Samples("test0000.wav");
            string wrong = null;
            bool refused = false;
            using (var begun = new ManualResetEvent(false))
            {
                var thread = new Thread(() =>
                {
                    try
                    {
                        while (wrong == null)
                        {
                            string text = model.SpeechToText(audio, (uint)audio.Length);
                            if (text != "two nine six four") wrong = text;
                            begun.Set();
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        refused = true;
                    }
                });
                thread.Start();
                begun.WaitOne();
                model.Dispose();
                thread.Join();
            }
            Expect.Equal(null, wrong);
            Expect.True(refused, "the model is still in use");
        }

        private static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
        }

        private static void Rounds(int count, bool dispose)
        {
            for (int i = 0; i < count; i++)
            {
                DeepSpeech model = Golden.Load();
                DeepSpeechStream stream = model.CreateStream();
                stream.FeedAudioContent(new short[800], 800);
                stream.FinishStreamWithMetadata(2);
                DeepSpeechStream unused = model.CreateStream();
                if (dispose)
                {
                    unused.Dispose();
                    model.Dispose();
                }
                else if (i % 10 == 0)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            }
        }

        /// <summary>A thousand rounds do not need more memory than a hundred.</summary>
        public static void NothingGrows()
        {
            Rounds(100, true);
            long before = Resident();
            Rounds(1000, true);
            long grown = Resident() - before;
            Expect.True(grown < 8 << 20, $"resident memory grew by {grown} bytes");
        }

        public static void ForgottenObjectsAreReleased()
        {
            Rounds(50, false);
            long before = Resident();
            Rounds(200, false);
            long grown = Resident() - before;
            Expect.True(grown < 16 << 20, $"resident memory grew by {grown} bytes");
        }
    }
}
