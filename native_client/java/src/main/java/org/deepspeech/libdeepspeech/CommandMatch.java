package org.deepspeech.libdeepspeech;

import java.util.List;

/**
 * A command that was recognized.
 *
 * @param intent    its intent
 * @param slots     its slots, in the order of the sentence
 * @param sentence  the words of the command as the grammar has them
 * @param textIndex index of the transcript that was used
 * @param distance  words that differ, divided by the words of the transcript; 0: none
 */
public record CommandMatch(String intent, List<CommandSlot> slots, String sentence, int textIndex, double distance) {}
