package io.github.netcoreaes.internal;

import io.github.netcoreaes.Upload;
import io.github.netcoreaes.UploadBody;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream of events and its source. It is freed when it is closed, or when the garbage collector
 * finds it. Threads that use it at once wait for each other, so that none frees what another uses.
 */
public final class NativeUploads implements Iterator<Upload>, AutoCloseable {
    // A lock and not a monitor, which would hold up the carrier of a virtual thread.
    private final ReentrantLock lock = new ReentrantLock();
    private final NativeCipher cipher;
    private final InputStream source;
    private final UploadHandle handle;
    private final Cleaner.Cleanable cleanable;
    private boolean isFinished;

    /** What {@link #hasNext} found. */
    private Upload found;

    /** Makes a stream. */
    public NativeUploads(
            NativeCipher cipher, InputStream source, String assetId, UploadLimits limits) {
        this.cipher = cipher;
        this.source = source;
        handle = new UploadHandle(limits, Utf8.encode(assetId, "the asset id"));
        cleanable = NativeCipher.CLEANER.register(this, handle);
    }

    /** The library's stream. */
    public UploadHandle handle() {
        return handle;
    }

    @Override
    public boolean hasNext() {
        lock.lock();
        try {
            if (handle.isFreed()) {
                throw new IllegalStateException("this stream is closed; make a new one");
            }
            if (found == null) {
                found = read();
            }
            return found != null;
        } finally {
            lock.unlock();
            // The cleaner must not free the stream of the last call that uses it.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Upload next() {
        lock.lock();
        try {
            if (!hasNext()) {
                throw new NoSuchElementException("the stream of events has ended");
            }
            Upload next = found;
            found = null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next item; null at the end. */
    private Upload read() {
        while (true) {
            Upload upload = take();
            if (upload != null || isFinished) {
                return upload;
            }
            try {
                isFinished = !handle.readPiece(source);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** The next item; null if what was read of the source holds no more. */
    private Upload take() {
        UploadBody body = handle.takeBody();
        if (body != null) {
            return body;
        }
        long address = cipher.handle.acquire();
        try {
            return switch (handle.next(address)) {
                case UploadHandle.BODIES -> {
                    handle.encrypt(address);
                    yield handle.takeBody();
                }
                case UploadHandle.PROBLEMS -> handle.takeProblems();
                default -> null;
            };
        } finally {
            cipher.handle.release();
            Reference.reachabilityFence(cipher);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            cleanable.clean();
            found = null;
        } finally {
            lock.unlock();
        }
    }
}
