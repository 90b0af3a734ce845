package org.deepspeech.libdeepspeech;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import org.deepspeech.libdeepspeech.Layout.Form;

/**
 * The functions and structures of deepspeech.h, written by generate_declarations.py. A result of type
 * {@code Pointer} belongs to the caller, who frees it.
 */
final class LibDeepSpeech {
    static {
        Native.register(LibDeepSpeech.class, NativeLibraries.open());
    }

    /** Marks 32 bits that the library reads without a sign. */
    @Target(ElementType.TYPE_USE)
    @interface Unsigned {}

    private LibDeepSpeech() {}

    static final Layout TOKEN_METADATA = new Layout(Form.ADDRESS, Form.U32, Form.F32);
    static final Layout CANDIDATE_TRANSCRIPT = new Layout(Form.ADDRESS, Form.U32, Form.F64);
    static final Layout METADATA = new Layout(Form.ADDRESS, Form.U32);
    static final Layout TIMED_WORD = new Layout(Form.ADDRESS, Form.F32, Form.F32, Form.F64);
    static final Layout TIMED_WORDS = new Layout(Form.ADDRESS, Form.U32, Form.F64);
    static final Layout ACOUSTIC_MODEL_EMISSIONS = new Layout(Form.I32, Form.ADDRESS, Form.I32, Form.ADDRESS);
    static final Layout METADATA_WITH_EMISSIONS = new Layout(Form.ADDRESS, Form.U32, Form.ADDRESS);
    static final Layout COMMAND_SLOT = new Layout(Form.ADDRESS, Form.I32, Form.ADDRESS, Form.ADDRESS);
    static final Layout COMMAND_MATCH = new Layout(
            Form.ADDRESS, Form.ADDRESS, Form.U32, Form.ADDRESS, Form.U32, Form.F64);

    static native int DS_CreateModel(String aModelPath, PointerByReference retval);
    static native int DS_CreateModelFromBuffer(
            Pointer aModelBuffer, @Unsigned int aBufferSize, PointerByReference retval);
    static native @Unsigned int DS_GetModelBeamWidth(Pointer aCtx);
    static native int DS_SetModelBeamWidth(Pointer aCtx, @Unsigned int aBeamWidth);
    static native int DS_GetModelSampleRate(Pointer aCtx);
    static native int DS_SetModelThreads(Pointer aCtx, @Unsigned int aThreads);
    static native @Unsigned int DS_GetModelThreads(Pointer aCtx);
    static native int DS_SetModelKeepEmissions(Pointer aCtx, int aKeep);
    static native int DS_SetModelDecoderCompat(Pointer aCtx, int aLike09);
    static native void DS_FreeModel(Pointer ctx);
    static native int DS_EnableExternalScorer(Pointer aCtx, String aScorerPath);
    static native int DS_EnableExternalScorerFromBuffer(Pointer aCtx, Pointer aScorerBuffer, @Unsigned int aBufferSize);
    static native int DS_AddHotWord(Pointer aCtx, String word, float boost);
    static native int DS_EraseHotWord(Pointer aCtx, String word);
    static native int DS_ClearHotWords(Pointer aCtx);
    static native int DS_DisableExternalScorer(Pointer aCtx);
    static native int DS_SetScorerAlphaBeta(Pointer aCtx, float aAlpha, float aBeta);
    static native Pointer DS_GetModelWarnings(Pointer aCtx);
    static native Pointer DS_SpeechToText(Pointer aCtx, short[] aBuffer, @Unsigned int aBufferSize);
    static native Pointer DS_SpeechToTextWithMetadata(
            Pointer aCtx, short[] aBuffer, @Unsigned int aBufferSize, @Unsigned int aNumResults);
    static native Pointer DS_SpeechToTextWithEmissions(
            Pointer aCtx, short[] aBuffer, @Unsigned int aBufferSize, @Unsigned int aNumResults);
    static native Pointer DS_SpeechToTextWithWords(Pointer aCtx, short[] aBuffer, @Unsigned int aBufferSize);
    static native int DS_ResampleAudio(
            float[] aBuffer, @Unsigned int aBufferSize, @Unsigned int aFromRate, @Unsigned int aToRate, short[] aResult,
            @Unsigned int aResultSize, IntByReference retval);
    static native int DS_CreateCommands(String aPath, PointerByReference retval);
    static native int DS_MatchCommand(
            Pointer aGrammar, Pointer aTexts, @Unsigned int aNumTexts, float aMaxDistance, PointerByReference retval);
    static native int DS_CreateStream(Pointer aCtx, PointerByReference retval);
    static native void DS_FeedAudioContent(Pointer aSctx, short[] aBuffer, @Unsigned int aBufferSize);
    static native Pointer DS_IntermediateDecode(Pointer aSctx);
    static native Pointer DS_IntermediateDecodeWithMetadata(Pointer aSctx, @Unsigned int aNumResults);
    static native Pointer DS_IntermediateDecodeFlushBuffers(Pointer aSctx);
    static native Pointer DS_IntermediateDecodeWithMetadataFlushBuffers(Pointer aSctx, @Unsigned int aNumResults);
    static native Pointer DS_IntermediateDecodeWithWords(Pointer aSctx);
    static native Pointer DS_GetStreamEmissions(Pointer aSctx, @Unsigned int aFirstTimestep);
    static native float DS_GetStreamTrailingSilence(Pointer aSctx);
    static native int DS_GetStreamStatus(Pointer aSctx);
    static native Pointer DS_FinishStream(Pointer aSctx);
    static native Pointer DS_FinishStreamWithMetadata(Pointer aSctx, @Unsigned int aNumResults);
    static native Pointer DS_FinishStreamWithEmissions(Pointer aSctx, @Unsigned int aNumResults);
    static native Pointer DS_FinishStreamWithWords(Pointer aSctx);
    static native void DS_FreeStream(Pointer aSctx);
    static native void DS_FreeMetadata(Pointer m);
    static native void DS_FreeMetadataWithEmissions(Pointer m);
    static native void DS_FreeEmissions(Pointer e);
    static native void DS_FreeTimedWords(Pointer w);
    static native void DS_FreeCommandMatch(Pointer m);
    static native void DS_FreeCommands(Pointer aGrammar);
    static native void DS_FreeString(Pointer str);
    static native Pointer DS_Version();
    static native Pointer DS_ErrorCodeToErrorMessage(int aErrorCode);
    static native Pointer DS_GetErrorDetails();
}
