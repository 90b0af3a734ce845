using System;
using DeepSpeechClient.Native;

namespace DeepSpeechClient.Models
{
    /// <summary>
    /// One utterance, created by <see cref="DeepSpeech.CreateStream"/>. It ends with one of the Finish methods or with
    /// <see cref="Dispose"/>, and may outlive its model. Calls from several threads wait for each other.
    /// </summary>
    public sealed class DeepSpeechStream : IDisposable
    {
        private readonly object _lock = new object();
        private readonly StreamHandle _handle;

        internal DeepSpeechStream(StreamHandle handle)
        {
            _handle = handle;
        }

        /// <summary>The handle of a stream that has not ended. The lock is held by the caller.</summary>
        private StreamHandle Opened()
        {
            if (_handle.IsClosed) throw new ObjectDisposedException(nameof(DeepSpeechStream), "The stream has ended.");
            return _handle;
        }

        private T Decode<T>(
            string function, Func<StreamHandle, IntPtr> call, Func<IntPtr, T> convert, Action<IntPtr> release)
        {
            lock (_lock)
            {
                IntPtr result = call(Opened());
                return Conversion.Take(function, result, NativeMethods.DS_GetStreamStatus(_handle), convert, release);
            }
        }

        private T Finish<T>(string function, Func<IntPtr, IntPtr> call, Func<IntPtr, T> convert, Action<IntPtr> release)
        {
            lock (_lock)
            {
                int status = NativeMethods.DS_GetStreamStatus(Opened());
                return Conversion.Take(function, call(_handle.Take()), status, convert, release);
            }
        }

        /// <summary>Appends samples. The result does not depend on how the audio is split.</summary>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        /// <exception cref="DeepSpeechException">The audio could not be computed.</exception>
        /// <exception cref="ObjectDisposedException">The stream has ended, as for the other methods.</exception>
        public void FeedAudioContent(short[] aBuffer, uint aBufferSize)
        {
            const string Name = "FeedAudioContent";
            lock (_lock)
            {
                StreamHandle handle = Opened();
                Conversion.CheckSize(Name, aBuffer, aBufferSize);
                NativeMethods.DS_FeedAudioContent(handle, aBuffer, aBufferSize);
                Conversion.Check(Name, NativeMethods.DS_GetStreamStatus(handle));
            }
        }

        /// <summary>The transcript so far.</summary>
        /// <returns>The transcript.</returns>
        public string IntermediateDecode() => Decode(
            "IntermediateDecode", NativeMethods.DS_IntermediateDecode, Conversion.Text, NativeMethods.DS_FreeString);

        /// <summary>Transcripts so far, with tokens, times and confidence.</summary>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        public Metadata IntermediateDecodeWithMetadata(uint aNumResults = 1) => Decode(
            "IntermediateDecodeWithMetadata",
            handle => NativeMethods.DS_IntermediateDecodeWithMetadata(handle, aNumResults),
            Conversion.ToMetadata,
            NativeMethods.DS_FreeMetadata);

        /// <summary>The transcript that <see cref="FinishStream"/> would return now. The stream is unchanged.</summary>
        /// <returns>The transcript.</returns>
        public string IntermediateDecodeFlushBuffers() => Decode(
            "IntermediateDecodeFlushBuffers",
            NativeMethods.DS_IntermediateDecodeFlushBuffers,
            Conversion.Text,
            NativeMethods.DS_FreeString);

        /// <summary>What <see cref="FinishStreamWithMetadata"/> would return now. The stream is unchanged.</summary>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        public Metadata IntermediateDecodeWithMetadataFlushBuffers(uint aNumResults = 1) => Decode(
            "IntermediateDecodeWithMetadataFlushBuffers",
            handle => NativeMethods.DS_IntermediateDecodeWithMetadataFlushBuffers(handle, aNumResults),
            Conversion.ToMetadata,
            NativeMethods.DS_FreeMetadata);

        /// <summary>The words so far; the last one may be incomplete.</summary>
        /// <returns>Words with times and confidences.</returns>
        public TimedWords IntermediateDecodeWithWords() => Decode(
            "IntermediateDecodeWithWords",
            NativeMethods.DS_IntermediateDecodeWithWords,
            Conversion.ToWords,
            NativeMethods.DS_FreeTimedWords);

        /// <summary>The outputs of the acoustic model so far.</summary>
        /// <param name="aFirstTimestep">The first timestep of the result.</param>
        /// <returns>Null if the stream does not keep them: see <see cref="DeepSpeech.SetModelKeepEmissions"/>.</returns>
        public Emissions GetEmissions(uint aFirstTimestep = 0)
        {
            const string Name = "GetStreamEmissions";
            lock (_lock)
            {
                Conversion.Check(Name, NativeMethods.DS_GetStreamStatus(Opened()));
                IntPtr result = NativeMethods.DS_GetStreamEmissions(_handle, aFirstTimestep);
                if (result == IntPtr.Zero) return null;
                return Conversion.Take(Name, result, 0, Conversion.ToEmissions, NativeMethods.DS_FreeEmissions);
            }
        }

        /// <summary>
        /// Seconds from the end of the last speech to the last sample. To detect the end of an utterance, wait until it
        /// reaches, for example, 0.8 after text was recognized.
        /// </summary>
        /// <returns>Seconds.</returns>
        public float GetTrailingSilence()
        {
            lock (_lock) return NativeMethods.DS_GetStreamTrailingSilence(Opened());
        }

        /// <summary>Computes the rest of the audio and ends the stream.</summary>
        /// <returns>The transcript.</returns>
        public string FinishStream() => Finish(
            "FinishStream", NativeMethods.DS_FinishStream, Conversion.Text, NativeMethods.DS_FreeString);

        /// <summary>The same with tokens, times and confidence.</summary>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        public Metadata FinishStreamWithMetadata(uint aNumResults = 1) => Finish(
            "FinishStreamWithMetadata",
            handle => NativeMethods.DS_FinishStreamWithMetadata(handle, aNumResults),
            Conversion.ToMetadata,
            NativeMethods.DS_FreeMetadata);

        /// <summary>The same with the outputs of the acoustic model, if the stream keeps them.</summary>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts with emissions.</returns>
        public Metadata FinishStreamWithEmissions(uint aNumResults = 1) => Finish(
            "FinishStreamWithEmissions",
            handle => NativeMethods.DS_FinishStreamWithEmissions(handle, aNumResults),
            Conversion.ToMetadataWithEmissions,
            NativeMethods.DS_FreeMetadataWithEmissions);

        /// <summary>The same with the words of the best transcript.</summary>
        /// <returns>Words with times and confidences.</returns>
        public TimedWords FinishStreamWithWords() => Finish(
            "FinishStreamWithWords",
            NativeMethods.DS_FinishStreamWithWords,
            Conversion.ToWords,
            NativeMethods.DS_FreeTimedWords);

        /// <summary>Releases the stream without decoding it. It does nothing to a stream that has ended.</summary>
        public void Dispose()
        {
            lock (_lock) _handle.Dispose();
        }
    }
}
