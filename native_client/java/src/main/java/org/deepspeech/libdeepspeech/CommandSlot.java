package org.deepspeech.libdeepspeech;

/**
 * A slot of a command.
 *
 * @param name  its name
 * @param kind  what the value is
 * @param value what the grammar gives for the words
 * @param text  the words; empty for a slot that a command has without words
 */
public record CommandSlot(String name, Kind kind, String value, String text) {
    /** Kinds of values. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /** A number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        TRUTH
    }
}
