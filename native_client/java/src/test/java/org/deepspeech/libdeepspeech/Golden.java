package org.deepspeech.libdeepspeech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.deepspeech.client.Wav;
import org.junit.jupiter.api.function.Executable;

/** The golden set of this repository, and what tests expect of errors. */
final class Golden {
    static final Path FOLDER = Path.of("..", "..", "tests", "golden");
    static final String MODEL = FOLDER.resolve("model/output_graph.tflite").toString();
    static final String SCORER = FOLDER.resolve("kenlm.scorer").toString();
    static final String[] WAVS = {"test0000.wav", "test0001.wav"};
    static final String[] TEXTS = {"two nine six four", "her king buys your bright friend"}; // of 0.9.3
    static final int CHUNK = 320;

    private Golden() {}

    static short[] recording(String name) {
        try {
            return Wav.read(FOLDER.resolve("wav").resolve(name)).samples();
        } catch (IOException error) {
            throw new AssertionError(error);
        }
    }

    static DeepSpeechModel load() {
        DeepSpeechModel model = new DeepSpeechModel(MODEL);
        model.enableExternalScorer(SCORER);
        return model;
    }

    /** Feeds a recording in chunks of 20 ms. */
    static DeepSpeechStreamingState stream(DeepSpeechModel model, short[] samples) {
        DeepSpeechStreamingState stream = model.createStream();
        for (int begin = 0; begin < samples.length; begin += CHUNK) {
            stream.feedAudioContent(Arrays.copyOfRange(samples, begin, Math.min(begin + CHUNK, samples.length)));
        }
        return stream;
    }

    /** Expects a failure of the library. */
    static DeepSpeechException failed(DeepSpeech_Error_Codes code, Executable call) {
        DeepSpeechException error = assertThrows(DeepSpeechException.class, call);
        assertEquals(code, DeepSpeech_Error_Codes.swigToEnum(error.getCode()));
        assertFalse(error.getFunction().isEmpty());
        return error;
    }

    /** Expects that something that was freed or finished is refused. */
    static void refused(Executable... calls) {
        for (Executable call : calls) {
            IllegalStateException error = assertThrows(IllegalStateException.class, call);
            assertEquals(true, error.getMessage().endsWith("was already freed or finished."));
        }
    }
}
