package org.deepspeech.client;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line, with the options of the program deepspeech. */
final class Options {
    private static final String HELP = """
            Usage: deepspeech --model MODEL [--scorer SCORER] --audio AUDIO [option ...]

              -m, --model FILE              exported model (.tflite)
              -l, --scorer FILE             external scorer package (.scorer)
              -a, --audio PATH              WAV file of 16 bits, or a directory of them
                  --channel N               take this channel alone, the first is 1 (default: their average)
              -b, --beam_width N            hypotheses that the decoder keeps (default: the model's)
              -c, --lm_alpha X              weight of the language model (default: the scorer's)
              -d, --lm_beta X               weight per word (default: the scorer's)
              -w, --hot_words W:BOOST,...   words to boost; a negative boost suppresses
              -e, --extended                put the transcript together from its tokens
              -j, --json                    words with times, as JSON
                  --candidate_transcripts N transcripts in the JSON output (default: 3)
                  --commands FILE           grammar of commands (data/lm/commands.py): print intent and slots, too
                  --commands_max_distance X words of a command that may differ, as a share (default: 0.25)
                  --keep_emissions          with --json: the probabilities of every symbol and timestep, too
              -s, --stream SAMPLES          feed the audio in chunks and show intermediate transcripts
                  --extended_stream SAMPLES the same, from tokens
                  --init_from_bytes         hand model and scorer to the library as buffers, not as paths
              -t                            print the processor time that inference took
              -v, --version                 print the version
              -h, --help                    print this text
            """;
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("m", "model"), Map.entry("l", "scorer"), Map.entry("a", "audio"), Map.entry("b", "beam_width"),
            Map.entry("c", "lm_alpha"), Map.entry("d", "lm_beta"), Map.entry("w", "hot_words"),
            Map.entry("e", "extended"), Map.entry("j", "json"), Map.entry("s", "stream"), Map.entry("t", "t"),
            Map.entry("v", "version"), Map.entry("h", "help"));
    private static final Set<String> FLAGS = Set.of(
            "extended", "json", "keep_emissions", "init_from_bytes", "t", "version", "help");
    private static final Set<String> VALUES = Set.of(
            "model", "scorer", "audio", "channel", "beam_width", "lm_alpha", "lm_beta", "hot_words",
            "candidate_transcripts", "commands", "commands_max_distance", "stream", "extended_stream");

    final String model;
    final String scorer;
    final String audio;
    final String commands;
    final int channel;
    final int beamWidth;
    final float alpha;
    final float beta;
    final Map<String, Float> hotWords;
    final int candidates; // 0: the default
    final float maxDistance;
    final int stream; // samples; 0: not streamed
    final int extendedStream;
    private final Map<String, String> given = new HashMap<>();

    Options(String[] arguments) throws UsageException {
        read(List.of(arguments));
        model = given.get("model");
        scorer = given.get("scorer");
        audio = given.get("audio");
        commands = given.get("commands");
        channel = whole("channel", 1);
        beamWidth = whole("beam_width", 1);
        alpha = number("lm_alpha", Float.NaN);
        beta = number("lm_beta", Float.NaN);
        hotWords = readHotWords(given.getOrDefault("hot_words", ""));
        candidates = whole("candidate_transcripts", 1);
        maxDistance = number("commands_max_distance", 0.25f);
        stream = whole("stream", 160);
        extendedStream = whole("extended_stream", 160);
        if (is("version") || is("help")) {
            return;
        }
        for (String name : List.of("model", "audio")) {
            if (given.getOrDefault(name, "").isEmpty()) {
                throw new UsageException("--" + name + " is missing");
            }
        }
        if (!(maxDistance >= 0 && maxDistance <= 1)) {
            throw new UsageException("--commands_max_distance must be from 0 to 1, got " + maxDistance);
        }
    }

    static String help() {
        return HELP;
    }

    /** Returns whether an option without a value was given. */
    boolean is(String flag) {
        return given.containsKey(flag);
    }

    private void read(List<String> arguments) throws UsageException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.length() < 2) {
                throw new UsageException("unexpected argument: " + argument);
            }
            String[] parts = argument.replaceFirst("^--?", "").split("=", 2);
            String name = argument.startsWith("--") ? parts[0] : LETTERS.getOrDefault(parts[0], parts[0]);
            if (FLAGS.contains(name) && parts.length == 1) {
                given.put(name, "");
            } else if (VALUES.contains(name)) {
                if (parts.length == 1 && i + 1 == arguments.size()) {
                    throw new UsageException("the value of " + argument + " is missing");
                }
                given.put(name, parts.length == 2 ? parts[1] : arguments.get(++i));
            } else {
                throw new UsageException("unknown option: " + argument);
            }
        }
    }

    /** Returns the value of an option that must be a multiple of a unit; 0 if it was not given. */
    private int whole(String name, int unit) throws UsageException {
        String text = given.get(name);
        if (text == null) {
            return 0;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value % unit == 0) {
                return value;
            }
        } catch (NumberFormatException error) {
            // reported below
        }
        throw new UsageException(
                "--" + name + " must be a multiple of " + unit + ", at least " + unit + ", got " + text);
    }

    private float number(String name, float otherwise) throws UsageException {
        String text = given.get(name);
        return text == null ? otherwise : finite("--" + name + " must be a finite number, got " + text, text);
    }

    private static float finite(String message, String text) throws UsageException {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException error) {
            // reported below
        }
        throw new UsageException(message);
    }

    private static Map<String, Float> readHotWords(String text) throws UsageException {
        Map<String, Float> boosts = new LinkedHashMap<>();
        for (String item : text.isEmpty() ? List.<String>of() : Arrays.asList(text.split(",", -1))) {
            String message = "--hot_words must be word:boost, such as two:7.5, got " + item;
            int colon = item.lastIndexOf(':');
            if (colon < 1) {
                throw new UsageException(message);
            }
            boosts.put(item.substring(0, colon), finite(message, item.substring(colon + 1)));
        }
        return boosts;
    }
}
