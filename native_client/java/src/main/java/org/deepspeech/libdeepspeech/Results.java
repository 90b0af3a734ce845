package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.LibDeepSpeech.*;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deepspeech.libdeepspeech.Layout.Struct;

/** Checks what the library returns, and copies it into objects. */
final class Results {
    private Results() {}

    /** Copies a string; a null pointer becomes an empty string. */
    static String text(Pointer text) {
        return text == null ? "" : text.getString(0, StandardCharsets.UTF_8.name());
    }

    /** Copies a string and frees it. */
    static String owned(Pointer text) {
        try {
            return text(text);
        } finally {
            DS_FreeString(text);
        }
    }

    /** Makes the exception of the last call in this thread. */
    static DeepSpeechException failure(String function, int code) {
        String details = owned(DS_GetErrorDetails());
        return new DeepSpeechException(function, code, owned(DS_ErrorCodeToErrorMessage(code)), details);
    }

    /** Throws the exception of a status code other than OK. */
    static void check(String function, int code) {
        if (code != DeepSpeech_Error_Codes.ERR_OK.swigValue()) {
            throw failure(function, code);
        }
    }

    /** Converts a result and frees it. {@code code} is the reason if there is none, or OK if that is not known. */
    static <R> R take(String function, Pointer result, int code, Function<Pointer, R> convert, Consumer<Pointer> free) {
        if (result == null) {
            boolean known = code != DeepSpeech_Error_Codes.ERR_OK.swigValue();
            throw failure(function, known ? code : DeepSpeech_Error_Codes.ERR_FAIL_RUN_SESS.swigValue());
        }
        try {
            return convert.apply(result);
        } finally {
            free.accept(result);
        }
    }

    static String takeText(String function, Pointer result, int code) {
        return take(function, result, code, Results::text, LibDeepSpeech::DS_FreeString);
    }

    static Metadata takeMetadata(String function, Pointer result, int code) {
        return take(function, result, code, Results::metadata, LibDeepSpeech::DS_FreeMetadata);
    }

    static MetadataWithEmissions takeWithEmissions(String function, Pointer result, int code) {
        return take(function, result, code, Results::withEmissions, LibDeepSpeech::DS_FreeMetadataWithEmissions);
    }

    static TimedWords takeWords(String function, Pointer result, int code) {
        return take(function, result, code, Results::words, LibDeepSpeech::DS_FreeTimedWords);
    }

    /** Copies an array of structures. */
    private static <R> List<R> list(Layout layout, Pointer array, int count, Function<Struct, R> convert) {
        List<R> copied = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            copied.add(convert.apply(layout.at(array, i)));
        }
        return List.copyOf(copied);
    }

    private static CandidateTranscript transcript(Struct from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // in bytes mode, tokens are parts of characters
        List<TokenMetadata> tokens = list(TOKEN_METADATA, from.address(0), from.i32(1), token -> {
            byte[] text = token.bytes(0);
            bytes.writeBytes(text);
            return new TokenMetadata(new String(text, StandardCharsets.UTF_8), token.u32(1), token.f32(2));
        });
        return new CandidateTranscript(tokens, from.f64(2), bytes.toString(StandardCharsets.UTF_8));
    }

    private static List<CandidateTranscript> transcripts(Struct from) {
        return list(CANDIDATE_TRANSCRIPT, from.address(0), from.i32(1), Results::transcript);
    }

    private static Metadata metadata(Pointer result) {
        return new Metadata(transcripts(METADATA.at(result, 0)));
    }

    private static MetadataWithEmissions withEmissions(Pointer result) {
        Struct from = METADATA_WITH_EMISSIONS.at(result, 0);
        Pointer emissions = from.address(2);
        return new MetadataWithEmissions(transcripts(from), emissions == null ? null : emissions(emissions));
    }

    static AcousticModelEmissions emissions(Pointer result) {
        Struct from = ACOUSTIC_MODEL_EMISSIONS.at(result, 0);
        Pointer symbols = from.address(1);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < from.i32(0); i++) {
            texts.add(text(symbols.getPointer((long) i * com.sun.jna.Native.POINTER_SIZE)));
        }
        int count = Math.multiplyExact(from.i32(0), from.i32(2));
        double[] values = count == 0 ? new double[0] : from.address(3).getDoubleArray(0, count);
        return new AcousticModelEmissions(List.copyOf(texts), from.i32(2), values);
    }

    private static TimedWords words(Pointer result) {
        Struct from = TIMED_WORDS.at(result, 0);
        List<TimedWord> words = list(TIMED_WORD, from.address(0), from.i32(1),
                word -> new TimedWord(word.text(0), word.f32(1), word.f32(2), word.f64(3)));
        return new TimedWords(words, from.f64(2));
    }

    static CommandMatch match(Pointer result) {
        Struct from = COMMAND_MATCH.at(result, 0);
        List<CommandSlot> slots = list(COMMAND_SLOT, from.address(1), from.i32(2), slot -> new CommandSlot(
                slot.text(0), CommandSlot.Kind.values()[slot.i32(1)], slot.text(2), slot.text(3)));
        return new CommandMatch(from.text(0), slots, from.text(3), from.i32(4), from.f64(5));
    }

    /** Checks a text that is passed to the library, where a zero would end it. */
    static String checked(String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("expected a " + name + " without the character U+0000");
        }
        return text;
    }

    /** Checks a number that must not be negative. */
    static int checked(String name, int number) {
        if (number < 0) {
            throw new IllegalArgumentException("expected a " + name + " of at least 0, got " + number);
        }
        return number;
    }

    /** Checks the number of samples of a buffer that are used. */
    static int checked(short[] buffer, int size) {
        if (size < 0 || size > buffer.length) {
            throw new IllegalArgumentException(
                    "expected a number of samples from 0 to " + buffer.length + ", got " + size);
        }
        return size;
    }

    /** Copies bytes to memory of the library; null for none. */
    static Memory copied(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    /** Splits lines. */
    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.stripTrailing().split("\n"));
    }
}
