package org.deepspeech.libdeepspeech;

import java.util.Arrays;
import java.util.List;

/** Outputs of the acoustic model before decoding. */
public final class AcousticModelEmissions {
    private final List<String> symbols;
    private final int numTimesteps;
    private final double[] probabilities;

    AcousticModelEmissions(List<String> symbols, int numTimesteps, double[] probabilities) {
        this.symbols = symbols;
        this.numTimesteps = numTimesteps;
        this.probabilities = probabilities;
    }

    /**
     * Returns the symbols, one for each column.
     *
     * @return the labels of the alphabet; the last one, empty, is the CTC blank
     */
    public List<String> symbols() {
        return symbols;
    }

    /**
     * Returns the number of rows.
     *
     * @return the number
     */
    public int numTimesteps() {
        return numTimesteps;
    }

    /**
     * Returns a probability.
     *
     * @param timestep the row, from 0
     * @param symbol   the column, from 0
     * @return the probability, from 0 to 1
     * @throws IndexOutOfBoundsException if there is none
     */
    public double probability(int timestep, int symbol) {
        if (symbol < 0 || symbol >= symbols.size()) {
            throw new IndexOutOfBoundsException("symbol " + symbol + " of " + symbols.size());
        }
        return probabilities[timestep * symbols.size() + symbol];
    }

    /**
     * Returns the probabilities of all symbols at a timestep.
     *
     * @param timestep the row, from 0
     * @return a copy
     * @throws IndexOutOfBoundsException if there is none
     */
    public double[] row(int timestep) {
        if (timestep < 0 || timestep >= numTimesteps) {
            throw new IndexOutOfBoundsException("timestep " + timestep + " of " + numTimesteps);
        }
        return Arrays.copyOfRange(probabilities, timestep * symbols.size(), (timestep + 1) * symbols.size());
    }

    /** Compares symbols and probabilities. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AcousticModelEmissions emissions
                && numTimesteps == emissions.numTimesteps
                && symbols.equals(emissions.symbols)
                && Arrays.equals(probabilities, emissions.probabilities);
    }

    @Override
    public int hashCode() {
        return 31 * symbols.hashCode() + Arrays.hashCode(probabilities);
    }

    @Override
    public String toString() {
        return "AcousticModelEmissions[" + numTimesteps + " timesteps, " + symbols.size() + " symbols]";
    }
}
