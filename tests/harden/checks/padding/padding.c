/* The padding check through the C ABI: every count, with every value at every place of an otherwise right padding, against the
 * plain definition; with the status, the length, the rest of the block, and the wiping that follow. */
#include <check.h>
#include <peer.h>

enum { ROOM = 128, PADDED = 2 * BLOCK, PREFILLED = 0xa5 };

static unsigned long blocks, paddings, differences;

/* RFC 5652, section 6.3, word for word: the number of padding bytes at the block's end; 0 if the padding is invalid. */
static size_t by_definition(const uint8_t block[BLOCK])
{
    size_t count = block[BLOCK - 1];
    if (count < 1 || count > BLOCK)
        return 0;
    for (size_t i = BLOCK - count; i < BLOCK; i++)
        if (block[i] != count)
            return 0;
    return count;
}

struct attempt {
    netcore_aes_status status;
    size_t len;
    uint8_t out[ROOM];
};

static void one_by_one(const netcore_aes_cipher *cipher, const uint8_t *text, size_t text_len, struct attempt *attempt)
{
    attempt->status = netcore_aes_decrypt(cipher, text, text_len, attempt->out, ROOM, &attempt->len);
}

static void as_a_batch(const netcore_aes_cipher *cipher, const uint8_t *text, size_t text_len, struct attempt *attempt)
{
    const uint64_t offsets[2] = {0, text_len};
    uint64_t out_offsets[2] = {77, 77};
    size_t failed;
    attempt->status = netcore_aes_decrypt_batch(cipher, text, offsets, 1, attempt->out, ROOM, out_offsets, &failed);
    attempt->len = out_offsets[1];
}

/* The header's promise: the plaintext, or one error and a wiped output. */
static bool as_defined(const struct attempt *attempt, const uint8_t block[BLOCK])
{
    size_t count = by_definition(block);
    paddings += count > 0;
    if (count == 0)
        return attempt->status == NETCORE_AES_ERR_DECRYPT && attempt->len == 0 && all_are(attempt->out, ROOM, 0);
    return attempt->status == NETCORE_AES_OK && attempt->len == PADDED - count &&
           !memcmp(attempt->out + BLOCK, block, BLOCK - count);
}

typedef void decrypter(const netcore_aes_cipher *, const uint8_t *, size_t, struct attempt *);

/* `sealed` is two blocks. The second deciphers to `deciphered`, which the first turns into the wanted block. */
static void decrypt_to(const netcore_aes_cipher *cipher, decrypter *decrypt, uint8_t sealed[PADDED],
    const uint8_t deciphered[BLOCK], const uint8_t wanted[BLOCK])
{
    uint8_t text[ROOM + 1];
    struct attempt attempt;
    for (size_t i = 0; i < BLOCK; i++)
        sealed[i] = deciphered[i] ^ wanted[i];
    memset(attempt.out, PREFILLED, ROOM);
    decrypt(cipher, text, peer_encode(sealed, PADDED, text), &attempt);
    blocks++;
    differences += !as_defined(&attempt, wanted);
}

static void test_scheme(uint32_t scheme, decrypter *decrypt)
{
    netcore_aes_cipher *cipher = new_cipher(scheme);
    uint8_t text[ROOM], sealed[ROOM], deciphered[BLOCK];
    size_t len;
    peer_set(scheme, bytes(KEY), bytes(IV));
    /* The first block of ciphertext deciphers to the exclusive or of the message's first block and the IV. */
    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes(KEY), BLOCK, text, sizeof text, &len));
    CHECK(peer_decode(text, len, sealed, &len) && len == PADDED);
    memcpy(sealed + BLOCK, sealed, BLOCK);
    for (size_t i = 0; i < BLOCK; i++)
        deciphered[i] = (uint8_t)(KEY[i] ^ IV[i]);

    for (unsigned count = 0; count < 256; count++)
        for (size_t place = 0; place < BLOCK; place++)
            for (unsigned value = 0; value < 256; value++) {
                uint8_t wanted[BLOCK];
                memset(wanted, (int)count, BLOCK);
                wanted[place] = (uint8_t)value;
                decrypt_to(cipher, decrypt, sealed, deciphered, wanted);
            }
    netcore_aes_cipher_free(cipher);
}

/* padding NAME: figures bear the name. padding: prints the library's path. */
int main(int argc, char **argv)
{
    if (argc < 2)
        return puts(netcore_aes_instruction_set()) < 0;
    test_scheme(NETCORE_AES_SCHEME_CBC_BASE64, one_by_one);
    test_scheme(NETCORE_AES_SCHEME_CBC_HEX, one_by_one);
    test_scheme(NETCORE_AES_SCHEME_CBC_BASE64, as_a_batch);
    /* By hand: of each count from 1 to 16, any value before the padding, or its own within it: 256 (16 - count) + count. And 1 at the
     * end makes a padding of every block whose count is not 1: 255. */
    unsigned long expected = 255;
    for (unsigned long count = 1; count <= 16; count++)
        expected += 256 * (16 - count) + count;
    const unsigned long all = 3UL * 256 * 16 * 256;
    CHECK(blocks == all && paddings == 3 * expected);
    printf("figure: padding through the C ABI, %s: blocks, decrypted as defined | %lu | %lu | %s\n", argv[1], blocks - differences,
        all, blocks - differences == all ? "ok" : "missed");
    return summary();
}
