package io.github.netcoreaes.internal;

/** The functions for streams of events, through JNA. */
final class JnaUploads implements UploadFunctions {
    static final JnaUploads FUNCTIONS = new JnaUploads();

    /** The C functions, to which JNA binds these methods by name. */
    static final class Binding {
        static native int netcore_aes_upload_stream_new(
                long maxEvents, long maxPayloadLen, long maxEventLen, long stream);

        static native int netcore_aes_upload_stream_next(
                long stream,
                long cipher,
                long data,
                long dataLen,
                long assetId,
                long assetIdLen,
                long now,
                long upload);

        static native int netcore_aes_upload_stream_bodies(
                long stream,
                long cipher,
                long bodies,
                long bodiesCap,
                long offsets,
                long events,
                long count,
                long bodiesLen);

        static native int netcore_aes_upload_stream_problems(
                long stream, long event, long eventCap, long problems, long problemsCap);

        static native int netcore_aes_upload_stream_finish(long stream);

        static native void netcore_aes_upload_stream_free(long stream);

        private Binding() {}
    }

    private JnaUploads() {}

    @Override
    public int create(long maxEvents, long maxPayloadBytes, long maxEventBytes, long stream) {
        return Binding.netcore_aes_upload_stream_new(
                maxEvents, maxPayloadBytes, maxEventBytes, stream);
    }

    @Override
    public int next(
            long stream,
            long cipher,
            NativeBytes data,
            NativeBytes assetId,
            long now,
            long upload) {
        return Binding.netcore_aes_upload_stream_next(
                stream,
                cipher,
                data.address(),
                data.length(),
                assetId.address(),
                assetId.length(),
                now,
                upload);
    }

    @Override
    public int bodies(
            long stream, long cipher, NativeOutput bodies, long offsets, long events, long count) {
        return Binding.netcore_aes_upload_stream_bodies(
                stream,
                cipher,
                bodies.address(),
                bodies.capacity(),
                offsets,
                events,
                count,
                bodies.lengthAddress());
    }

    @Override
    public int problems(long stream, NativeBytes event, NativeBytes problems) {
        return Binding.netcore_aes_upload_stream_problems(
                stream, event.address(), event.length(), problems.address(), problems.length());
    }

    @Override
    public int finish(long stream) {
        return Binding.netcore_aes_upload_stream_finish(stream);
    }

    @Override
    public void free(long stream) {
        Binding.netcore_aes_upload_stream_free(stream);
    }
}
