/* The library, opened at run time so that builds for different paths can be measured side by side. */
#include "bench.h"

#include <dlfcn.h>

#include <netcore_aes.h>

struct library {
    const char *(*path)(void);
    uint32_t (*abi_version)(void);
    __typeof__(netcore_aes_cipher_new) *cipher_new;
    __typeof__(netcore_aes_encrypt) *encrypt, *decrypt;
    __typeof__(netcore_aes_encrypt_batch) *encrypt_batch;
    __typeof__(netcore_aes_decrypt_batch) *decrypt_batch;
};

struct work {
    const struct library *library;
    netcore_aes_cipher *cipher;
    struct messages messages;
    uint8_t *out;
    size_t out_cap, out_len;
    uint64_t *out_offsets;
};

static void *symbol(void *handle, const char *name)
{
    void *address = dlsym(handle, name);
    if (!address)
        fail("%s", dlerror());
    return address;
}

const struct library *open_library(const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        fail("%s", dlerror());
    struct library *library = room(sizeof *library);
    *(void **)&library->path = symbol(handle, "netcore_aes_instruction_set");
    *(void **)&library->abi_version = symbol(handle, "netcore_aes_abi_version");
    *(void **)&library->cipher_new = symbol(handle, "netcore_aes_cipher_new");
    *(void **)&library->encrypt = symbol(handle, "netcore_aes_encrypt");
    *(void **)&library->decrypt = symbol(handle, "netcore_aes_decrypt");
    *(void **)&library->encrypt_batch = symbol(handle, "netcore_aes_encrypt_batch");
    *(void **)&library->decrypt_batch = symbol(handle, "netcore_aes_decrypt_batch");
    if (library->abi_version() != NETCORE_AES_ABI_VERSION)
        fail("%s has another ABI: run `make lib`", path);
    return library;
}

const char *library_path(const struct library *library)
{
    return library->path();
}

static void expect_ok(netcore_aes_status status)
{
    if (status != NETCORE_AES_OK)
        fail("status %d", (int)status);
}

static void encrypt(void *state)
{
    struct work *work = state;
    const struct messages *messages = &work->messages;
    size_t written = 0, len = 0;
    for (size_t i = 0; i < messages->count; i++, written += len)
        expect_ok(work->library->encrypt(work->cipher, messages->data + messages->offsets[i],
            messages->offsets[i + 1] - messages->offsets[i], work->out + written, work->out_cap - written, &len));
    work->out_len = written;
}

/* Writes each plaintext to the start of the same buffer: decrypting needs more room than it fills. */
static void decrypt(void *state)
{
    struct work *work = state;
    const struct messages *texts = &work->messages;
    for (size_t i = 0; i < texts->count; i++)
        expect_ok(work->library->decrypt(work->cipher, texts->data + texts->offsets[i],
            texts->offsets[i + 1] - texts->offsets[i], work->out, work->out_cap, &work->out_len));
}

static void encrypt_batch(void *state)
{
    struct work *work = state;
    const struct messages *messages = &work->messages;
    expect_ok(work->library->encrypt_batch(work->cipher, messages->data, messages->offsets, messages->count, work->out,
        work->out_cap, work->out_offsets));
}

static void decrypt_batch(void *state)
{
    struct work *work = state;
    const struct messages *texts = &work->messages;
    size_t failed;
    expect_ok(work->library->decrypt_batch(work->cipher, texts->data, texts->offsets, texts->count, work->out,
        work->out_cap, work->out_offsets, &failed));
}

static struct candidate candidate(const struct library *library, uint32_t scheme, struct messages messages,
    void (*run)(void *), const char *prefix)
{
    struct work *work = room(sizeof *work);
    size_t cap = 2 * total(&messages) + 128 * messages.count;
    *work = (struct work){library, NULL, messages, room(cap), cap, 0, room((messages.count + 1) * sizeof(uint64_t))};
    int has_iv = scheme != NETCORE_AES_SCHEME_GCM_BASE64;
    expect_ok(library->cipher_new(scheme, (const uint8_t *)KEY_TEXT, strlen(KEY_TEXT), has_iv ? (const uint8_t *)IV_TEXT : NULL,
        has_iv ? strlen(IV_TEXT) : 0, &work->cipher));
    run(work);
    if (work->out_offsets[messages.count] > 0 && run != encrypt && run != decrypt)
        work->out_len = work->out_offsets[messages.count];
    struct candidate made = {"", messages.count, run, work, work->out, work->out_len};
    snprintf(made.name, sizeof made.name, "%s.%s", prefix, library->path());
    return made;
}

struct candidate ours_encrypt(const struct library *library, uint32_t scheme, struct messages messages)
{
    return candidate(library, scheme, messages, encrypt, "ours");
}

struct candidate ours_batch(const struct library *library, uint32_t scheme, struct messages messages)
{
    return candidate(library, scheme, messages, encrypt_batch, "ours-batch");
}

struct candidate ours_decrypt(const struct library *library, uint32_t scheme, struct messages texts)
{
    return candidate(library, scheme, texts, decrypt, "ours");
}

struct candidate ours_decrypt_batch(const struct library *library, uint32_t scheme, struct messages texts)
{
    return candidate(library, scheme, texts, decrypt_batch, "ours-batch");
}
