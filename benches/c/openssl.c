/* OpenSSL's EVP and EVP_EncodeBlock, as a careful program uses them: ciphers fetched once, the context reused. */
#include "bench.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

struct work {
    const EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *context;
    struct messages messages;
    /* The bytes between base64 and cipher; the result. */
    uint8_t *bytes, *out;
    size_t out_len;
};

enum { NONCE = 12, TAG = 16 };

static void expect(int result)
{
    if (result <= 0)
        fail("OpenSSL refused");
}

static size_t encrypt_one(EVP_CIPHER_CTX *context, struct work *work, const uint8_t *plaintext, size_t len, uint8_t *text)
{
    int written, last;
    expect(EVP_EncryptUpdate(context, work->bytes, &written, plaintext, (int)len));
    expect(EVP_EncryptFinal_ex(context, work->bytes + written, &last));
    return (size_t)EVP_EncodeBlock(text, work->bytes, written + last);
}

static void encrypt(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    work->out_len = 0;
    for (size_t i = 0; i < work->messages.count; i++) {
        expect(EVP_EncryptInit_ex(work->context, NULL, NULL, NULL, (const uint8_t *)IV_TEXT));
        work->out_len += encrypt_one(work->context, work, work->messages.data + offsets[i], offsets[i + 1] - offsets[i],
            work->out + work->out_len);
    }
}

static void encrypt_anew(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    work->out_len = 0;
    for (size_t i = 0; i < work->messages.count; i++) {
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        expect(EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), NULL, (const uint8_t *)KEY_TEXT, (const uint8_t *)IV_TEXT));
        work->out_len += encrypt_one(context, work, work->messages.data + offsets[i], offsets[i + 1] - offsets[i],
            work->out + work->out_len);
        EVP_CIPHER_CTX_free(context);
    }
}

/* EVP_DecodeBlock counts padding characters as bytes of zero. */
static size_t decode(const uint8_t *text, size_t len, uint8_t *bytes)
{
    int decoded = EVP_DecodeBlock(bytes, text, (int)len);
    expect(decoded);
    return (size_t)decoded - (text[len - 1] == '=') - (text[len - 2] == '=');
}

static void decrypt(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    for (size_t i = 0; i < work->messages.count; i++) {
        int written, last;
        size_t len = decode(work->messages.data + offsets[i], offsets[i + 1] - offsets[i], work->bytes);
        expect(EVP_DecryptInit_ex(work->context, NULL, NULL, NULL, (const uint8_t *)IV_TEXT));
        expect(EVP_DecryptUpdate(work->context, work->out, &written, work->bytes, (int)len));
        expect(EVP_DecryptFinal_ex(work->context, work->out + written, &last));
        work->out_len = (size_t)written + (size_t)last;
    }
}

static void gcm_encrypt(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    work->out_len = 0;
    for (size_t i = 0; i < work->messages.count; i++) {
        int written, last, len = (int)(offsets[i + 1] - offsets[i]);
        expect(RAND_bytes(work->bytes, NONCE));
        expect(EVP_EncryptInit_ex(work->context, NULL, NULL, NULL, work->bytes));
        expect(EVP_EncryptUpdate(work->context, work->bytes + NONCE, &written, work->messages.data + offsets[i], len));
        expect(EVP_EncryptFinal_ex(work->context, work->bytes + NONCE + written, &last));
        expect(EVP_CIPHER_CTX_ctrl(work->context, EVP_CTRL_AEAD_GET_TAG, TAG, work->bytes + NONCE + len));
        work->out_len += (size_t)EVP_EncodeBlock(work->out + work->out_len, work->bytes, NONCE + len + TAG);
    }
}

static void gcm_decrypt(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    for (size_t i = 0; i < work->messages.count; i++) {
        int written, last;
        size_t len = decode(work->messages.data + offsets[i], offsets[i + 1] - offsets[i], work->bytes) - NONCE - TAG;
        expect(EVP_DecryptInit_ex(work->context, NULL, NULL, NULL, work->bytes));
        expect(EVP_DecryptUpdate(work->context, work->out, &written, work->bytes + NONCE, (int)len));
        expect(EVP_CIPHER_CTX_ctrl(work->context, EVP_CTRL_AEAD_SET_TAG, TAG, work->bytes + NONCE + len));
        expect(EVP_DecryptFinal_ex(work->context, work->out + written, &last));
        work->out_len = len;
    }
}

static struct candidate candidate(const char *name, int gcm, int encrypts, struct messages messages, void (*run)(void *))
{
    struct work *work = room(sizeof *work);
    size_t cap = 2 * total(&messages) + 128 * messages.count;
    *work = (struct work){EVP_CIPHER_fetch(NULL, gcm ? "AES-256-GCM" : "AES-256-CBC", NULL), EVP_CIPHER_CTX_new(), messages,
        room(cap), room(cap), 0};
    expect(EVP_CipherInit_ex(work->context, work->cipher, NULL, (const uint8_t *)KEY_TEXT, NULL, encrypts));
    run(work);
    struct candidate made = {"", messages.count, run, work, work->out, work->out_len};
    snprintf(made.name, sizeof made.name, "%s", name);
    return made;
}

struct candidate openssl_encrypt(struct messages messages, int anew)
{
    return candidate(anew ? "openssl-new" : "openssl", 0, 1, messages, anew ? encrypt_anew : encrypt);
}

struct candidate openssl_decrypt(struct messages texts)
{
    return candidate("openssl", 0, 0, texts, decrypt);
}

/* Nothing to compare: each message has a nonce of its own. */
struct candidate openssl_gcm_encrypt(struct messages messages)
{
    struct candidate made = candidate("openssl", 1, 1, messages, gcm_encrypt);
    made.out = NULL;
    return made;
}

struct candidate openssl_gcm_decrypt(struct messages texts)
{
    return candidate("openssl", 1, 0, texts, gcm_decrypt);
}

size_t gcm_text_len(size_t plaintext_len)
{
    return (NONCE + plaintext_len + TAG + 2) / 3 * 4;
}

struct messages texts_of(struct candidate *candidate, const struct messages *plaintexts, size_t (*len)(size_t))
{
    size_t count = plaintexts->count;
    struct messages texts = {count, room((count + 1) * sizeof(uint64_t)), NULL};
    texts.offsets[0] = 0;
    for (size_t i = 0; i < count; i++)
        texts.offsets[i + 1] = texts.offsets[i] + len(plaintexts->offsets[i + 1] - plaintexts->offsets[i]);
    texts.data = room(total(&texts));
    memcpy(texts.data, ((struct work *)candidate->state)->out, total(&texts));
    return texts;
}
