package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.Golden.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Streams: results before and at their end, threads, and use after their end. */
class StreamTest {
    @Test
    void methodsOf093() {
        try (DeepSpeechModel model = load()) {
            for (int i = 0; i < WAVS.length; i++) {
                short[] samples = recording(WAVS[i]);
                DeepSpeechStreamingState stream = model.createStream();
                short[] chunk = new short[CHUNK];
                for (int begin = 0; begin < samples.length; begin += CHUNK) {
                    int size = Math.min(CHUNK, samples.length - begin);
                    System.arraycopy(samples, begin, chunk, 0, size);
                    model.feedAudioContent(stream, chunk, size);
                }
                String text = model.intermediateDecode(stream);
                assertTrue(TEXTS[i].startsWith(text.trim()) && text.length() > 3, text);
                assertEquals(text, model.intermediateDecodeWithMetadata(stream, 2).getTranscript(0).text());
                assertEquals(TEXTS[i], model.finishStream(stream));
                Metadata metadata = model.finishStreamWithMetadata(stream(model, samples), 3);
                assertEquals(model.sttWithMetadata(samples, samples.length, 3), metadata);
            }
        }
    }

    @Test
    void otherResults() {
        try (DeepSpeechModel model = load()) {
            model.setKeepEmissions(true);
            short[] samples = recording(WAVS[0]);
            DeepSpeechStreamingState stream = stream(model, samples);
            assertEquals(TEXTS[0], stream.intermediateDecodeFlushBuffers());
            Metadata flushed = stream.intermediateDecodeWithMetadataFlushBuffers(2);
            assertEquals(model.sttWithMetadata(samples, samples.length, 2), flushed);
            assertTrue(stream.intermediateDecodeWithWords().words().size() >= 3);
            AcousticModelEmissions all = stream.emissions(0);
            assertEquals(all.numTimesteps() - 10, stream.emissions(10).numTimesteps());
            assertArrayEquals(all.row(10), stream.emissions(10).row(0));
            stream.feedAudioContent(new short[32000]);
            assertTrue(stream.trailingSilence() >= 2 && stream.trailingSilence() < 2.6);
            TimedWords words = stream.finishStreamWithWords();
            assertEquals(List.of(TEXTS[0].split(" ")), words.words().stream().map(TimedWord::text).toList());
            assertTrue(stream(model, samples).finishStreamWithEmissions(1).emissions().numTimesteps() > 50);
            model.setKeepEmissions(false);
            assertNull(stream(model, samples).finishStreamWithEmissions(1).emissions());
        }
    }

    @Test
    void emptyStream() {
        try (DeepSpeechModel model = load()) {
            DeepSpeechStreamingState stream = model.createStream();
            assertNull(stream.emissions(0));
            stream.feedAudioContent(new short[0]);
            assertEquals(0, model.createStream().finishStreamWithMetadata(0).getNumTranscripts());
            assertEquals("", stream.finishStream());
        }
    }

    @Test
    void streamsOfSeveralThreads() throws Exception {
        try (DeepSpeechModel model = load()) {
            ExecutorService threads = Executors.newFixedThreadPool(WAVS.length);
            List<Future<Metadata>> results = new ArrayList<>();
            for (String name : WAVS) {
                results.add(threads.submit(() -> stream(model, recording(name)).finishStreamWithMetadata(2)));
            }
            for (int i = 0; i < WAVS.length; i++) {
                short[] samples = recording(WAVS[i]);
                assertEquals(model.sttWithMetadata(samples, samples.length, 2), results.get(i).get());
            }
            threads.shutdown();
        }
    }

    @Test
    void endedStreamIsRefused() {
        try (DeepSpeechModel model = load()) {
            DeepSpeechStreamingState finished = model.createStream();
            finished.feedAudioContent(recording(WAVS[0]));
            finished.finishStream();
            DeepSpeechStreamingState closed = model.createStream();
            closed.close();
            for (DeepSpeechStreamingState stream : Arrays.asList(finished, closed)) {
                stream.close();
                stream.close();
                refused(
                        () -> stream.feedAudioContent(new short[1]), stream::intermediateDecode,
                        () -> stream.intermediateDecodeWithMetadata(1), stream::intermediateDecodeFlushBuffers,
                        () -> stream.intermediateDecodeWithMetadataFlushBuffers(1),
                        stream::intermediateDecodeWithWords, () -> stream.emissions(0), stream::trailingSilence,
                        stream::finishStream, () -> stream.finishStreamWithMetadata(1),
                        () -> stream.finishStreamWithEmissions(1), stream::finishStreamWithWords,
                        () -> model.finishStream(stream), () -> model.feedAudioContent(stream, new short[1], 1));
            }
        }
    }

    @Test
    void wrongArguments() {
        try (DeepSpeechModel model = load(); DeepSpeechStreamingState stream = model.createStream()) {
            assertThrows(IllegalArgumentException.class, () -> stream.feedAudioContent(new short[2], 3));
            assertThrows(IllegalArgumentException.class, () -> stream.finishStreamWithMetadata(-1));
            assertThrows(IllegalArgumentException.class, () -> stream.emissions(-1));
            assertThrows(NullPointerException.class, () -> model.finishStream(null));
            assertEquals("", stream.intermediateDecode());
        }
    }
}
