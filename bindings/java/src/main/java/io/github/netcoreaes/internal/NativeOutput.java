package io.github.netcoreaes.internal;

/** Memory outside the heap that a call writes its result to, and the result's length as a long. */
record NativeOutput(long address, long capacity, long lengthAddress) {}
