package io.github.netcoreaes.internal;

/**
 * The functions for streams of events, through {@code java.lang.foreign}. All by {@code
 * invokeExact}: there may be a call for each event.
 */
final class FfmUploads implements UploadFunctions {
    static final FfmUploads FUNCTIONS = new FfmUploads();

    private FfmUploads() {}

    @Override
    public int create(long maxEvents, long maxPayloadBytes, long maxEventBytes, long stream) {
        try {
            return (int)
                    FfmHandles.get()
                            .uploadNew()
                            .invokeExact(maxEvents, maxPayloadBytes, maxEventBytes, stream);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int next(
            long stream,
            long cipher,
            NativeBytes data,
            NativeBytes assetId,
            long now,
            long upload) {
        try {
            return (int)
                    FfmHandles.get()
                            .uploadNext()
                            .invokeExact(
                                    stream,
                                    cipher,
                                    data.address(),
                                    data.length(),
                                    assetId.address(),
                                    assetId.length(),
                                    now,
                                    upload);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int bodies(
            long stream, long cipher, NativeOutput bodies, long offsets, long events, long count) {
        try {
            return (int)
                    FfmHandles.get()
                            .uploadBodies()
                            .invokeExact(
                                    stream,
                                    cipher,
                                    bodies.address(),
                                    bodies.capacity(),
                                    offsets,
                                    events,
                                    count,
                                    bodies.lengthAddress());
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int problems(long stream, NativeBytes event, NativeBytes problems) {
        try {
            return (int)
                    FfmHandles.get()
                            .uploadProblems()
                            .invokeExact(
                                    stream,
                                    event.address(),
                                    event.length(),
                                    problems.address(),
                                    problems.length());
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public int finish(long stream) {
        try {
            return (int) FfmHandles.get().uploadFinish().invokeExact(stream);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }

    @Override
    public void free(long stream) {
        try {
            FfmHandles.get().uploadFree().invokeExact(stream);
        } catch (Throwable thrown) {
            throw FfmLinker.rethrown(thrown);
        }
    }
}
