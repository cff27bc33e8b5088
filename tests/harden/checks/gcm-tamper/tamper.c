/* Alters a GCM message in every way, one at a time: each is refused with the same error, and the output is wiped. The message has 600
 * bytes, and other lengths near the edges of a block. */
#include <check.h>
#include <peer.h>

enum { LONGEST = 600, SEALED = LONGEST + NONCE + TAG, TEXT = (SEALED + 2) / 3 * 4, OUT = 1024, AAD = 20, BITS = 8, PREFILLED = 0xa5 };

static netcore_aes_cipher *cipher;
static uint8_t plain[LONGEST], sealed[SEALED], text[TEXT + 8], aad[AAD];
static size_t plain_len, sealed_len, text_len, aad_len;

/* Attempts of a kind, and how many of them were refused correctly. */
struct tally {
    const char *kind;
    unsigned long tried, refused;
};
enum { BIT, CUT, GROWN, AAD_ALTERED, CHARACTER, TEXT_CUT, IN_A_BATCH, KINDS };
static struct tally tallies[KINDS] = {{.kind = "bits flipped"}, {.kind = "truncations"}, {.kind = "bytes added at the end"},
    {.kind = "associated data altered"}, {.kind = "bits of characters flipped"}, {.kind = "truncations of the text"},
    {.kind = "bits flipped, within a batch"}};
static unsigned long tried_in_all, refused_in_all;

/* Whether OpenSSL decrypts the text, and encrypts to the same text. */
static bool is_base64(const uint8_t *characters, size_t len)
{
    uint8_t decoded[TEXT], again[TEXT + 8];
    size_t decoded_len;
    return len == 0 || (peer_decode(characters, len, decoded, &decoded_len) && peer_encode(decoded, decoded_len, again) == len &&
                        !memcmp(again, characters, len));
}

/* The error is the same for every cause, unless the text is not base64. */
static void refused(int kind, const uint8_t *altered, size_t len, const uint8_t *with, size_t with_len)
{
    uint8_t out[OUT];
    size_t out_len = 77;
    memset(out, PREFILLED, sizeof out);
    netcore_aes_status status = netcore_aes_decrypt_aad(cipher, altered, len, with, with_len, out, sizeof out, &out_len);
    tallies[kind].tried++;
    tallies[kind].refused += status == (is_base64(altered, len) ? NETCORE_AES_ERR_DECRYPT : NETCORE_AES_ERR_ENCODING) &&
                             out_len == 0 && all_are(out, sizeof out, 0);
}

static void refused_sealed(int kind, const uint8_t *altered, size_t len)
{
    uint8_t encoded[TEXT + 8];
    refused(kind, encoded, peer_encode(altered, len, encoded), aad, aad_len);
}

/* The altered text between two good ones: the call names it, and wipes the whole output. */
static void refused_in_a_batch(const uint8_t *altered)
{
    uint8_t data[3 * (TEXT + 1)], out[3 * OUT];
    uint64_t offsets[4] = {0, text_len, 2 * text_len, 3 * text_len}, out_offsets[4] = {7, 7, 7, 7};
    size_t failed = 77;
    memcpy(data, text, text_len);
    peer_encode(altered, sealed_len, data + text_len);
    memcpy(data + 2 * text_len, text, text_len);
    memset(out, PREFILLED, sizeof out);
    netcore_aes_status status = netcore_aes_decrypt_batch(cipher, data, offsets, 3, out, sizeof out, out_offsets, &failed);
    tallies[IN_A_BATCH].tried++;
    tallies[IN_A_BATCH].refused += status == NETCORE_AES_ERR_DECRYPT && failed == 1 && all_are(out, sizeof out, 0) &&
                                   all_are(out_offsets, sizeof out_offsets, 0);
}

static void alter_sealed(void)
{
    uint8_t altered[SEALED + 1];
    memcpy(altered, sealed, sealed_len);
    for (size_t bit = 0; bit < BITS * sealed_len; bit++) {
        altered[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
        refused_sealed(BIT, altered, sealed_len);
        if (aad_len == 0) /* a batch takes no associated data */
            refused_in_a_batch(altered);
        altered[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
    }
    for (size_t len = 0; len < sealed_len; len++)
        refused_sealed(CUT, sealed, len);
    for (unsigned value = 0; value < 256; value++) {
        altered[sealed_len] = (uint8_t)value;
        refused_sealed(GROWN, altered, sealed_len + 1);
    }
}

static void alter_aad(void)
{
    uint8_t altered[AAD + 1] = {0};
    memcpy(altered, aad, aad_len);
    for (size_t bit = 0; bit < BITS * aad_len; bit++) {
        altered[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
        refused(AAD_ALTERED, text, text_len, altered, aad_len);
        altered[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
    }
    for (size_t len = 0; len < aad_len; len++)
        refused(AAD_ALTERED, text, text_len, altered, len);
    refused(AAD_ALTERED, text, text_len, altered, aad_len + 1);
}

static void alter_text(void)
{
    for (size_t bit = 0; bit < BITS * text_len; bit++) {
        text[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
        refused(CHARACTER, text, text_len, aad, aad_len);
        text[bit / BITS] ^= (uint8_t)(1 << bit % BITS);
    }
    for (size_t len = 0; len < text_len; len++)
        refused(TEXT_CUT, text, len, aad, aad_len);
}

/* Unaltered, the text decrypts: otherwise the refusals would have another cause. */
static void decrypts(void)
{
    uint8_t out[OUT];
    size_t out_len;
    CHECK_STATUS(OK, netcore_aes_decrypt_aad(cipher, text, text_len, aad, aad_len, out, sizeof out, &out_len));
    CHECK(out_len == plain_len && !memcmp(out, plain, plain_len));
}

static void test_message(size_t len, size_t with_aad)
{
    plain_len = len;
    aad_len = with_aad;
    CHECK_STATUS(OK, netcore_aes_encrypt_aad(cipher, plain, plain_len, aad, aad_len, text, sizeof text, &text_len));
    CHECK(peer_decode(text, text_len, sealed, &sealed_len) && sealed_len == plain_len + NONCE + TAG);
    decrypts();
    alter_sealed();
    alter_aad();
    alter_text();
    decrypts();
}

/* All attempts must be refused, and their number follows from the lengths. Prints those of the kinds of `shown`. */
static void figures(const char *what, unsigned shown)
{
    size_t bits = BITS * sealed_len;
    const unsigned long expected[KINDS] = {bits, sealed_len, 256, (BITS + 1) * aad_len + 1, BITS * text_len, text_len, aad_len ? 0 : bits};
    for (int kind = 0; kind < KINDS; kind++) {
        struct tally *tally = &tallies[kind];
        bool good = CHECK(tally->refused == expected[kind] && tally->tried == expected[kind]);
        if (shown & 1U << kind)
            printf("figure: GCM, %s: %s, refused | %lu | %lu | %s\n", what, tally->kind, tally->refused, expected[kind],
                good ? "ok" : "missed");
        tried_in_all += tally->tried;
        refused_in_all += tally->refused;
        tally->tried = tally->refused = 0;
    }
}

int main(void)
{
    static const size_t EDGES[] = {0, 1, 15, 16, 17, 127, 128, 129, 422};
    cipher = new_cipher(NETCORE_AES_SCHEME_GCM_BASE64);
    peer_set(NETCORE_AES_SCHEME_GCM_BASE64, bytes(KEY), bytes(IV));
    for (size_t i = 0; i < LONGEST; i++)
        plain[i] = (uint8_t)(i * 7);
    for (size_t i = 0; i < AAD; i++)
        aad[i] = (uint8_t)(i * 11);
    for (size_t i = 0; i < sizeof EDGES / sizeof *EDGES; i++) {
        test_message(EDGES[i], 0);
        figures("", 0);
        test_message(EDGES[i], AAD);
        figures("", 0);
    }
    test_message(LONGEST, AAD);
    figures("600 bytes and associated data", 1U << BIT | 1U << AAD_ALTERED);
    test_message(LONGEST, 0);
    figures("600 bytes", ~(1U << AAD_ALTERED));
    printf("figure: GCM, messages of 0 to 600 bytes: all of these, refused | %lu | %lu | %s\n", refused_in_all, tried_in_all,
        refused_in_all == tried_in_all ? "ok" : "missed");
    netcore_aes_cipher_free(cipher);
    return summary();
}
