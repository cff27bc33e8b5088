#include "peer.h"

#include <limits.h>
#include <netcore_aes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_CIPHER *cbc, *gcm;
static EVP_CIPHER_CTX *sealing, *opening;
static uint32_t current;
static uint8_t current_iv[BLOCK];

/* If OpenSSL itself fails, there is nothing to compare with. */
static void must(bool done, const char *what)
{
    if (!done) {
        fprintf(stderr, "OpenSSL: %s failed\n", what);
        exit(2);
    }
}

static bool is_gcm(void)
{
    return current == NETCORE_AES_SCHEME_GCM_BASE64;
}

void peer_set(uint32_t scheme, const uint8_t key[32], const uint8_t iv[16])
{
    if (!cbc) {
        must((cbc = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL)) && (gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL)), "fetch");
        must((sealing = EVP_CIPHER_CTX_new()) && (opening = EVP_CIPHER_CTX_new()), "EVP_CIPHER_CTX_new");
    }
    current = scheme;
    memcpy(current_iv, iv, sizeof current_iv);
    EVP_CIPHER *cipher = is_gcm() ? gcm : cbc;
    must(EVP_EncryptInit_ex2(sealing, cipher, key, NULL, NULL) && EVP_DecryptInit_ex2(opening, cipher, key, NULL, NULL), "a key");
}

size_t peer_seal(const uint8_t *plaintext, size_t len, const uint8_t *aad, size_t aad_len, const uint8_t nonce[NONCE], uint8_t *out)
{
    int written, last;
    uint8_t *to = out;
    must(EVP_EncryptInit_ex2(sealing, NULL, NULL, is_gcm() ? nonce : current_iv, NULL), "an IV");
    if (is_gcm()) {
        memcpy(to, nonce, NONCE);
        to += NONCE;
        must(aad_len == 0 || EVP_EncryptUpdate(sealing, NULL, &written, aad, (int)aad_len), "associated data");
    }
    must(EVP_EncryptUpdate(sealing, to, &written, plaintext, (int)len), "EVP_EncryptUpdate");
    to += written;
    must(EVP_EncryptFinal_ex(sealing, to, &last), "EVP_EncryptFinal_ex");
    to += last;
    if (is_gcm()) {
        must(EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, TAG, to), "a tag");
        to += TAG;
    }
    return (size_t)(to - out);
}

bool peer_open(const uint8_t *sealed, size_t len, const uint8_t *aad, size_t aad_len, uint8_t *out, size_t *out_len)
{
    int written = 0, last = 0;
    if (is_gcm()) {
        if (len < NONCE + TAG)
            return false;
        uint8_t tag[TAG];
        memcpy(tag, sealed + len - TAG, TAG);
        must(EVP_DecryptInit_ex2(opening, NULL, NULL, sealed, NULL), "a nonce");
        must(EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, TAG, tag), "a tag");
        must(aad_len == 0 || EVP_DecryptUpdate(opening, NULL, &written, aad, (int)aad_len), "associated data");
        sealed += NONCE;
        len -= NONCE + TAG;
    } else {
        must(EVP_DecryptInit_ex2(opening, NULL, NULL, current_iv, NULL), "an IV");
    }
    must(EVP_DecryptUpdate(opening, out, &written, sealed, (int)len), "EVP_DecryptUpdate");
    bool good = EVP_DecryptFinal_ex(opening, out + written, &last) == 1;
    *out_len = (size_t)written + (size_t)last;
    return good;
}

static size_t to_hex(const uint8_t *bytes, size_t len, uint8_t *text)
{
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = (uint8_t)"0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = (uint8_t)"0123456789abcdef"[bytes[i] & 15];
    }
    return 2 * len;
}

static bool from_hex(const uint8_t *text, size_t len, uint8_t *bytes)
{
    static int8_t values[UCHAR_MAX + 1];
    if (!values['1']) {
        memset(values, -1, sizeof values);
        for (int8_t value = 0; value < 16; value++)
            values[(uint8_t)"0123456789abcdef"[value]] = values[(uint8_t)"0123456789ABCDEF"[value]] = value;
    }
    for (size_t i = 0; i < len / 2; i++) {
        int8_t high = values[text[2 * i]], low = values[text[2 * i + 1]];
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return len % 2 == 0;
}

size_t peer_base64(const uint8_t *bytes, size_t len, uint8_t *text)
{
    return (size_t)EVP_EncodeBlock(text, bytes, (int)len);
}

size_t peer_encode(const uint8_t *bytes, size_t len, uint8_t *text)
{
    return current == NETCORE_AES_SCHEME_CBC_HEX ? to_hex(bytes, len, text) : peer_base64(bytes, len, text);
}

bool peer_decode(const uint8_t *text, size_t len, uint8_t *bytes, size_t *bytes_len)
{
    *bytes_len = len / 2;
    if (current == NETCORE_AES_SCHEME_CBC_HEX)
        return from_hex(text, len, bytes);
    int decoded = EVP_DecodeBlock(bytes, text, (int)len);
    if (decoded < 0 || (size_t)decoded != len / 4 * 3)
        return false;
    /* EVP_DecodeBlock() counts padding characters as bytes of zero. */
    *bytes_len = (size_t)decoded;
    for (size_t i = len; i > 0 && i + 2 > len && text[i - 1] == '='; i--)
        --*bytes_len;
    return true;
}
