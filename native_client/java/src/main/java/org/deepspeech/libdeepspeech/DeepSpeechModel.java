package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.LibDeepSpeech.*;
import static org.deepspeech.libdeepspeech.Results.check;
import static org.deepspeech.libdeepspeech.Results.checked;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * An acoustic model, optionally with a scorer. It may be used by several threads, and is freed by {@link #freeModel},
 * {@link #close}, or when it is no longer reachable.
 *
 * <p>Its methods throw {@link DeepSpeechException} if the library fails, and {@link IllegalStateException} after the
 * model was freed. Audio is 16 bits, mono, at {@link #sampleRate}.
 */
public class DeepSpeechModel implements AutoCloseable {
    private final Handle handle;

    /**
     * Loads a model.
     *
     * @param modelPath path of a {@code .tflite} file, or of a {@code .pb} or {@code .pbmm} file of 0.7 to 0.9.3
     */
    public DeepSpeechModel(String modelPath) {
        PointerByReference result = new PointerByReference();
        check("CreateModel", DS_CreateModel(checked("path", modelPath), result));
        handle = new Handle(this, "model", result.getValue(), LibDeepSpeech::DS_FreeModel);
    }

    /**
     * Creates a model from the contents of its file.
     *
     * @param modelBuffer the contents, which are copied
     */
    public DeepSpeechModel(byte[] modelBuffer) {
        PointerByReference result = new PointerByReference();
        try (Memory memory = Results.copied(modelBuffer)) {
            check("CreateModelFromBuffer", DS_CreateModelFromBuffer(memory, modelBuffer.length, result));
        }
        handle = new Handle(this, "model", result.getValue(), LibDeepSpeech::DS_FreeModel);
    }

    /**
     * Returns the version of the library.
     *
     * @return the version, as in semantic versioning
     */
    public static String version() {
        return Results.owned(DS_Version());
    }

    /**
     * Converts a whole recording to another sampling rate. Chunks of a stream must not be converted separately.
     *
     * @param samples  one channel, where full scale is 1.0
     * @param fromRate its sampling rate in Hz, from 1000 to 999999
     * @param toRate   the sampling rate of the result, likewise
     * @return samples of 16 bits
     * @throws DeepSpeechException for other rates, or samples that are not finite
     */
    public static short[] resample(float[] samples, int fromRate, int toRate) {
        IntByReference size = new IntByReference();
        check("ResampleAudio", DS_ResampleAudio(samples, samples.length, fromRate, toRate, null, 0, size));
        short[] result = new short[size.getValue()];
        check("ResampleAudio", DS_ResampleAudio(samples, samples.length, fromRate, toRate, result, result.length, size));
        return result;
    }

    /** Changes the model while no other call uses it. */
    private void set(String function, ToIntFunction<Pointer> call) {
        handle.alone(model -> {
            check(function, call.applyAsInt(model));
            return null;
        });
    }

    /**
     * Returns the number of hypotheses that the decoder keeps.
     *
     * @return the beam width
     */
    public long beamWidth() {
        return handle.shared(model -> Integer.toUnsignedLong(DS_GetModelBeamWidth(model)));
    }

    /**
     * Sets the beam width of streams that are created later.
     *
     * @param beamWidth at least 1; more than 65536 counts as 65536, with a warning
     */
    public void setBeamWidth(long beamWidth) {
        if (beamWidth < 0 || beamWidth > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("expected a beam width from 1 to 4294967295, got " + beamWidth);
        }
        set("SetModelBeamWidth", model -> DS_SetModelBeamWidth(model, (int) beamWidth));
    }

    /**
     * Returns the sampling rate that the model expects.
     *
     * @return the sampling rate in Hz
     */
    public int sampleRate() {
        return handle.shared(model -> DS_GetModelSampleRate(model));
    }

    /**
     * Returns the number of threads that run the acoustic model.
     *
     * @return the number
     */
    public int threads() {
        return handle.shared(model -> DS_GetModelThreads(model));
    }

    /**
     * Sets the number of threads that run the acoustic model.
     *
     * @param threads the number; 0: one per processor, which is also the limit
     */
    public void setThreads(int threads) {
        int count = checked("number of threads", threads);
        set("SetModelThreads", model -> DS_SetModelThreads(model, count));
    }

    /**
     * Sets whether streams that are created later keep the outputs of the acoustic model.
     *
     * @param keep whether they do; see {@link DeepSpeechStreamingState#emissions}
     */
    public void setKeepEmissions(boolean keep) {
        set("SetModelKeepEmissions", model -> DS_SetModelKeepEmissions(model, keep ? 1 : 0));
    }

    /**
     * Sets how streams that are created later treat an incomplete last word. In 0.9.3, intermediate results do not show
     * it, and a hot-word at the end of an utterance is not boosted.
     *
     * @param like09 whether they do as 0.9.3, the default, or correctly
     */
    public void setDecoderCompat(boolean like09) {
        set("SetModelDecoderCompat", model -> DS_SetModelDecoderCompat(model, like09 ? 1 : 0));
    }

    /** Frees the model, after the calls that use it. Does nothing if it was freed. */
    public void freeModel() {
        handle.free();
    }

    /** Frees the model, as {@link #freeModel}. */
    @Override
    public void close() {
        freeModel();
    }

    /**
     * Uses a scorer instead of any other. If it cannot be loaded, the previous one remains in use.
     *
     * @param scorer path of a {@code .scorer} package
     */
    public void enableExternalScorer(String scorer) {
        String path = checked("path", scorer);
        set("EnableExternalScorer", model -> DS_EnableExternalScorer(model, path));
    }

    /**
     * Uses a scorer from memory instead of any other. If it cannot be loaded, the previous one remains in use.
     *
     * @param scorerBuffer the contents of a {@code .scorer} package, which are copied
     */
    public void enableExternalScorer(byte[] scorerBuffer) {
        try (Memory memory = Results.copied(scorerBuffer)) {
            set("EnableExternalScorerFromBuffer",
                    model -> DS_EnableExternalScorerFromBuffer(model, memory, scorerBuffer.length));
        }
    }

    /** Decodes streams that are created later without a scorer. */
    public void disableExternalScorer() {
        set("DisableExternalScorer", LibDeepSpeech::DS_DisableExternalScorer);
    }

    /**
     * Sets the weights of the scorer.
     *
     * @param alpha weight of the language model; NaN leaves it unchanged
     * @param beta  weight of each word; NaN leaves it unchanged
     */
    public void setScorerAlphaBeta(float alpha, float beta) {
        set("SetScorerAlphaBeta", model -> DS_SetScorerAlphaBeta(model, alpha, beta));
    }

    /**
     * Boosts a word in streams that are created later. Requires a scorer.
     *
     * @param word  the word
     * @param boost the boost; a negative one suppresses the word
     */
    public void addHotWord(String word, float boost) {
        String text = checked("word", word);
        set("AddHotWord", model -> DS_AddHotWord(model, text, boost));
    }

    /**
     * Removes the boost of a word.
     *
     * @param word the word
     */
    public void eraseHotWord(String word) {
        String text = checked("word", word);
        set("EraseHotWord", model -> DS_EraseHotWord(model, text));
    }

    /** Removes all boosts. */
    public void clearHotWords() {
        set("ClearHotWords", LibDeepSpeech::DS_ClearHotWords);
    }

    /**
     * Returns warnings about the settings: a beam width above the limit, a scorer that does not match the model,
     * hot-words that the scorer does not know.
     *
     * @return the warnings; empty if there are none
     */
    public List<String> warnings() {
        return handle.shared(model -> Results.lines(Results.owned(DS_GetModelWarnings(model))));
    }

    /**
     * Transcribes audio.
     *
     * @param buffer     the samples
     * @param bufferSize how many of them are used
     * @return the transcript
     */
    public String stt(short[] buffer, int bufferSize) {
        int size = checked(buffer, bufferSize);
        return handle.shared(model -> Results.takeText("SpeechToText", DS_SpeechToText(model, buffer, size), 0));
    }

    /**
     * Transcribes audio.
     *
     * @param buffer the samples
     * @return the transcript
     */
    public String stt(short[] buffer) {
        return stt(buffer, buffer.length);
    }

    /**
     * Transcribes audio, with tokens and times.
     *
     * @param buffer     the samples
     * @param bufferSize how many of them are used
     * @param numResults the largest number of transcripts
     * @return the transcripts
     */
    public Metadata sttWithMetadata(short[] buffer, int bufferSize, int numResults) {
        int size = checked(buffer, bufferSize);
        int count = checked("number of results", numResults);
        return handle.shared(model -> Results.takeMetadata(
                "SpeechToTextWithMetadata", DS_SpeechToTextWithMetadata(model, buffer, size, count), 0));
    }

    /**
     * Transcribes audio, with tokens, times and the outputs of the acoustic model.
     *
     * @param buffer     the samples
     * @param bufferSize how many of them are used
     * @param numResults the largest number of transcripts
     * @return the transcripts and emissions
     */
    public MetadataWithEmissions sttWithEmissions(short[] buffer, int bufferSize, int numResults) {
        int size = checked(buffer, bufferSize);
        int count = checked("number of results", numResults);
        return handle.shared(model -> Results.takeWithEmissions(
                "SpeechToTextWithEmissions", DS_SpeechToTextWithEmissions(model, buffer, size, count), 0));
    }

    /**
     * Transcribes audio, with the times and confidences of words.
     *
     * @param buffer     the samples
     * @param bufferSize how many of them are used
     * @return the words of the best transcript
     */
    public TimedWords sttWithWords(short[] buffer, int bufferSize) {
        int size = checked(buffer, bufferSize);
        return handle.shared(model -> Results.takeWords(
                "SpeechToTextWithWords", DS_SpeechToTextWithWords(model, buffer, size), 0));
    }

    /**
     * Starts an utterance.
     *
     * @return the stream
     */
    public DeepSpeechStreamingState createStream() {
        return handle.shared(model -> {
            PointerByReference result = new PointerByReference();
            check("CreateStream", DS_CreateStream(model, result));
            return new DeepSpeechStreamingState(result.getValue());
        });
    }

    /**
     * Calls {@link DeepSpeechStreamingState#feedAudioContent(short[], int)}.
     *
     * @param ctx        the stream
     * @param buffer     the samples
     * @param bufferSize how many of them are used
     */
    public void feedAudioContent(DeepSpeechStreamingState ctx, short[] buffer, int bufferSize) {
        ctx.feedAudioContent(buffer, bufferSize);
    }

    /**
     * Calls {@link DeepSpeechStreamingState#intermediateDecode}.
     *
     * @param ctx the stream
     * @return the transcript so far
     */
    public String intermediateDecode(DeepSpeechStreamingState ctx) {
        return ctx.intermediateDecode();
    }

    /**
     * Calls {@link DeepSpeechStreamingState#intermediateDecodeWithMetadata}.
     *
     * @param ctx        the stream
     * @param numResults the largest number of transcripts
     * @return the transcripts so far
     */
    public Metadata intermediateDecodeWithMetadata(DeepSpeechStreamingState ctx, int numResults) {
        return ctx.intermediateDecodeWithMetadata(numResults);
    }

    /**
     * Calls {@link DeepSpeechStreamingState#finishStream}.
     *
     * @param ctx the stream, which ends
     * @return the transcript
     */
    public String finishStream(DeepSpeechStreamingState ctx) {
        return ctx.finishStream();
    }

    /**
     * Calls {@link DeepSpeechStreamingState#finishStreamWithMetadata}.
     *
     * @param ctx        the stream, which ends
     * @param numResults the largest number of transcripts
     * @return the transcripts
     */
    public Metadata finishStreamWithMetadata(DeepSpeechStreamingState ctx, int numResults) {
        return ctx.finishStreamWithMetadata(numResults);
    }
}
