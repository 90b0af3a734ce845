package org.deepspeech.libdeepspeech;

/**
 * A token of a transcript and its time.
 *
 * @param text      a character; in bytes mode a byte, as U+FFFD if it is not a character by itself
 * @param timestep  row of the model's output
 * @param startTime position in seconds from the start of the audio
 */
public record TokenMetadata(String text, long timestep, float startTime) {
    /**
     * Returns the text.
     *
     * @return {@link #text()}, by the name of 0.9.3
     */
    public String getText() {
        return text;
    }

    /**
     * Returns the row of the model's output.
     *
     * @return {@link #timestep()}, by the name of 0.9.3
     */
    public long getTimestep() {
        return timestep;
    }

    /**
     * Returns the position in seconds.
     *
     * @return {@link #startTime()}, by the name of 0.9.3
     */
    public float getStartTime() {
        return startTime;
    }

    /** Does nothing. In 0.9.3, it released memory. */
    public void delete() {}
}
