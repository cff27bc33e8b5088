/* One message: encrypted, decrypted, altered and decrypted again. */
#include "round.h"

/* Encrypts into a buffer of the exact size, with guard bytes behind it. */
static void decrypt(const struct round *round, const uint8_t *text, size_t text_len, const uint8_t *aad, size_t aad_len,
    netcore_aes_status expected, const uint8_t *plain, size_t len)
{
    uint8_t *out = somewhere(opened_room);
    size_t room = 0, out_len = 77;
    EXPECT(netcore_aes_decrypted_bound(round->cipher, text_len, &room) == NETCORE_AES_OK);
    memset(out, UNTOUCHED, room + GUARD);
    netcore_aes_status status = netcore_aes_decrypt_aad(round->cipher, text, text_len, aad, aad_len, out, room, &out_len);
    EXPECT(status == expected);
    EXPECT(untouched(out + room));
    if (expected == NETCORE_AES_OK)
        EXPECT(out_len == len && !memcmp(out, plain, len));
    else
        EXPECT(out_len == 0 && all_zero(out, room));
}

/* Flips a bit of OpenSSL's ciphertext, or truncates it: both sides decrypt to the same, or both refuse. CBC can decrypt altered
 * ciphertexts; mostly a bit of the last block but one is flipped, which changes just the padding. */
static void alter(const struct round *round, uint8_t *sealed, size_t len, const uint8_t *aad, size_t aad_len)
{
    static uint8_t plain[ROOM];
    uint8_t *text = somewhere(text_room);
    size_t plain_len = 0;
    if (one_in(8))
        len -= one_in(2) && len >= BLOCK ? BLOCK : 1 + below(len);
    else
        sealed[len - 1 - below(len < 32 || one_in(4) ? len : 32)] ^= (uint8_t)(1 << below(8));
    bool accepted = len > 0 && peer_open(sealed, len, aad, aad_len, plain, &plain_len);
    counted.altered[round->index]++;
    counted.altered_accepted[round->index] += accepted;
    size_t text_len = peer_encode(sealed, len, text);
    decrypt(round, text, text_len, aad, aad_len, accepted ? NETCORE_AES_OK : NETCORE_AES_ERR_DECRYPT, plain, plain_len);
}

size_t round_message(const struct round *round)
{
    uint8_t aad[64], nonce[NONCE], *plain = somewhere(plain_room), *out = somewhere(ours_room), *text = somewhere(text_room);
    bool gcm = round->scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    size_t len = random_len(), aad_len = gcm && one_in(2) ? below(sizeof aad) : 0, room = 0, out_len = 77;
    fill(plain, len);
    fill(aad, aad_len);
    fill(nonce, NONCE);
    note(round, len);
    counted.with_aad += aad_len > 0;

    EXPECT(netcore_aes_encrypted_len(round->cipher, len, &room) == NETCORE_AES_OK);
    memset(out, UNTOUCHED, room + GUARD);
    netcore_aes_status status = netcore_aes_encrypt_aad(round->cipher, plain, len, aad, aad_len, out, room, &out_len);
    EXPECT(status == NETCORE_AES_OK && out_len == room && untouched(out + room));
    EXPECT(peer_reads(out, out_len, aad, aad_len, plain, len));

    size_t sealed_len = peer_seal(plain, len, aad, aad_len, nonce, sealed_room);
    size_t text_len = peer_encode(sealed_room, sealed_len, text);
    EXPECT(gcm || (text_len == out_len && !memcmp(text, out, out_len)));
    text_len = peer_text(round, sealed_room, sealed_len, text);
    decrypt(round, text, text_len, aad, aad_len, NETCORE_AES_OK, plain, len);
    if (one_in(4))
        alter(round, sealed_room, sealed_len, aad, aad_len);
    return 1;
}
