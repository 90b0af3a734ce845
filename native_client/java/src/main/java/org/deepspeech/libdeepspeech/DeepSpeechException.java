package org.deepspeech.libdeepspeech;

/** A failure of the library. Its message has the form of 0.9.3: {@code Error: Invalid scorer file. (0x2002).} */
public class DeepSpeechException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Function of the library. */
    private final String function;

    /** Status code. */
    private final int code;

    /** Reason. */
    private final String details;

    DeepSpeechException(String function, int code, String message, String details) {
        super("Error: " + message + " (0x" + Integer.toHexString(code) + ").");
        this.function = function;
        this.code = code;
        this.details = details;
    }

    /**
     * Returns the function of the library that failed.
     *
     * @return its name, without {@code DS_}
     */
    public String getFunction() {
        return function;
    }

    /**
     * Returns the status code; {@link DeepSpeech_Error_Codes#swigToEnum} gives its name.
     *
     * @return the number, such as 0x2002
     */
    public int getCode() {
        return code;
    }

    /**
     * Returns the reason, with the path or value concerned.
     *
     * @return the reason; may be empty
     */
    public String getDetails() {
        return details;
    }

    @Override
    public String toString() {
        return getClass().getName() + ": " + getMessage() + " " + function + (details.isEmpty() ? "" : ": " + details);
    }
}
