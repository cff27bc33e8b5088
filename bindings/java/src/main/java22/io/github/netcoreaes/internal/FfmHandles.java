package io.github.netcoreaes.internal;

import io.github.netcoreaes.LibraryException;

import java.lang.invoke.MethodHandle;

/**
 * The method handles of the C functions. Those whose names start with {@code lend} take arrays of
 * the heap. A record, since the virtual machine treats the fields of a constant record as
 * constants.
 */
record FfmHandles(
        MethodHandle malloc,
        MethodHandle free,
        MethodHandle version,
        MethodHandle statusMessage,
        MethodHandle statusName,
        MethodHandle keySize,
        MethodHandle ivSize,
        MethodHandle gcmKeySize,
        MethodHandle keygen,
        MethodHandle gcmKeygen,
        MethodHandle cipherNew,
        MethodHandle cipherExplain,
        MethodHandle cipherKeyForm,
        MethodHandle cipherKeyIsPublished,
        MethodHandle cipherFree,
        MethodHandle encryptedLength,
        MethodHandle decryptedBound,
        MethodHandle encrypt,
        MethodHandle decrypt,
        MethodHandle lendEncrypt,
        MethodHandle lendDecrypt,
        MethodHandle encryptBatch,
        MethodHandle decryptBatch,
        MethodHandle lendEncryptBatch,
        MethodHandle lendDecryptBatch,
        MethodHandle checkEvents,
        MethodHandle requestUrl,
        MethodHandle requestHeaders,
        MethodHandle requestBody,
        MethodHandle uploadNew,
        MethodHandle uploadNext,
        MethodHandle uploadBodies,
        MethodHandle uploadProblems,
        MethodHandle uploadFinish,
        MethodHandle uploadFree) {

    /** The library stays loaded until the class loader of this class is unloaded. */
    private static FfmLinker linker;

    private static FfmHandles opened;

    /** In a class of its own, whose initialization follows {@link #open}. */
    private static final class Constant {
        static final FfmHandles HANDLES = opened;
    }

    /** The handles of the library that {@link #open} loaded, as a constant. */
    static FfmHandles get() {
        return Constant.HANDLES;
    }

    /**
     * Loads the library.
     *
     * @param library a path, or a name that the system resolves
     * @throws UnsatisfiedLinkError if it is missing or cannot be loaded
     * @throws LibraryException if it has another ABI
     */
    static void open(String library) {
        linker = FfmLinker.open(library);
        opened =
                new FfmHandles(
                        linker.standard("malloc", "p(p)"),
                        linker.standard("free", "v(p)"),
                        linker.function("version", "p()"),
                        linker.function("status_message", "p(i)"),
                        linker.function("status_name", "p(i)"),
                        linker.function("key_size", "p()"),
                        linker.function("iv_size", "p()"),
                        linker.function("gcm_key_size", "p()"),
                        linker.function("keygen", "i(pp)"),
                        linker.function("gcm_keygen", "i(p)"),
                        linker.function("cipher_new", "i(ippppp)"),
                        linker.function("cipher_explain", "i(ippppppp)"),
                        linker.function("cipher_key_form", "i(p)"),
                        linker.function("cipher_key_is_published", "i(p)"),
                        linker.function("cipher_free", "v(p)"),
                        linker.function("encrypted_len", "i(ppp)"),
                        linker.function("decrypted_bound", "i(ppp)"),
                        linker.function("encrypt_aad", "i(pmpppmpp)"),
                        linker.function("decrypt_aad", "i(pmpppmpp)"),
                        linker.lending("encrypt_aad", "i(pmpmpmpm)"),
                        linker.lending("decrypt_aad", "i(pmpmpmpm)"),
                        linker.function("encrypt_batch", "i(ppppppp)"),
                        linker.function("decrypt_batch", "i(pppppppp)"),
                        linker.lending("encrypt_batch", "i(pmmpmpm)"),
                        linker.lending("decrypt_batch", "i(pmmpmpmm)"),
                        linker.function("check_events", "i(pppppppppp)"),
                        linker.function("request_url", "i(ippp)"),
                        linker.function("request_headers", "i(ippppppp)"),
                        linker.function("request_body", "i(ippppp)"),
                        linker.function("upload_stream_new", "i(pppp)"),
                        linker.function("upload_stream_next", "i(pppppppp)"),
                        linker.function("upload_stream_bodies", "i(pppppppp)"),
                        linker.function("upload_stream_problems", "i(ppppp)"),
                        linker.function("upload_stream_finish", "i(p)"),
                        linker.function("upload_stream_free", "v(p)"));
    }
}
