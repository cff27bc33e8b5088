package io.github.netcoreaes.internal;

/** Whether a call encrypts or decrypts. */
public enum Direction {
    /** From plaintext to text. */
    ENCRYPT("the plaintext"),
    /** From text to plaintext. */
    DECRYPT("the text");

    /** The name of the input in messages. */
    final String input;

    Direction(String input) {
        this.input = input;
    }
}
