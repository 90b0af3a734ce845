// The declarations of libdeepspeech, written by native_client/generate_declarations.py from deepspeech.h.
using System;
using System.Runtime.InteropServices;

namespace DeepSpeechClient.Enums
{
    /// <summary>Status codes of the library.</summary>
    public enum ErrorCodes
    {
        /// <summary>DS_ERR_OK</summary>
        DS_ERR_OK = 0x0000,
        /// <summary>DS_ERR_NO_MODEL</summary>
        DS_ERR_NO_MODEL = 0x1000,
        /// <summary>DS_ERR_INVALID_ALPHABET</summary>
        DS_ERR_INVALID_ALPHABET = 0x2000,
        /// <summary>DS_ERR_INVALID_SHAPE</summary>
        DS_ERR_INVALID_SHAPE = 0x2001,
        /// <summary>DS_ERR_INVALID_SCORER</summary>
        DS_ERR_INVALID_SCORER = 0x2002,
        /// <summary>DS_ERR_MODEL_INCOMPATIBLE</summary>
        DS_ERR_MODEL_INCOMPATIBLE = 0x2003,
        /// <summary>DS_ERR_SCORER_NOT_ENABLED</summary>
        DS_ERR_SCORER_NOT_ENABLED = 0x2004,
        /// <summary>DS_ERR_SCORER_UNREADABLE</summary>
        DS_ERR_SCORER_UNREADABLE = 0x2005,
        /// <summary>DS_ERR_SCORER_INVALID_LM</summary>
        DS_ERR_SCORER_INVALID_LM = 0x2006,
        /// <summary>DS_ERR_SCORER_NO_TRIE</summary>
        DS_ERR_SCORER_NO_TRIE = 0x2007,
        /// <summary>DS_ERR_SCORER_INVALID_TRIE</summary>
        DS_ERR_SCORER_INVALID_TRIE = 0x2008,
        /// <summary>DS_ERR_SCORER_VERSION_MISMATCH</summary>
        DS_ERR_SCORER_VERSION_MISMATCH = 0x2009,
        /// <summary>DS_ERR_INVALID_VALUE</summary>
        DS_ERR_INVALID_VALUE = 0x200A,
        /// <summary>DS_ERR_HOTWORD_WITHOUT_EFFECT</summary>
        DS_ERR_HOTWORD_WITHOUT_EFFECT = 0x200B,
        /// <summary>DS_ERR_INVALID_COMMANDS</summary>
        DS_ERR_INVALID_COMMANDS = 0x200C,
        /// <summary>DS_ERR_FAIL_INIT_MMAP</summary>
        DS_ERR_FAIL_INIT_MMAP = 0x3000,
        /// <summary>DS_ERR_FAIL_INIT_SESS</summary>
        DS_ERR_FAIL_INIT_SESS = 0x3001,
        /// <summary>DS_ERR_FAIL_INTERPRETER</summary>
        DS_ERR_FAIL_INTERPRETER = 0x3002,
        /// <summary>DS_ERR_FAIL_RUN_SESS</summary>
        DS_ERR_FAIL_RUN_SESS = 0x3003,
        /// <summary>DS_ERR_FAIL_CREATE_STREAM</summary>
        DS_ERR_FAIL_CREATE_STREAM = 0x3004,
        /// <summary>DS_ERR_FAIL_READ_PROTOBUF</summary>
        DS_ERR_FAIL_READ_PROTOBUF = 0x3005,
        /// <summary>DS_ERR_FAIL_CREATE_SESS</summary>
        DS_ERR_FAIL_CREATE_SESS = 0x3006,
        /// <summary>DS_ERR_FAIL_CREATE_MODEL</summary>
        DS_ERR_FAIL_CREATE_MODEL = 0x3007,
        /// <summary>DS_ERR_FAIL_INSERT_HOTWORD</summary>
        DS_ERR_FAIL_INSERT_HOTWORD = 0x3008,
        /// <summary>DS_ERR_FAIL_CLEAR_HOTWORD</summary>
        DS_ERR_FAIL_CLEAR_HOTWORD = 0x3009,
        /// <summary>DS_ERR_FAIL_ERASE_HOTWORD</summary>
        DS_ERR_FAIL_ERASE_HOTWORD = 0x3010,
    }
}

namespace DeepSpeechClient.Structs
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct TokenMetadata
    {
        internal IntPtr text;
        internal uint timestep;
        internal float start_time;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct CandidateTranscript
    {
        internal IntPtr tokens;
        internal uint num_tokens;
        internal double confidence;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Metadata
    {
        internal IntPtr transcripts;
        internal uint num_transcripts;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimedWord
    {
        internal IntPtr text;
        internal float start_time;
        internal float end_time;
        internal double confidence;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimedWords
    {
        internal IntPtr words;
        internal uint num_words;
        internal double confidence;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct AcousticModelEmissions
    {
        internal int num_symbols;
        internal IntPtr symbols;
        internal int num_timesteps;
        internal IntPtr emissions;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MetadataWithEmissions
    {
        internal IntPtr transcripts;
        internal uint num_transcripts;
        internal IntPtr emissions;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct CommandSlot
    {
        internal IntPtr name;
        internal int kind;
        internal IntPtr value;
        internal IntPtr text;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct CommandMatch
    {
        internal IntPtr intent;
        internal IntPtr slots;
        internal uint num_slots;
        internal IntPtr sentence;
        internal uint text_index;
        internal double distance;
    }
}

namespace DeepSpeechClient.Native
{
    internal static class NativeMethods
    {
        private const string Library = "deepspeech";

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_CreateModel(byte[] aModelPath, out ModelHandle retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_CreateModelFromBuffer(byte[] aModelBuffer, uint aBufferSize, out ModelHandle retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint DS_GetModelBeamWidth(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_SetModelBeamWidth(ModelHandle aCtx, uint aBeamWidth);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_GetModelSampleRate(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_SetModelThreads(ModelHandle aCtx, uint aThreads);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint DS_GetModelThreads(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_SetModelKeepEmissions(ModelHandle aCtx, int aKeep);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_SetModelDecoderCompat(ModelHandle aCtx, int aLike09);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeModel(IntPtr ctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_EnableExternalScorer(ModelHandle aCtx, byte[] aScorerPath);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_EnableExternalScorerFromBuffer(ModelHandle aCtx, byte[] aScorerBuffer, uint aBufferSize);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_AddHotWord(ModelHandle aCtx, byte[] word, float boost);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_EraseHotWord(ModelHandle aCtx, byte[] word);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_ClearHotWords(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_DisableExternalScorer(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_SetScorerAlphaBeta(ModelHandle aCtx, float aAlpha, float aBeta);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_GetModelWarnings(ModelHandle aCtx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_SpeechToText(ModelHandle aCtx, short[] aBuffer, uint aBufferSize);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_SpeechToTextWithMetadata(ModelHandle aCtx, short[] aBuffer, uint aBufferSize, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_SpeechToTextWithEmissions(ModelHandle aCtx, short[] aBuffer, uint aBufferSize, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_SpeechToTextWithWords(ModelHandle aCtx, short[] aBuffer, uint aBufferSize);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_ResampleAudio(float[] aBuffer, uint aBufferSize, uint aFromRate, uint aToRate, short[] aResult, uint aResultSize, out uint retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_CreateCommands(byte[] aPath, out GrammarHandle retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_MatchCommand(GrammarHandle aGrammar, IntPtr[] aTexts, uint aNumTexts, float aMaxDistance, out IntPtr retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_CreateStream(ModelHandle aCtx, out StreamHandle retval);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FeedAudioContent(StreamHandle aSctx, short[] aBuffer, uint aBufferSize);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_IntermediateDecode(StreamHandle aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_IntermediateDecodeWithMetadata(StreamHandle aSctx, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_IntermediateDecodeFlushBuffers(StreamHandle aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_IntermediateDecodeWithMetadataFlushBuffers(StreamHandle aSctx, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_IntermediateDecodeWithWords(StreamHandle aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_GetStreamEmissions(StreamHandle aSctx, uint aFirstTimestep);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern float DS_GetStreamTrailingSilence(StreamHandle aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int DS_GetStreamStatus(StreamHandle aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_FinishStream(IntPtr aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_FinishStreamWithMetadata(IntPtr aSctx, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_FinishStreamWithEmissions(IntPtr aSctx, uint aNumResults);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_FinishStreamWithWords(IntPtr aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeStream(IntPtr aSctx);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeMetadata(IntPtr m);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeMetadataWithEmissions(IntPtr m);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeEmissions(IntPtr e);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeTimedWords(IntPtr w);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeCommandMatch(IntPtr m);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeCommands(IntPtr aGrammar);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void DS_FreeString(IntPtr str);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_Version();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_ErrorCodeToErrorMessage(int aErrorCode);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr DS_GetErrorDetails();
    }
}
