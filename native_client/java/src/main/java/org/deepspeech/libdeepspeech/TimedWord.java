package org.deepspeech.libdeepspeech;

/**
 * A word and its time.
 *
 * @param text       the word
 * @param startTime  time of the first token, in seconds from the start of the audio
 * @param endTime    time of the following space, at most 0.2 s after the last token, in seconds
 * @param confidence proportion of the hypotheses, weighted by score, that contain the word here: from 0 to 1
 */
public record TimedWord(String text, float startTime, float endTime, double confidence) {}
