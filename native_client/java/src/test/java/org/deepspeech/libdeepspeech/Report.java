package org.deepspeech.libdeepspeech;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deepspeech.client.Wav;

/**
 * Prints what every kind of call returns for recordings, one value per line, for comparison with the other bindings:
 * {@code Report MODEL SCORER WAV...}. Floating-point numbers are printed as their bits, so that equal means identical.
 */
final class Report {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private Report() {}

    private static void line(Object... fields) {
        List<String> texts = new ArrayList<>();
        for (Object field : fields) {
            if (field instanceof Float number) {
                texts.add(String.format("%08x", Float.floatToRawIntBits(number)));
            } else if (field instanceof Double number) {
                texts.add(String.format("%016x", Double.doubleToRawLongBits(number)));
            } else {
                texts.add(field.toString());
            }
        }
        OUT.print(String.join("\t", texts) + "\n");
    }

    private static void transcripts(String name, List<CandidateTranscript> transcripts) {
        for (CandidateTranscript transcript : transcripts) {
            line(name, "transcript", transcript.getConfidence());
            for (TokenMetadata token : transcript.tokens()) {
                line(name, "token", token.getText(), token.getTimestep(), token.getStartTime());
            }
        }
    }

    private static void metadata(String name, Metadata metadata) {
        transcripts(name, metadata.transcripts());
    }

    private static void metadata(String name, MetadataWithEmissions metadata) {
        transcripts(name, metadata.transcripts());
        emissions(name, metadata.emissions());
    }

    private static void words(String name, TimedWords words) {
        line(name, "words", words.confidence());
        for (TimedWord word : words.words()) {
            line(name, "word", word.text(), word.startTime(), word.endTime(), word.confidence());
        }
    }

    private static void emissions(String name, AcousticModelEmissions emissions) {
        emissions.symbols().forEach(symbol -> line(name, "symbol", symbol));
        for (int timestep = 0; timestep < emissions.numTimesteps(); timestep++) {
            List<Object> fields = new ArrayList<>(List.of(name, "row"));
            for (double value : emissions.row(timestep)) {
                fields.add(value);
            }
            line(fields.toArray());
        }
    }

    /** Transcribes a recording by each of the methods that take all of it. */
    private static void whole(DeepSpeechModel model, short[] samples) {
        line("text", model.stt(samples));
        metadata("metadata", model.sttWithMetadata(samples, samples.length, 3));
        words("words", model.sttWithWords(samples, samples.length));
        metadata("emissions", model.sttWithEmissions(samples, samples.length, 1));
    }

    /** Transcribes a recording by each of the methods of a stream. */
    private static void streamed(DeepSpeechModel model, short[] samples) {
        DeepSpeechStreamingState stream = Golden.stream(model, samples);
        line("so far", stream.intermediateDecode());
        metadata("so far", stream.intermediateDecodeWithMetadata(2));
        words("so far", stream.intermediateDecodeWithWords());
        line("flushed", stream.intermediateDecodeFlushBuffers());
        metadata("flushed", stream.intermediateDecodeWithMetadataFlushBuffers(2));
        emissions("so far", stream.emissions(5));
        line("silence", stream.trailingSilence());
        metadata("finished", stream.finishStreamWithEmissions(2));
        line("finished", Golden.stream(model, samples).finishStream());
        metadata("finished", Golden.stream(model, samples).finishStreamWithMetadata(2));
        words("finished", Golden.stream(model, samples).finishStreamWithWords());
    }

    /** Transcribes all recordings at the same time, each in its own thread. */
    private static void atOnce(DeepSpeechModel model, List<short[]> recordings) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(recordings.size());
        List<Future<String>> texts = new ArrayList<>();
        for (short[] samples : recordings) {
            texts.add(threads.submit(() -> Golden.stream(model, samples).finishStream()));
        }
        for (Future<String> text : texts) {
            line("at once", text.get());
        }
        threads.shutdown();
    }

    public static void main(String[] arguments) throws Exception {
        List<short[]> recordings = new ArrayList<>();
        for (String path : List.of(arguments).subList(2, arguments.length)) {
            recordings.add(Wav.read(Path.of(path)).samples());
        }
        try (DeepSpeechModel model = new DeepSpeechModel(arguments[0])) {
            line("version", DeepSpeechModel.version());
            line("model", model.sampleRate(), model.beamWidth());
            model.setKeepEmissions(true);
            whole(model, recordings.get(0));
            model.enableExternalScorer(arguments[1]);
            for (short[] samples : recordings) {
                whole(model, samples);
                streamed(model, samples);
            }
            atOnce(model, recordings);
            model.addHotWord("nine", -40);
            metadata("hot-word", model.sttWithMetadata(recordings.get(0), recordings.get(0).length, 2));
            model.clearHotWords();
            model.setScorerAlphaBeta(0.2f, 3);
            metadata("weights", model.sttWithMetadata(recordings.get(0), recordings.get(0).length, 2));
        }
        OUT.flush();
    }
}
