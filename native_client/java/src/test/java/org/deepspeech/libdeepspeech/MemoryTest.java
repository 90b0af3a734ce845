package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.Golden.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Memory is released: on request, and when objects are forgotten. */
class MemoryTest {
    private static final int ROUNDS = 1000;
    private static final long LIMIT = 16 << 20;
    private static final short[] CHUNK = Arrays.copyOf(recording(WAVS[0]), 3200);

    /** The resident bytes of this process. */
    private static long resident() throws IOException {
        Matcher matcher = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(Path.of("/proc/self/status")));
        assertTrue(matcher.find());
        return Long.parseLong(matcher.group(1)) * 1024;
    }

    private static void loadAndFree(int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (DeepSpeechModel model = load()) {
                DeepSpeechStreamingState stream = model.createStream();
                stream.feedAudioContent(CHUNK);
                stream.close();
            }
        }
    }

    @Test
    void loadingAndFreeing() throws IOException {
        loadAndFree(100);
        System.gc();
        long before = resident();
        loadAndFree(ROUNDS);
        System.gc();
        long grown = resident() - before;
        assertTrue(grown < LIMIT, "resident memory grew by " + grown + " bytes");
    }

    @Test
    void forgottenObjects() throws Exception {
        long before = 0;
        for (int i = 0; i < 300; i++) {
            DeepSpeechModel model = load();
            model.createStream().feedAudioContent(CHUNK);
            if (i % 50 == 49) {
                System.gc();
                Thread.sleep(100); // for the thread of the cleaner
            }
            before = i == 149 ? resident() : before;
        }
        long grown = resident() - before;
        assertTrue(grown < LIMIT, "resident memory grew by " + grown + " bytes");
    }

    @Test
    void results() throws IOException {
        try (DeepSpeechModel model = load()) {
            long before = 0;
            for (int i = 0; i < 300; i++) {
                model.sttWithMetadata(CHUNK, CHUNK.length, 10);
                model.sttWithEmissions(CHUNK, CHUNK.length, 10);
                model.sttWithWords(CHUNK, CHUNK.length);
                before = i == 149 ? resident() : before;
            }
            System.gc();
            long grown = resident() - before;
            assertTrue(grown < LIMIT, "resident memory grew by " + grown + " bytes");
        }
    }
}
