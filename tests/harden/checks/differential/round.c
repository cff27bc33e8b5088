#include "round.h"

struct counts counted;

uint8_t plain_room[ROOM], sealed_room[ROOM], text_room[2 * ROOM], ours_room[2 * ROOM], opened_room[2 * ROOM];

uint8_t *somewhere(uint8_t *room)
{
    return room + below(64);
}

static void random_key(uint8_t *key, size_t len, bool text)
{
    fill(key, len);
    for (size_t i = 0; text && i < len; i++)
        key[i] = (uint8_t)(' ' + key[i] % ('~' - ' ' + 1));
}

/* A key or an IV as the library takes it: the characters themselves, or base64. */
static size_t written(const uint8_t *secret, size_t len, bool text, uint8_t *to)
{
    if (!text)
        return peer_base64(secret, len, to);
    memcpy(to, secret, len);
    return len;
}

bool round_begin(struct round *round)
{
    static const uint32_t CODES[SCHEMES] = {
        NETCORE_AES_SCHEME_CBC_BASE64, NETCORE_AES_SCHEME_CBC_HEX, NETCORE_AES_SCHEME_GCM_BASE64};
    round->index = below(SCHEMES);
    round->scheme = CODES[round->index];
    bool text_key = one_in(2), text_iv = one_in(2), gcm = round->scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    uint8_t key[32], iv[16], key_given[64], iv_given[64];
    random_key(key, sizeof key, text_key);
    random_key(iv, sizeof iv, text_iv);
    size_t key_len = written(key, sizeof key, text_key, key_given), iv_len = written(iv, sizeof iv, text_iv, iv_given);
    netcore_aes_status status = netcore_aes_cipher_new(
        round->scheme, key_given, key_len, gcm ? NULL : iv_given, gcm ? 0 : iv_len, &round->cipher);
    peer_set(round->scheme, key, iv);
    (text_key ? &counted.text_keys : &counted.base64_keys)[0]++;
    return EXPECT(status == NETCORE_AES_OK);
}

size_t random_len(void)
{
    size_t kind = below(10000);
    if (kind == 0)
        return one_in(2) ? LONGEST - below(33) : below(LONGEST);
    if (kind < 30)
        return below(1 << 16);
    if (kind < 500)
        return below(1 << 12);
    if (kind < 6000)
        return below(EDGES);
    size_t edge = 16 * below(80);
    return edge < 2 ? edge : edge - 2 + below(5);
}

void note(const struct round *round, size_t len)
{
    counted.messages[round->index]++;
    if (len < EDGES)
        counted.met[round->index][len] = true;
    if (len > counted.longest[round->index])
        counted.longest[round->index] = len;
}

bool untouched(const uint8_t *at)
{
    for (size_t i = 0; i < GUARD; i++)
        if (at[i] != UNTOUCHED)
            return false;
    return true;
}

bool all_zero(const uint8_t *at, size_t len)
{
    return len == 0 || (at[0] == 0 && !memcmp(at, at + 1, len - 1));
}

size_t peer_text(const struct round *round, const uint8_t *sealed, size_t len, uint8_t *text)
{
    size_t text_len = peer_encode(sealed, len, text);
    if (round->scheme == NETCORE_AES_SCHEME_CBC_HEX && one_in(2))
        for (size_t i = 0; i < text_len; i++)
            if (text[i] >= 'a' && text[i] % 3 == 0)
                text[i] -= 'a' - 'A';
    return text_len;
}

bool peer_reads(const uint8_t *text, size_t text_len, const uint8_t *aad, size_t aad_len, const uint8_t *plain, size_t len)
{
    uint8_t *sealed = sealed_room, *opened = opened_room;
    size_t sealed_len, opened_len;
    return peer_decode(text, text_len, sealed, &sealed_len) && peer_open(sealed, sealed_len, aad, aad_len, opened, &opened_len) &&
           opened_len == len && !memcmp(opened, plain, len);
}
