package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.DeepSpeech_Error_Codes.*;
import static org.deepspeech.libdeepspeech.Golden.*;
import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models: results, settings, errors, and their end. */
class ModelTest {
    @Test
    void transcriptsAreThoseOf093() {
        try (DeepSpeechModel model = load()) {
            for (int i = 0; i < WAVS.length; i++) {
                short[] samples = recording(WAVS[i]);
                assertEquals(TEXTS[i], model.stt(samples, samples.length));
                Metadata metadata = model.sttWithMetadata(samples, samples.length, 3);
                assertEquals(3, metadata.getNumTranscripts());
                CandidateTranscript best = metadata.getTranscript(0);
                StringBuilder text = new StringBuilder();
                for (int j = 0; j < best.getNumTokens(); j++) {
                    text.append(best.getToken(j).getText());
                    assertEquals(0.02 * best.getToken(j).getTimestep(), best.getToken(j).getStartTime(), 1e-4);
                }
                assertEquals(TEXTS[i], text.toString());
                assertEquals(TEXTS[i], best.text());
                assertTrue(best.getConfidence() > metadata.getTranscript(1).getConfidence());
                assertEquals(metadata, model.sttWithMetadata(samples, samples.length, 3));
            }
        }
    }

    @Test
    void partOfABuffer() {
        try (DeepSpeechModel model = load()) {
            short[] samples = recording(WAVS[0]);
            short[] longer = java.util.Arrays.copyOf(samples, samples.length + 5000);
            java.util.Arrays.fill(longer, samples.length, longer.length, (short) 9999);
            assertEquals(
                    model.sttWithMetadata(samples, samples.length, 1), model.sttWithMetadata(longer, samples.length, 1));
            assertEquals("", model.stt(new short[0], 0));
            assertThrows(IllegalArgumentException.class, () -> model.stt(samples, samples.length + 1));
            assertThrows(IllegalArgumentException.class, () -> model.stt(samples, -1));
            assertThrows(IllegalArgumentException.class, () -> model.sttWithMetadata(samples, 1, -1));
            assertThrows(NullPointerException.class, () -> model.stt(null, 0));
        }
    }

    @Test
    void wordsAndEmissions() {
        try (DeepSpeechModel model = load()) {
            short[] samples = recording(WAVS[1]);
            TimedWords words = model.sttWithWords(samples, samples.length);
            assertEquals(List.of(TEXTS[1].split(" ")), words.words().stream().map(TimedWord::text).toList());
            assertTrue(words.confidence() > 0 && words.confidence() <= 1);
            for (TimedWord word : words.words()) {
                assertTrue(word.startTime() < word.endTime() && word.confidence() <= 1);
            }
            MetadataWithEmissions result = model.sttWithEmissions(samples, samples.length, 2);
            AcousticModelEmissions emissions = result.emissions();
            assertEquals(2, result.getNumTranscripts());
            assertEquals(29, emissions.symbols().size());
            assertEquals("", emissions.symbols().get(28));
            assertTrue(emissions.numTimesteps() > 50);
            double sum = 0;
            for (double probability : emissions.row(emissions.numTimesteps() - 1)) {
                sum += probability;
            }
            assertEquals(1, sum, 1e-5);
            assertEquals(emissions.row(7)[3], emissions.probability(7, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> emissions.row(emissions.numTimesteps()));
            assertThrows(IndexOutOfBoundsException.class, () -> emissions.probability(0, 29));
        }
    }

    @Test
    void settings() {
        try (DeepSpeechModel model = new DeepSpeechModel(MODEL)) {
            assertEquals(16000, model.sampleRate());
            assertEquals(500, model.beamWidth());
            assertEquals(1, model.threads());
            model.setBeamWidth(30);
            model.setThreads(0);
            model.setDecoderCompat(false);
            assertEquals(30, model.beamWidth());
            assertTrue(model.threads() >= 1);
            failed(ERR_INVALID_VALUE, () -> model.setBeamWidth(0));
            failed(ERR_SCORER_NOT_ENABLED, model::disableExternalScorer);
            failed(ERR_SCORER_NOT_ENABLED, () -> model.setScorerAlphaBeta(1, 1));
            for (long width : new long[] {-1, 1L << 32}) {
                assertThrows(IllegalArgumentException.class, () -> model.setBeamWidth(width));
            }
            model.enableExternalScorer(SCORER);
            model.setScorerAlphaBeta(0.5f, Float.NaN);
            failed(ERR_INVALID_VALUE, () -> model.setScorerAlphaBeta(Float.POSITIVE_INFINITY, 0));
            assertEquals(List.of(), model.warnings());
            model.setBeamWidth(100_000);
            assertEquals(1, model.warnings().size());
            assertTrue(DeepSpeechModel.version().matches("\\d+\\.\\d+\\.\\d+.*"));
        }
    }

    @Test
    void hotWords() {
        try (DeepSpeechModel model = new DeepSpeechModel(MODEL)) {
            DeepSpeechException error = failed(ERR_SCORER_NOT_ENABLED, () -> model.addHotWord("nine", 1));
            assertEquals("Error: External scorer is not enabled. (0x2004).", error.getMessage()); // as in 0.9.3
            model.enableExternalScorer(SCORER);
            model.addHotWord("nine", -40);
            assertFalse(List.of(model.stt(recording(WAVS[0])).split(" ")).contains("nine"));
            failed(ERR_FAIL_INSERT_HOTWORD, () -> model.addHotWord("nine", 1));
            failed(ERR_HOTWORD_WITHOUT_EFFECT, () -> model.addHotWord("two words", 1));
            assertThrows(IllegalArgumentException.class, () -> model.addHotWord("ni\0ne", 1));
            model.eraseHotWord("nine");
            failed(ERR_FAIL_ERASE_HOTWORD, () -> model.eraseHotWord("nine"));
            model.addHotWord("xyzzy", 1);
            assertTrue(model.warnings().get(0).contains("xyzzy"));
            model.clearHotWords();
            assertEquals(TEXTS[0], model.stt(recording(WAVS[0])));
        }
    }

    @Test
    void missingModelAndBadScorer(@TempDir Path folder) throws IOException {
        String missing = folder.resolve("möglich.tflite").toString();
        DeepSpeechException error = failed(ERR_FAIL_INIT_MMAP, () -> new DeepSpeechModel(missing));
        assertEquals("CreateModel", error.getFunction());
        assertTrue(error.getDetails().contains("möglich.tflite"), error.getDetails());
        assertTrue(error.toString().contains(error.getDetails()));
        failed(ERR_NO_MODEL, () -> new DeepSpeechModel(""));
        failed(ERR_FAIL_INIT_MMAP, () -> new DeepSpeechModel(new byte[] {1, 2, 3}));
        assertThrows(DeepSpeechException.class, () -> new DeepSpeechModel(new byte[0]));
        assertThrows(NullPointerException.class, () -> new DeepSpeechModel((String) null));
        Path bad = Files.writeString(folder.resolve("bad.scorer"), "no scorer");
        try (DeepSpeechModel model = load()) {
            error = failed(ERR_INVALID_SCORER, () -> model.enableExternalScorer(bad.toString()));
            assertTrue(error.getDetails().contains("bad.scorer"));
            failed(ERR_INVALID_SCORER, () -> model.enableExternalScorer("no scorer".getBytes()));
            assertEquals(TEXTS[0], model.stt(recording(WAVS[0])));
        }
    }

    @Test
    void fromMemory() throws IOException {
        try (DeepSpeechModel model = new DeepSpeechModel(Files.readAllBytes(Path.of(MODEL)))) {
            model.enableExternalScorer(Files.readAllBytes(Path.of(SCORER)));
            assertEquals(TEXTS[1], model.stt(recording(WAVS[1])));
        }
    }

    @Test
    void freedModelIsRefused() {
        DeepSpeechModel model = load();
        DeepSpeechStreamingState stream = model.createStream();
        model.freeModel();
        model.freeModel();
        model.close();
        short[] samples = recording(WAVS[0]);
        refused(
                () -> model.stt(samples, samples.length), () -> model.sttWithMetadata(samples, samples.length, 1),
                () -> model.sttWithWords(samples, samples.length), () -> model.sttWithEmissions(samples, 0, 1),
                model::createStream, model::sampleRate, model::beamWidth, model::threads, model::warnings,
                () -> model.setBeamWidth(1), () -> model.setThreads(1), () -> model.setKeepEmissions(true),
                () -> model.setDecoderCompat(true), () -> model.enableExternalScorer(SCORER),
                () -> model.enableExternalScorer(new byte[1]), model::disableExternalScorer,
                () -> model.addHotWord("nine", 1), () -> model.eraseHotWord("nine"), model::clearHotWords,
                () -> model.setScorerAlphaBeta(1, 1));
        stream.feedAudioContent(samples);
        assertEquals(TEXTS[0], stream.finishStream());
    }

    @Test
    void freeingWaitsForCallsOfOtherThreads() throws Exception {
        DeepSpeechModel model = load();
        short[] samples = recording(WAVS[0]);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Integer>> calls = new java.util.ArrayList<>();
        java.util.concurrent.CountDownLatch begun = new java.util.concurrent.CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            calls.add(threads.submit(() -> {
                for (int count = 0; ; count++) {
                    try {
                        assertEquals(TEXTS[0], model.stt(samples));
                    } catch (IllegalStateException error) {
                        return count;
                    }
                    begun.countDown();
                }
            }));
        }
        begun.await();
        model.freeModel();
        for (Future<Integer> call : calls) {
            assertTrue(call.get() >= 1);
        }
        threads.shutdown();
    }

    @Test
    void resampling() {
        float[] tone = new float[4800];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) Math.sin(i / 20.0) / 2;
        }
        short[] resampled = DeepSpeechModel.resample(tone, 48000, 16000);
        assertEquals(1600, resampled.length);
        assertEquals(0.5 * 32768 * Math.sin(800 * 3 / 20.0), resampled[800], 100);
        assertEquals(0, DeepSpeechModel.resample(new float[0], 8000, 16000).length);
        failed(ERR_INVALID_VALUE, () -> DeepSpeechModel.resample(tone, 1, 16000));
    }

    @Test
    void statusCodes() {
        assertEquals(0x2002, ERR_INVALID_SCORER.swigValue());
        assertEquals(ERR_INVALID_SCORER, swigToEnum(0x2002));
        assertThrows(IllegalArgumentException.class, () -> swigToEnum(1));
        for (DeepSpeech_Error_Codes code : values()) {
            assertFalse(Results.owned(LibDeepSpeech.DS_ErrorCodeToErrorMessage(code.swigValue())).isEmpty());
        }
    }
}
