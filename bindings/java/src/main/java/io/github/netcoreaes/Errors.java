package io.github.netcoreaes;

/** The exception of a status. */
final class Errors {
    private Errors() {}

    /** With the library's own sentence. */
    static NetcoreAesException of(int status) {
        return of(status, Library.functions().statusMessage(status));
    }

    /** With another sentence, which says more. */
    static NetcoreAesException of(int status, String message) {
        Status cause = Status.of(status);
        if (cause == null) {
            return new InternalException(message, status);
        }
        return switch (cause) {
            case SCHEME -> new UnknownSchemeException(message);
            case KEY -> new InvalidKeyException(message);
            case IV -> new InvalidIvException(message);
            case TOO_LARGE -> new TooLargeException(message);
            case OVERLAP -> new OverlapException(message);
            case ENCODING -> new EncodingException(message);
            case DECRYPT -> new DecryptException(message);
            case RANDOM -> new RandomException(message);
            case MEMORY -> new MemoryException(message);
            case LIMIT -> new KeyUsedUpException(message);
            case ASSET_ID -> new AssetIdException(message);
            case API_KEY -> new ApiKeyException(message);
            case REGION -> new UnknownRegionException(message);
            // Nothing that a caller can mend: the buffers and pointers are this package's own.
            case NULL, BUFFER_TOO_SMALL, OFFSETS, PANIC -> new InternalException(message, status);
        };
    }

    /** For a call that encrypts or decrypts, where this status can mean one thing alone. */
    static NetcoreAesException ofCrypt(int status, Scheme scheme) {
        if (status == Status.SCHEME.code()) {
            return new AadNotTakenException(
                    "scheme "
                            + scheme.code()
                            + " takes no associated data; leave it out, or use 11258");
        }
        return of(status);
    }

    /** For a batch: which item it was, where the library says so. */
    static NetcoreAesException ofBatch(int status, long index) {
        String message = Library.functions().statusMessage(status);
        if (index >= 0 && status == Status.ENCODING.code()) {
            return new EncodingException(message, (int) index);
        }
        if (index >= 0 && status == Status.DECRYPT.code()) {
            return new DecryptException(message, (int) index);
        }
        return of(status, message);
    }
}
