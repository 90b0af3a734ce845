package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.Results.check;
import static org.deepspeech.libdeepspeech.Results.checked;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A grammar of spoken commands. It may be used by several threads, and is freed when it is no longer reachable. */
public final class CommandGrammar implements AutoCloseable {
    private final Handle handle;

    /**
     * Loads a grammar that was written by data/lm/commands.py.
     *
     * @param path path of the file
     * @throws DeepSpeechException if it cannot be loaded
     */
    public CommandGrammar(String path) {
        PointerByReference result = new PointerByReference();
        check("CreateCommands", LibDeepSpeech.DS_CreateCommands(checked("path", path), result));
        handle = new Handle(this, "grammar", result.getValue(), LibDeepSpeech::DS_FreeCommands);
    }

    /**
     * Finds the command of an utterance.
     *
     * @param texts       its transcripts, best first
     * @param maxDistance the proportion of the words that may differ, from 0 to 1; 0.25 is usual
     * @return the command; null if there is none
     * @throws DeepSpeechException   for another distance
     * @throws IllegalStateException if the grammar was closed
     */
    public CommandMatch match(List<String> texts, float maxDistance) {
        return handle.shared(grammar -> {
            List<Memory> copies = new ArrayList<>(); // kept until the call has returned
            try (Memory array = new Memory((long) Math.max(1, texts.size()) * Native.POINTER_SIZE)) {
                for (String text : texts) {
                    byte[] bytes = (checked("transcript", text) + '\0').getBytes(StandardCharsets.UTF_8);
                    copies.add(Results.copied(bytes));
                    array.setPointer((copies.size() - 1L) * Native.POINTER_SIZE, copies.get(copies.size() - 1));
                }
                return match(grammar, array, texts.size(), maxDistance);
            } finally {
                copies.forEach(Memory::close);
            }
        });
    }

    private static CommandMatch match(Pointer grammar, Pointer texts, int count, float maxDistance) {
        PointerByReference result = new PointerByReference();
        check("MatchCommand", LibDeepSpeech.DS_MatchCommand(grammar, texts, count, maxDistance, result));
        Pointer match = result.getValue();
        if (match == null) {
            return null;
        }
        return Results.take("MatchCommand", match, 0, Results::match, LibDeepSpeech::DS_FreeCommandMatch);
    }

    /** Frees the grammar. Closing it again does nothing. */
    @Override
    public void close() {
        handle.free();
    }
}
