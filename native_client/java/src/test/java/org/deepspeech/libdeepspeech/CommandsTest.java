package org.deepspeech.libdeepspeech;

import static org.deepspeech.libdeepspeech.Golden.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Grammars of commands. */
class CommandsTest {
    @Test
    void damagedGrammar() {
        failed(DeepSpeech_Error_Codes.ERR_INVALID_COMMANDS, () -> new CommandGrammar(MODEL));
    }

    @Test
    void commands() {
        String path = System.getenv("DEEPSPEECH_TEST_COMMANDS"); // "turn on the light" is {Switch, state "on"} in it
        Assumptions.assumeTrue(path != null, "DEEPSPEECH_TEST_COMMANDS is not set");
        CommandGrammar grammar = new CommandGrammar(path);
        CommandMatch match = grammar.match(List.of("no command at all", "turn on the light"), 0.25f);
        assertEquals("Switch", match.intent());
        assertEquals(1, match.slots().size());
        assertEquals("on", match.slots().get(0).value());
        assertEquals(CommandSlot.Kind.TEXT, match.slots().get(0).kind());
        assertEquals(1, match.textIndex());
        assertNull(grammar.match(List.of("something else entirely"), 0.25f));
        assertNull(grammar.match(List.of(), 0.25f));
        failed(DeepSpeech_Error_Codes.ERR_INVALID_VALUE, () -> grammar.match(List.of("turn on"), 2));
        grammar.close();
        grammar.close();
        refused(() -> grammar.match(List.of("turn on the light"), 0.25f));
    }
}
