package org.deepspeech.libdeepspeech;

import java.util.List;

/**
 * Transcripts, best first.
 *
 * @param transcripts the transcripts; results stay valid when model and stream are freed
 */
public record Metadata(List<CandidateTranscript> transcripts) {
    /**
     * Returns the number of transcripts.
     *
     * @return the number
     */
    public long getNumTranscripts() {
        return transcripts.size();
    }

    /**
     * Returns a transcript.
     *
     * @param i its index; 0 is the best
     * @return the transcript
     * @throws IndexOutOfBoundsException if there is none
     */
    public CandidateTranscript getTranscript(int i) {
        return transcripts.get(i);
    }

    /** Does nothing. In 0.9.3, it released memory. */
    public void delete() {}
}
