package org.deepspeech.libdeepspeech;

import java.util.List;

/**
 * One transcript.
 *
 * @param tokens     its tokens, in order
 * @param confidence natural logarithm of the score, including scorer and hot-words. Compare it only between transcripts
 *                   of the same audio.
 * @param text       the text of all tokens, decoded as a whole
 */
public record CandidateTranscript(List<TokenMetadata> tokens, double confidence, String text) {
    /**
     * Returns the number of tokens.
     *
     * @return the number
     */
    public long getNumTokens() {
        return tokens.size();
    }

    /**
     * Returns a token.
     *
     * @param i its index
     * @return the token
     * @throws IndexOutOfBoundsException if there is none
     */
    public TokenMetadata getToken(int i) {
        return tokens.get(i);
    }

    /**
     * Returns the score.
     *
     * @return {@link #confidence()}, by the name of 0.9.3
     */
    public double getConfidence() {
        return confidence;
    }

    /** Does nothing. In 0.9.3, it released memory. */
    public void delete() {}
}
