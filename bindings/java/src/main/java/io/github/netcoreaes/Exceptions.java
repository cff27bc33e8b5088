package io.github.netcoreaes;

import io.github.netcoreaes.internal.ExceptionFactory;

/** Constructs every exception, for the internal package. */
final class Exceptions implements ExceptionFactory {
    @Override
    public NetcoreAesException of(int status, String message) {
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
            case EVENT_STREAM -> new EventStreamException(message, 0);
            case ASSET_ID -> new AssetIdException(message);
            case API_KEY -> new ApiKeyException(message);
            case REGION -> new UnknownRegionException(message);
            // No fault of the caller: this package chooses these buffers and pointers.
            case NULL, BUFFER_TOO_SMALL, OFFSETS, PANIC -> new InternalException(message, status);
        };
    }

    @Override
    public NetcoreAesException ofItem(int status, String message, int item) {
        if (status == Status.ENCODING.code()) {
            return new EncodingException(message, item);
        }
        if (status == Status.DECRYPT.code()) {
            return new DecryptException(message, item);
        }
        return of(status, message);
    }

    @Override
    public SurrogateException ofItem(SurrogateException exception, int item) {
        return exception.ofItem(item);
    }

    @Override
    public SurrogateException surrogate(String name, int position) {
        return new SurrogateException(name, position);
    }

    @Override
    public NetcoreAesException aadNotTaken(String message) {
        return new AadNotTakenException(message);
    }

    @Override
    public NetcoreAesException bufferTooSmall(long needed, long capacity) {
        return new BufferTooSmallException(needed, capacity);
    }

    @Override
    public NetcoreAesException eventStream(String message, long offset) {
        return new EventStreamException(message, offset);
    }

    @Override
    public LibraryException library(String message) {
        return new LibraryException(message);
    }
}
