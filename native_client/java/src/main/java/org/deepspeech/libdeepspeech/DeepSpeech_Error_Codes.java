package org.deepspeech.libdeepspeech;

/** The status codes of the library, with the names of 0.9.3. Written by generate_declarations.py. */
public enum DeepSpeech_Error_Codes {
    /** No error. */
    ERR_OK(0x0000),
    /** Missing model information. */
    ERR_NO_MODEL(0x1000),
    /** Invalid alphabet embedded in model. (Data corruption?) */
    ERR_INVALID_ALPHABET(0x2000),
    /** Invalid model shape. */
    ERR_INVALID_SHAPE(0x2001),
    /** Invalid scorer file. */
    ERR_INVALID_SCORER(0x2002),
    /** Incompatible model. */
    ERR_MODEL_INCOMPATIBLE(0x2003),
    /** External scorer is not enabled. */
    ERR_SCORER_NOT_ENABLED(0x2004),
    /** Could not read scorer file. */
    ERR_SCORER_UNREADABLE(0x2005),
    /** Could not recognize language model header in scorer. */
    ERR_SCORER_INVALID_LM(0x2006),
    /** Reached end of scorer file before loading vocabulary trie. */
    ERR_SCORER_NO_TRIE(0x2007),
    /** Invalid magic in trie header. */
    ERR_SCORER_INVALID_TRIE(0x2008),
    /** Scorer file version does not match expected version. */
    ERR_SCORER_VERSION_MISMATCH(0x2009),
    /** Value out of range. */
    ERR_INVALID_VALUE(0x200A),
    /** Hot-word is empty, or has a space or unknown letters. */
    ERR_HOTWORD_WITHOUT_EFFECT(0x200B),
    /** Invalid commands file. */
    ERR_INVALID_COMMANDS(0x200C),
    /** Failed to initialize memory mapped model. */
    ERR_FAIL_INIT_MMAP(0x3000),
    /** Failed to initialize the session. */
    ERR_FAIL_INIT_SESS(0x3001),
    /** Interpreter failed. */
    ERR_FAIL_INTERPRETER(0x3002),
    /** Failed to run the session. */
    ERR_FAIL_RUN_SESS(0x3003),
    /** Error creating the stream. */
    ERR_FAIL_CREATE_STREAM(0x3004),
    /** Error reading the proto buffer model file. */
    ERR_FAIL_READ_PROTOBUF(0x3005),
    /** Failed to create session. */
    ERR_FAIL_CREATE_SESS(0x3006),
    /** Could not allocate model state. */
    ERR_FAIL_CREATE_MODEL(0x3007),
    /** Could not insert hot-word. */
    ERR_FAIL_INSERT_HOTWORD(0x3008),
    /** Could not clear hot-words. */
    ERR_FAIL_CLEAR_HOTWORD(0x3009),
    /** Could not erase hot-word. */
    ERR_FAIL_ERASE_HOTWORD(0x3010);

    private final int value;

    DeepSpeech_Error_Codes(int value) {
        this.value = value;
    }

    /**
     * Returns the number of this code.
     *
     * @return the number, such as 0x2002
     */
    public final int swigValue() {
        return value;
    }

    /**
     * Returns the code of a number.
     *
     * @param value the number
     * @return the code
     * @throws IllegalArgumentException if there is none
     */
    public static DeepSpeech_Error_Codes swigToEnum(int value) {
        for (DeepSpeech_Error_Codes code : values()) {
            if (code.value == value) {
                return code;
            }
        }
        throw new IllegalArgumentException(String.format("No status code has the number 0x%X", value));
    }
}
