package org.deepspeech.libdeepspeech;

import java.util.List;

/**
 * The words of the best transcript.
 *
 * @param words      the words, in order
 * @param confidence proportion of the hypotheses, weighted by score, with exactly these words: from 0 to 1
 */
public record TimedWords(List<TimedWord> words, double confidence) {}
