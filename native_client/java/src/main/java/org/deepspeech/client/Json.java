package org.deepspeech.client;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deepspeech.libdeepspeech.AcousticModelEmissions;
import org.deepspeech.libdeepspeech.CandidateTranscript;
import org.deepspeech.libdeepspeech.CommandMatch;
import org.deepspeech.libdeepspeech.CommandSlot;
import org.deepspeech.libdeepspeech.TokenMetadata;

/** JSON, laid out in lines as by the program deepspeech. */
final class Json {
    private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private Json() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Writes a number with six digits, as "%.6g" of C. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "null";
        }
        if (value == 0) {
            return Double.doubleToRawLongBits(value) == 0 ? "0" : "-0";
        }
        BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return rounded.toPlainString();
        }
        String digits = rounded.scaleByPowerOfTen(-exponent).toPlainString();
        return String.format("%se%s%02d", digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String word(String text, float start, double duration) {
        return "{\"word\":" + quote(text) + ",\"time\":" + number(start) + ",\"duration\":" + number(duration) + "}";
    }

    /** Confidence and words. A word lasts from its first token to the following space, or to the last token. */
    private static String fields(CandidateTranscript transcript) {
        List<String> words = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        float start = Float.NaN;
        for (int i = 0; i < transcript.getNumTokens(); i++) {
            TokenMetadata token = transcript.getToken(i);
            start = Float.isNaN(start) ? token.startTime() : start;
            boolean space = token.text().equals(" ");
            if (!space) {
                text.append(token.text());
            }
            if (space || i + 1 == transcript.getNumTokens()) {
                words.add(word(text.toString(), start, Math.max(0, token.startTime() - start)));
                text.setLength(0);
                start = Float.NaN;
            }
        }
        return "\"metadata\":{\"confidence\":" + number(transcript.confidence()) + "},\"words\":["
                + String.join(",", words) + "]";
    }

    private static String emissionsFields(AcousticModelEmissions emissions) {
        List<String> rows = new ArrayList<>();
        for (int timestep = 0; timestep < emissions.numTimesteps(); timestep++) {
            List<String> row = new ArrayList<>();
            for (double value : emissions.row(timestep)) {
                row.add(number(value));
            }
            rows.add("[" + String.join(",", row) + "]");
        }
        String symbols = emissions.symbols().stream().map(Json::quote).collect(Collectors.joining(","));
        return "\"alphabet\":[" + symbols + "],\n\"emissions\":[\n" + String.join(",\n", rows) + "\n]";
    }

    /** Writes transcripts, the command (JSON, or null for none) and emissions (may be null). */
    static String document(List<CandidateTranscript> transcripts, AcousticModelEmissions emissions, String command) {
        List<String> fields = new ArrayList<>();
        if (!transcripts.isEmpty()) {
            fields.add(fields(transcripts.get(0)));
        }
        if (command != null) {
            fields.add("\"command\":" + command);
        }
        if (transcripts.size() > 1) {
            fields.add(transcripts.stream().skip(1).map(other -> "{" + fields(other) + "}")
                    .collect(Collectors.joining(",\n", "\"alternatives\":[\n", "\n]")));
        }
        if (emissions != null) {
            fields.add(emissionsFields(emissions));
        }
        return "{\n" + String.join(",\n", fields) + "\n}\n";
    }

    /** Values by the names of slots; of two slots of one name, the later one. */
    private static Map<String, String> values(CommandMatch match) {
        Map<String, String> values = new LinkedHashMap<>();
        for (CommandSlot slot : match.slots()) {
            boolean text = slot.kind() == CommandSlot.Kind.TEXT;
            values.put(slot.name(), text ? quote(slot.value()) : slot.value());
        }
        return values;
    }

    static String commandLine(CommandMatch match) {
        if (match == null) {
            return "command: none";
        }
        StringBuilder line = new StringBuilder("command: " + match.intent());
        values(match).forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    static String command(CommandMatch match) {
        if (match == null) {
            return "null";
        }
        String slots = values(match).entrySet().stream().map(slot -> quote(slot.getKey()) + ":" + slot.getValue())
                .collect(Collectors.joining(","));
        return "{\"intent\":" + quote(match.intent()) + ",\"slots\":{" + slots + "},\"sentence\":"
                + quote(match.sentence()) + ",\"transcript\":" + match.textIndex() + ",\"distance\":"
                + number(match.distance()) + "}";
    }
}
