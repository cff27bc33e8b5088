package io.github.netcoreaes.internal;

/** The C functions, to which JNA binds these methods by name. */
final class JnaBinding {
    static native long netcore_aes_version();

    static native long netcore_aes_status_message(int status);

    static native long netcore_aes_status_name(int status);

    static native long netcore_aes_key_size();

    static native long netcore_aes_iv_size();

    static native long netcore_aes_gcm_key_size();

    static native int netcore_aes_keygen(long key, long iv);

    static native int netcore_aes_gcm_keygen(long key);

    static native int netcore_aes_cipher_new(
            int scheme, long key, long keyLen, long iv, long ivLen, long cipher);

    static native int netcore_aes_cipher_explain(
            int scheme, long key, long keyLen, long iv, long ivLen, long out, long cap, long len);

    static native int netcore_aes_cipher_key_form(long cipher);

    static native int netcore_aes_cipher_key_is_published(long cipher);

    static native void netcore_aes_cipher_free(long cipher);

    static native int netcore_aes_encrypted_len(long cipher, long plaintextLen, long len);

    static native int netcore_aes_decrypted_bound(long cipher, long textLen, long len);

    static native int netcore_aes_encrypt(
            long cipher, long in, long inLen, long out, long cap, long len);

    static native int netcore_aes_decrypt(
            long cipher, long in, long inLen, long out, long cap, long len);

    static native int netcore_aes_encrypt_aad(
            long cipher, long in, long inLen, long aad, long aadLen, long out, long cap, long len);

    static native int netcore_aes_decrypt_aad(
            long cipher, long in, long inLen, long aad, long aadLen, long out, long cap, long len);

    static native int netcore_aes_encrypt_batch(
            long cipher, long data, long offsets, long count, long out, long cap, long outOffsets);

    static native int netcore_aes_decrypt_batch(
            long cipher,
            long data,
            long offsets,
            long count,
            long out,
            long cap,
            long outOffsets,
            long failed);

    static native int netcore_aes_check_events(
            long payload,
            long payloadLen,
            long assetId,
            long assetIdLen,
            long now,
            long out,
            long cap,
            long len,
            long errors,
            long warnings);

    static native int netcore_aes_request_url(int region, long out, long cap, long len);

    static native int netcore_aes_request_headers(
            int scheme,
            long assetId,
            long assetIdLen,
            long apiKey,
            long apiKeyLen,
            long out,
            long cap,
            long len);

    static native int netcore_aes_request_body(
            int scheme, long text, long textLen, long out, long cap, long len);

    private JnaBinding() {}
}
