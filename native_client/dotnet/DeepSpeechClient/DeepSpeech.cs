using System;
using System.IO;
using DeepSpeechClient.Interfaces;
using DeepSpeechClient.Models;
using DeepSpeechClient.Native;

namespace DeepSpeechClient
{
    /// <summary>
    /// An acoustic model, optionally with a scorer. It may be used in several threads. Disposing it waits for nothing:
    /// calls that run go on, later ones throw <see cref="ObjectDisposedException"/>, and its streams go on.
    /// </summary>
    public class DeepSpeech : IDeepSpeech
    {
        private readonly ModelHandle _handle;

        /// <summary>Loads an exported .tflite file, or a .pb or .pbmm file of DeepSpeech 0.7 to 0.9.3.</summary>
        /// <param name="aModelPath">The file.</param>
        /// <exception cref="DeepSpeechException">The file is no valid model.</exception>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        public DeepSpeech(string aModelPath)
        {
            const string Name = "CreateModel";
            byte[] path = Conversion.Utf8(Name, "path", aModelPath ?? "");
            CheckFile(Name, NativeMethods.DS_CreateModel(path, out _handle), aModelPath);
        }

        /// <summary>Loads a model from the contents of its file, which are copied.</summary>
        /// <param name="aModelBuffer">The contents.</param>
        /// <exception cref="DeepSpeechException">They are no valid model.</exception>
        public DeepSpeech(byte[] aModelBuffer)
        {
            if (aModelBuffer == null) throw new ArgumentNullException(nameof(aModelBuffer));
            uint size = (uint)aModelBuffer.Length;
            int code = NativeMethods.DS_CreateModelFromBuffer(aModelBuffer, size, out _handle);
            Conversion.Check("CreateModelFromBuffer", code);
        }

        /// <summary>The handle of a model that was not disposed.</summary>
        private ModelHandle Opened()
        {
            if (_handle.IsClosed) throw new ObjectDisposedException(nameof(DeepSpeech));
            return _handle;
        }

        /// <summary>Throws unless the code is that of success; in particular if there is no such file.</summary>
        private static void CheckFile(string function, int code, string path)
        {
            if (code == 0) return;
            DeepSpeechException failure = Conversion.Failure(function, code);
            if (File.Exists(path)) throw failure;
            throw new FileNotFoundException(failure.Message, path, failure);
        }

        /// <summary>The version of the library, as <see cref="Version"/> returns it, without a model.</summary>
        public static string LibraryVersion => Conversion.TakeText(NativeMethods.DS_Version());

        /// <inheritdoc/>
        public string Version() => LibraryVersion;

        /// <inheritdoc/>
        public int GetModelSampleRate() => NativeMethods.DS_GetModelSampleRate(Opened());

        /// <inheritdoc/>
        public uint GetModelBeamWidth() => NativeMethods.DS_GetModelBeamWidth(Opened());

        /// <inheritdoc/>
        public void SetModelBeamWidth(uint aBeamWidth) =>
            Conversion.Check("SetModelBeamWidth", NativeMethods.DS_SetModelBeamWidth(Opened(), aBeamWidth));

        /// <summary>The number of threads that run the acoustic model.</summary>
        /// <returns>Threads.</returns>
        public uint GetModelThreads() => NativeMethods.DS_GetModelThreads(Opened());

        /// <summary>Sets the number of threads of the acoustic model.</summary>
        /// <param name="aThreads">0 means one per processor, which is also the limit.</param>
        public void SetModelThreads(uint aThreads) =>
            Conversion.Check("SetModelThreads", NativeMethods.DS_SetModelThreads(Opened(), aThreads));

        /// <summary>Sets whether streams created later keep the outputs of the acoustic model.</summary>
        /// <param name="aKeep">Whether they do.</param>
        public void SetModelKeepEmissions(bool aKeep) => Conversion.Check(
            "SetModelKeepEmissions", NativeMethods.DS_SetModelKeepEmissions(Opened(), aKeep ? 1 : 0));

        /// <summary>
        /// Sets whether streams created later treat the last word as DeepSpeech 0.9.3, the default, or correctly. In
        /// 0.9.3, intermediate results show words only when they are complete, and a hot-word at the end is not boosted.
        /// </summary>
        /// <param name="aLike09">As DeepSpeech 0.9.3.</param>
        public void SetModelDecoderCompat(bool aLike09) => Conversion.Check(
            "SetModelDecoderCompat", NativeMethods.DS_SetModelDecoderCompat(Opened(), aLike09 ? 1 : 0));

        /// <summary>
        /// What is accepted, but probably wrong, in the settings: a beam width above the limit, a scorer for another
        /// alphabet, hot-words that the scorer does not know.
        /// </summary>
        /// <returns>Warnings; none is usual.</returns>
        public string[] GetModelWarnings()
        {
            string text = Conversion.TakeText(NativeMethods.DS_GetModelWarnings(Opened()));
            return text.Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries);
        }

        /// <inheritdoc/>
        public void EnableExternalScorer(string aScorerPath)
        {
            const string Name = "EnableExternalScorer";
            byte[] path = Conversion.Utf8(Name, "path", aScorerPath ?? "");
            CheckFile(Name, NativeMethods.DS_EnableExternalScorer(Opened(), path), aScorerPath);
        }

        /// <summary>Uses the contents of a .scorer package, which are copied.</summary>
        /// <param name="aScorerBuffer">The contents.</param>
        /// <exception cref="DeepSpeechException">They are no valid scorer; the previous one stays.</exception>
        public void EnableExternalScorer(byte[] aScorerBuffer)
        {
            if (aScorerBuffer == null) throw new ArgumentNullException(nameof(aScorerBuffer));
            uint size = (uint)aScorerBuffer.Length;
            int code = NativeMethods.DS_EnableExternalScorerFromBuffer(Opened(), aScorerBuffer, size);
            Conversion.Check("EnableExternalScorerFromBuffer", code);
        }

        /// <inheritdoc/>
        public void DisableExternalScorer() =>
            Conversion.Check("DisableExternalScorer", NativeMethods.DS_DisableExternalScorer(Opened()));

        /// <inheritdoc/>
        public void SetScorerAlphaBeta(float aAlpha, float aBeta) =>
            Conversion.Check("SetScorerAlphaBeta", NativeMethods.DS_SetScorerAlphaBeta(Opened(), aAlpha, aBeta));

        /// <inheritdoc/>
        public void AddHotWord(string aWord, float aBoost)
        {
            byte[] word = Conversion.Utf8("AddHotWord", "word", aWord);
            Conversion.Check("AddHotWord", NativeMethods.DS_AddHotWord(Opened(), word, aBoost));
        }

        /// <inheritdoc/>
        public void EraseHotWord(string aWord)
        {
            byte[] word = Conversion.Utf8("EraseHotWord", "word", aWord);
            Conversion.Check("EraseHotWord", NativeMethods.DS_EraseHotWord(Opened(), word));
        }

        /// <inheritdoc/>
        public void ClearHotWords() => Conversion.Check("ClearHotWords", NativeMethods.DS_ClearHotWords(Opened()));

        private T Transcribe<T>(
            string function,
            short[] buffer,
            uint size,
            Func<ModelHandle, IntPtr> call,
            Func<IntPtr, T> convert,
            Action<IntPtr> release)
        {
            ModelHandle handle = Opened();
            Conversion.CheckSize(function, buffer, size);
            return Conversion.Take(function, call(handle), 0, convert, release);
        }

        /// <inheritdoc/>
        public string SpeechToText(short[] aBuffer, uint aBufferSize) => Transcribe(
            "SpeechToText",
            aBuffer,
            aBufferSize,
            handle => NativeMethods.DS_SpeechToText(handle, aBuffer, aBufferSize),
            Conversion.Text,
            NativeMethods.DS_FreeString);

        /// <inheritdoc/>
        public Metadata SpeechToTextWithMetadata(short[] aBuffer, uint aBufferSize, uint aNumResults) => Transcribe(
            "SpeechToTextWithMetadata",
            aBuffer,
            aBufferSize,
            handle => NativeMethods.DS_SpeechToTextWithMetadata(handle, aBuffer, aBufferSize, aNumResults),
            Conversion.ToMetadata,
            NativeMethods.DS_FreeMetadata);

        /// <summary>The same with the outputs of the acoustic model.</summary>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts with emissions.</returns>
        public Metadata SpeechToTextWithEmissions(short[] aBuffer, uint aBufferSize, uint aNumResults) => Transcribe(
            "SpeechToTextWithEmissions",
            aBuffer,
            aBufferSize,
            handle => NativeMethods.DS_SpeechToTextWithEmissions(handle, aBuffer, aBufferSize, aNumResults),
            Conversion.ToMetadataWithEmissions,
            NativeMethods.DS_FreeMetadataWithEmissions);

        /// <summary>The words of the best transcript.</summary>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        /// <returns>Words with times and confidences.</returns>
        public TimedWords SpeechToTextWithWords(short[] aBuffer, uint aBufferSize) => Transcribe(
            "SpeechToTextWithWords",
            aBuffer,
            aBufferSize,
            handle => NativeMethods.DS_SpeechToTextWithWords(handle, aBuffer, aBufferSize),
            Conversion.ToWords,
            NativeMethods.DS_FreeTimedWords);

        /// <summary>Converts a recording to another sampling rate and to 16 bits.</summary>
        /// <remarks>Chunks of a stream must not be resampled separately: each call takes its ends for silence.</remarks>
        /// <param name="aBuffer">Samples of one channel; full scale is 1.0.</param>
        /// <param name="aFromRate">Their sampling rate in Hz.</param>
        /// <param name="aToRate">That of the result in Hz.</param>
        /// <returns>The samples.</returns>
        /// <exception cref="DeepSpeechException">A sampling rate or a sample is out of range.</exception>
        public static short[] Resample(float[] aBuffer, uint aFromRate, uint aToRate)
        {
            const string Name = "ResampleAudio";
            if (aBuffer == null) throw new ArgumentNullException(nameof(aBuffer));
            uint size = (uint)aBuffer.Length;
            int code = NativeMethods.DS_ResampleAudio(aBuffer, size, aFromRate, aToRate, null, 0, out uint count);
            Conversion.Check(Name, code);
            var result = new short[count];
            if (count == 0) return result;
            code = NativeMethods.DS_ResampleAudio(aBuffer, size, aFromRate, aToRate, result, count, out _);
            Conversion.Check(Name, code);
            return result;
        }

        private static DeepSpeechStream Given(DeepSpeechStream stream) =>
            stream ?? throw new ArgumentNullException(nameof(stream));

        /// <inheritdoc/>
        public DeepSpeechStream CreateStream()
        {
            Conversion.Check("CreateStream", NativeMethods.DS_CreateStream(Opened(), out StreamHandle handle));
            return new DeepSpeechStream(handle);
        }

        /// <inheritdoc/>
        public void FreeStream(DeepSpeechStream stream) => Given(stream).Dispose();

        /// <inheritdoc/>
        public void FeedAudioContent(DeepSpeechStream stream, short[] aBuffer, uint aBufferSize) =>
            Given(stream).FeedAudioContent(aBuffer, aBufferSize);

        /// <inheritdoc/>
        public string IntermediateDecode(DeepSpeechStream stream) => Given(stream).IntermediateDecode();

        /// <inheritdoc/>
        public Metadata IntermediateDecodeWithMetadata(DeepSpeechStream stream, uint aNumResults) =>
            Given(stream).IntermediateDecodeWithMetadata(aNumResults);

        /// <inheritdoc/>
        public string FinishStream(DeepSpeechStream stream) => Given(stream).FinishStream();

        /// <inheritdoc/>
        public Metadata FinishStreamWithMetadata(DeepSpeechStream stream, uint aNumResults) =>
            Given(stream).FinishStreamWithMetadata(aNumResults);

        /// <summary>Releases the model. Disposing it again does nothing.</summary>
        public void Dispose()
        {
            _handle.Dispose();
            GC.SuppressFinalize(this);
        }
    }
}
