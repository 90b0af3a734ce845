using System;
using System.IO;
using DeepSpeechClient.Models;

namespace DeepSpeechClient.Interfaces
{
    /// <summary>A model with the methods of DeepSpeech 0.9.3. <see cref="DeepSpeech"/> has more.</summary>
    public interface IDeepSpeech : IDisposable
    {
        /// <summary>The version of the library.</summary>
        /// <returns>A version as in semantic versioning.</returns>
        string Version();

        /// <summary>The sampling rate that the model expects.</summary>
        /// <returns>Samples per second.</returns>
        int GetModelSampleRate();

        /// <summary>The number of hypotheses that the decoder keeps.</summary>
        /// <returns>The beam width.</returns>
        uint GetModelBeamWidth();

        /// <summary>Sets the beam width of streams created later.</summary>
        /// <param name="aBeamWidth">The number of hypotheses.</param>
        /// <exception cref="ArgumentException">The number is 0.</exception>
        void SetModelBeamWidth(uint aBeamWidth);

        /// <summary>Uses a scorer instead of any other. If it cannot be loaded, the previous one stays.</summary>
        /// <param name="aScorerPath">A .scorer package.</param>
        /// <exception cref="ArgumentException">The file is no valid scorer.</exception>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        void EnableExternalScorer(string aScorerPath);

        /// <summary>Boosts a word in streams created later; it needs a scorer.</summary>
        /// <param name="aWord">A single word.</param>
        /// <param name="aBoost">The boost; a negative one suppresses the word.</param>
        /// <exception cref="ArgumentException">There is no scorer, or the word cannot be boosted.</exception>
        void AddHotWord(string aWord, float aBoost);

        /// <summary>Removes the boost of a word.</summary>
        /// <param name="aWord">A word that has a boost.</param>
        /// <exception cref="ArgumentException">It has none.</exception>
        void EraseHotWord(string aWord);

        /// <summary>Removes all boosts.</summary>
        /// <exception cref="ArgumentException">There is no scorer.</exception>
        void ClearHotWords();

        /// <summary>Decodes streams created later without a scorer.</summary>
        /// <exception cref="ArgumentException">There is no scorer.</exception>
        void DisableExternalScorer();

        /// <summary>Sets the weights of the scorer. NaN leaves a weight unchanged.</summary>
        /// <param name="aAlpha">The weight of the language model.</param>
        /// <param name="aBeta">The weight of each word.</param>
        /// <exception cref="ArgumentException">There is no scorer, or a value is out of range.</exception>
        void SetScorerAlphaBeta(float aAlpha, float aBeta);

        /// <summary>Transcribes a recording.</summary>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        /// <returns>The transcript.</returns>
        string SpeechToText(short[] aBuffer, uint aBufferSize);

        /// <summary>The same with tokens, times and confidence.</summary>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        Metadata SpeechToTextWithMetadata(short[] aBuffer, uint aBufferSize, uint aNumResults);

        /// <summary>Releases a stream without decoding it. It does nothing to a stream that has ended.</summary>
        /// <param name="stream">A stream of this model.</param>
        void FreeStream(DeepSpeechStream stream);

        /// <summary>Starts an utterance.</summary>
        /// <returns>The stream, to be finished or disposed.</returns>
        DeepSpeechStream CreateStream();

        /// <summary>Appends samples. The result does not depend on how the audio is split.</summary>
        /// <param name="stream">A stream of this model.</param>
        /// <param name="aBuffer">Samples of 16 bits, mono, at the sampling rate of the model.</param>
        /// <param name="aBufferSize">The number of samples.</param>
        void FeedAudioContent(DeepSpeechStream stream, short[] aBuffer, uint aBufferSize);

        /// <summary>The transcript so far.</summary>
        /// <param name="stream">A stream of this model.</param>
        /// <returns>The transcript.</returns>
        string IntermediateDecode(DeepSpeechStream stream);

        /// <summary>Transcripts so far, with tokens, times and confidence.</summary>
        /// <param name="stream">A stream of this model.</param>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        Metadata IntermediateDecodeWithMetadata(DeepSpeechStream stream, uint aNumResults);

        /// <summary>Computes the rest of the audio and ends the stream.</summary>
        /// <param name="stream">A stream of this model.</param>
        /// <returns>The transcript.</returns>
        string FinishStream(DeepSpeechStream stream);

        /// <summary>The same with tokens, times and confidence.</summary>
        /// <param name="stream">A stream of this model.</param>
        /// <param name="aNumResults">The greatest number of transcripts.</param>
        /// <returns>The transcripts.</returns>
        Metadata FinishStreamWithMetadata(DeepSpeechStream stream, uint aNumResults);
    }
}
