package org.deepspeech.client;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deepspeech.libdeepspeech.CommandGrammar;
import org.deepspeech.libdeepspeech.DeepSpeechException;
import org.deepspeech.libdeepspeech.DeepSpeechModel;

/**
 * Transcribes WAV files with an exported model and an optional scorer: an example of the API. It takes the options of
 * the program deepspeech in the native client, and prints the same.
 */
public final class Main {
    private static final PrintStream OUTPUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Main() {}

    /**
     * Runs the program.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        try {
            run(new Options(arguments));
        } catch (DeepSpeechException error) {
            fail(describe(error));
        } catch (IOException error) {
            fail(describe(error));
        } catch (UsageException error) {
            fail(error.getMessage());
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }

    private static String describe(DeepSpeechException error) {
        return error.getMessage() + (error.getDetails().isEmpty() ? "" : " " + error.getDetails());
    }

    private static String describe(IOException error) {
        return error instanceof NoSuchFileException ? error.getMessage() + ": no such file" : error.getMessage();
    }

    private static void run(Options options) throws IOException, UsageException {
        if (options.is("help")) {
            OUTPUT.print(Options.help());
        } else if (options.is("version")) {
            OUTPUT.println("DeepSpeech " + DeepSpeechModel.version());
        } else {
            try (CommandGrammar grammar = options.commands == null ? null : new CommandGrammar(options.commands);
                    DeepSpeechModel model = load(options)) {
                process(new Recognizer(model, grammar, options, OUTPUT));
            }
        }
    }

    private static DeepSpeechModel load(Options options) throws IOException {
        boolean bytes = options.is("init_from_bytes");
        DeepSpeechModel model = bytes
                ? new DeepSpeechModel(Files.readAllBytes(Path.of(options.model)))
                : new DeepSpeechModel(options.model);
        if (options.beamWidth > 0) {
            model.setBeamWidth(options.beamWidth);
        }
        if (options.scorer != null) {
            if (bytes) {
                model.enableExternalScorer(Files.readAllBytes(Path.of(options.scorer)));
            } else {
                model.enableExternalScorer(options.scorer);
            }
            model.setScorerAlphaBeta(options.alpha, options.beta);
        } else if (!Float.isNaN(options.alpha) || !Float.isNaN(options.beta)) {
            System.err.println("Warning: --lm_alpha and --lm_beta have no effect without --scorer.");
        }
        for (Map.Entry<String, Float> boosted : options.hotWords.entrySet()) {
            model.addHotWord(boosted.getKey(), boosted.getValue());
        }
        model.warnings().forEach(warning -> System.err.println("Warning: " + warning));
        return model;
    }

    private static void process(Recognizer recognizer) throws IOException, UsageException {
        String audio = recognizer.options().audio;
        if (!Files.isDirectory(Path.of(audio))) {
            print(recognizer, audio);
            return;
        }
        List<String> files = recordings(audio);
        OUTPUT.println("Running on directory " + audio);
        int failed = 0;
        for (String file : files) {
            OUTPUT.println("> " + file);
            try {
                print(recognizer, file);
            } catch (IOException | UsageException | DeepSpeechException error) {
                System.err.println(file + ": " + error.getMessage());
                failed++;
            }
        }
        if (failed > 0) {
            throw new UsageException(failed + " of " + files.size() + " files were not transcribed");
        }
    }

    /** The WAV files in a directory, by name. */
    private static List<String> recordings(String directory) throws IOException, UsageException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            List<String> files = entries.filter(Files::isRegularFile).map(path -> path.getFileName().toString())
                    .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".wav")).sorted()
                    .map(name -> directory + "/" + name).toList();
            if (files.isEmpty()) {
                throw new UsageException(directory + " contains no WAV file");
            }
            return files;
        }
    }

    private static void print(Recognizer recognizer, String file) throws IOException, UsageException {
        short[] samples = read(file, recognizer.options(), recognizer.model().sampleRate());
        double begin = processorTime();
        OUTPUT.println(recognizer.transcribe(samples));
        if (recognizer.options().is("t")) {
            OUTPUT.println(String.format(Locale.ROOT, "cpu_time_overall=%.05f", processorTime() - begin));
        }
    }

    /** Reads a recording and converts it to what the model takes. */
    private static short[] read(String file, Options options, int rate) throws IOException, UsageException {
        Wav audio = Wav.read(Path.of(file));
        if (audio.rate() == rate && audio.channels() == 1 && options.channel <= 1) {
            return audio.samples();
        }
        if (audio.rate() < rate) {
            System.err.printf("Warning: original sample rate (%d) is lower than %d Hz. Up-sampling might produce "
                    + "erratic speech recognition.%n", audio.rate(), rate);
        }
        return DeepSpeechModel.resample(audio.mono(options.channel), audio.rate(), rate);
    }

    /** The seconds of processor time that this process has used. */
    private static double processorTime() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }
}
