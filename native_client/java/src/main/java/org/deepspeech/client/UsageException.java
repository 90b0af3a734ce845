package org.deepspeech.client;

/** A wrong command line, or a file that cannot be used. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
