package io.github.netcoreaes.internal;

/** Bytes outside the heap that a call reads. An address of 0 is NULL. */
record NativeBytes(long address, long length) {
    static final NativeBytes NONE = new NativeBytes(0, 0);
}
