package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.LibDeepSpeech.*;
import static org.deepspeech.libdeepspeech.Results.check;
import static org.deepspeech.libdeepspeech.Results.checked;

import com.sun.jna.Pointer;

/**
 * One utterance, created by {@link DeepSpeechModel#createStream}. It ends with a {@code finishStream} method or
 * {@link #close}, and is freed when it is no longer reachable. It keeps what it needs of its model, which may be freed
 * first. Calls from several threads wait for each other.
 *
 * <p>Its methods throw {@link DeepSpeechException} if a part of the audio could not be computed, and
 * {@link IllegalStateException} after the end of the utterance.
 */
public final class DeepSpeechStreamingState implements AutoCloseable {
    private final Handle handle;

    DeepSpeechStreamingState(Pointer address) {
        handle = new Handle(this, "stream", address, LibDeepSpeech::DS_FreeStream);
    }

    /**
     * Appends samples. The result does not depend on how the audio is split.
     *
     * @param buffer samples of 16 bits, mono, at the sampling rate of the model
     */
    public void feedAudioContent(short[] buffer) {
        feedAudioContent(buffer, buffer.length);
    }

    /**
     * Appends the first samples of a buffer.
     *
     * @param buffer     samples of 16 bits, mono, at the sampling rate of the model
     * @param bufferSize how many of them are used
     * @throws IllegalArgumentException if the buffer has fewer
     */
    public void feedAudioContent(short[] buffer, int bufferSize) {
        int size = checked(buffer, bufferSize);
        handle.alone(stream -> {
            DS_FeedAudioContent(stream, buffer, size);
            check("FeedAudioContent", DS_GetStreamStatus(stream));
            return null;
        });
    }

    /**
     * Decodes the audio so far.
     *
     * @return the transcript
     */
    public String intermediateDecode() {
        return handle.alone(stream -> Results.takeText(
                "IntermediateDecode", DS_IntermediateDecode(stream), DS_GetStreamStatus(stream)));
    }

    /**
     * Decodes the audio so far.
     *
     * @param numResults the largest number of transcripts
     * @return the transcripts
     */
    public Metadata intermediateDecodeWithMetadata(int numResults) {
        int count = checked("number of results", numResults);
        return handle.alone(stream -> Results.takeMetadata(
                "IntermediateDecodeWithMetadata",
                DS_IntermediateDecodeWithMetadata(stream, count),
                DS_GetStreamStatus(stream)));
    }

    /**
     * Returns what {@link #finishStream} would return now, and leaves the stream unchanged.
     *
     * @return the transcript
     */
    public String intermediateDecodeFlushBuffers() {
        return handle.alone(stream -> Results.takeText(
                "IntermediateDecodeFlushBuffers",
                DS_IntermediateDecodeFlushBuffers(stream),
                DS_GetStreamStatus(stream)));
    }

    /**
     * Returns what {@link #finishStreamWithMetadata} would return now, and leaves the stream unchanged.
     *
     * @param numResults the largest number of transcripts
     * @return the transcripts
     */
    public Metadata intermediateDecodeWithMetadataFlushBuffers(int numResults) {
        int count = checked("number of results", numResults);
        return handle.alone(stream -> Results.takeMetadata(
                "IntermediateDecodeWithMetadataFlushBuffers",
                DS_IntermediateDecodeWithMetadataFlushBuffers(stream, count),
                DS_GetStreamStatus(stream)));
    }

    /**
     * Decodes the audio so far.
     *
     * @return the words; the last one may be incomplete
     */
    public TimedWords intermediateDecodeWithWords() {
        return handle.alone(stream -> Results.takeWords(
                "IntermediateDecodeWithWords", DS_IntermediateDecodeWithWords(stream), DS_GetStreamStatus(stream)));
    }

    /**
     * Returns the outputs of the acoustic model so far.
     *
     * @param firstTimestep the first timestep that is returned
     * @return the outputs; null if the stream does not keep them ({@link DeepSpeechModel#setKeepEmissions})
     */
    public AcousticModelEmissions emissions(int firstTimestep) {
        int first = checked("timestep", firstTimestep);
        return handle.alone(stream -> {
            check("GetStreamEmissions", DS_GetStreamStatus(stream));
            Pointer result = DS_GetStreamEmissions(stream, first);
            if (result == null) {
                return null;
            }
            return Results.take("GetStreamEmissions", result, 0, Results::emissions, LibDeepSpeech::DS_FreeEmissions);
        });
    }

    /**
     * Returns the time since the last speech. To detect the end of an utterance, wait until it reaches, for example,
     * 0.8 after text was recognized.
     *
     * @return seconds from the end of the last speech to the last sample; without speech, the length of the audio
     */
    public float trailingSilence() {
        return handle.alone(stream -> DS_GetStreamTrailingSilence(stream));
    }

    /**
     * Computes the rest of the audio and ends the stream.
     *
     * @return the transcript
     */
    public String finishStream() {
        return handle.last(stream -> {
            int status = DS_GetStreamStatus(stream);
            return Results.takeText("FinishStream", DS_FinishStream(stream), status);
        });
    }

    /**
     * Computes the rest of the audio and ends the stream.
     *
     * @param numResults the largest number of transcripts
     * @return the transcripts
     */
    public Metadata finishStreamWithMetadata(int numResults) {
        int count = checked("number of results", numResults);
        return handle.last(stream -> {
            int status = DS_GetStreamStatus(stream);
            return Results.takeMetadata(
                    "FinishStreamWithMetadata", DS_FinishStreamWithMetadata(stream, count), status);
        });
    }

    /**
     * Computes the rest of the audio and ends the stream.
     *
     * @param numResults the largest number of transcripts
     * @return the transcripts, with emissions if the stream keeps them ({@link DeepSpeechModel#setKeepEmissions})
     */
    public MetadataWithEmissions finishStreamWithEmissions(int numResults) {
        int count = checked("number of results", numResults);
        return handle.last(stream -> {
            int status = DS_GetStreamStatus(stream);
            return Results.takeWithEmissions(
                    "FinishStreamWithEmissions", DS_FinishStreamWithEmissions(stream, count), status);
        });
    }

    /**
     * Computes the rest of the audio and ends the stream.
     *
     * @return the words of the best transcript
     */
    public TimedWords finishStreamWithWords() {
        return handle.last(stream -> {
            int status = DS_GetStreamStatus(stream);
            return Results.takeWords("FinishStreamWithWords", DS_FinishStreamWithWords(stream), status);
        });
    }

    /** Ends the utterance without decoding it. Does nothing after its end. */
    @Override
    public void close() {
        handle.free();
    }
}
