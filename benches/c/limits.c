/* The limits: the bare work in intrinsics, with nothing around it. Independent of the library, as its measure. */
#include "bench.h"

#include <immintrin.h>

#define AES __attribute__((target("aes,avx")))
#define VAES256 __attribute__((target("vaes,avx2,aes")))
#define VAES512 __attribute__((target("vaes,avx512f,avx512bw,avx512vbmi,avx2,aes")))
#define AVX2 __attribute__((target("avx2")))

enum { ROUND_KEYS = 15 };

struct work {
    __m128i keys[ROUND_KEYS];
    struct messages messages;
    uint8_t *out;
};

static int has_aes(void)
{
    return __builtin_cpu_supports("aes") && __builtin_cpu_supports("avx");
}

int has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

static int has_vaes(void)
{
    return has_aes() && has_avx2() && __builtin_cpu_supports("vaes");
}

static int has_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi");
}

AES static __m128i spread(__m128i words)
{
    words = _mm_xor_si128(words, _mm_slli_si128(words, 4));
    return _mm_xor_si128(words, _mm_slli_si128(words, 8));
}

AES static void expand(__m128i keys[ROUND_KEYS])
{
    keys[0] = _mm_loadu_si128((const __m128i *)KEY_TEXT);
    keys[1] = _mm_loadu_si128((const __m128i *)KEY_TEXT + 1);
#define EVEN(i, constant) \
    keys[i] = _mm_xor_si128(spread(keys[(i) - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(keys[(i) - 1], constant), 0xff))
#define ODD(i) keys[i] = _mm_xor_si128(spread(keys[(i) - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(keys[(i) - 1], 0), 0xaa))
    EVEN(2, 0x01), ODD(3), EVEN(4, 0x02), ODD(5), EVEN(6, 0x04), ODD(7), EVEN(8, 0x08), ODD(9), EVEN(10, 0x10), ODD(11);
    EVEN(12, 0x20), ODD(13), EVEN(14, 0x40);
}

/* 14 rounds of 4 cycles and an exclusive or for each block, each waiting for the one before. */
AES static void run_chain(void *state)
{
    struct work *work = state;
    size_t blocks = work->messages.offsets[1] / 16;
    const __m128i *from = (const __m128i *)work->messages.data, *keys = work->keys;
    __m128i *to = (__m128i *)work->out, block = _mm_loadu_si128((const __m128i *)IV_TEXT);
    for (size_t i = 0; i < blocks; i++) {
        block = _mm_xor_si128(block, _mm_xor_si128(_mm_loadu_si128(from + i), keys[0]));
#pragma GCC unroll 13
        for (int round = 1; round < 14; round++)
            block = _mm_aesenc_si128(block, keys[round]);
        block = _mm_aesenclast_si128(block, keys[14]);
        _mm_storeu_si128(to + i, block);
    }
}

/* The same without the exclusive or in the chain: the next block is added to the last round key, and removed from the result
 * outside the chain. */
AES static void run_chain_folded(void *state)
{
    struct work *work = state;
    size_t blocks = work->messages.offsets[1] / 16;
    const __m128i *from = (const __m128i *)work->messages.data, *keys = work->keys;
    __m128i *to = (__m128i *)work->out, next = _mm_xor_si128(_mm_loadu_si128(from), keys[0]);
    __m128i block = _mm_xor_si128(_mm_loadu_si128((const __m128i *)IV_TEXT), next);
    for (size_t i = 0; i < blocks; i++) {
        next = i + 1 < blocks ? _mm_xor_si128(_mm_loadu_si128(from + i + 1), keys[0]) : _mm_setzero_si128();
        __m128i last = _mm_xor_si128(keys[14], next);
#pragma GCC unroll 13
        for (int round = 1; round < 14; round++)
            block = _mm_aesenc_si128(block, keys[round]);
        block = _mm_aesenclast_si128(block, last);
        _mm_storeu_si128(to + i, _mm_xor_si128(block, next));
    }
}

/* Eight lanes of AES-NI, twice: sixteen messages as the other limits take. */
AES static void run_lanes128(void *state)
{
    enum { VECTORS = LANES / 2 };
    struct work *work = state;
    size_t len = work->messages.offsets[1];
    for (int first = 0; first < LANES; first += VECTORS) {
        const uint8_t *from = work->messages.data + first * len;
        uint8_t *to = work->out + first * len;
        __m128i states[VECTORS];
        for (int i = 0; i < VECTORS; i++)
            states[i] = _mm_loadu_si128((const __m128i *)IV_TEXT);
        for (size_t at = 0; at < len; at += 16) {
            __m128i key = work->keys[0];
#pragma GCC unroll 8
            for (int i = 0; i < VECTORS; i++)
                states[i] = _mm_xor_si128(states[i], _mm_xor_si128(_mm_loadu_si128((const __m128i *)(from + i * len + at)), key));
#pragma GCC unroll 1
            for (int round = 1; round < 14; round++) {
                key = work->keys[round];
#pragma GCC unroll 8
                for (int i = 0; i < VECTORS; i++)
                    states[i] = _mm_aesenc_si128(states[i], key);
            }
            key = work->keys[14];
#pragma GCC unroll 8
            for (int i = 0; i < VECTORS; i++) {
                states[i] = _mm_aesenclast_si128(states[i], key);
                _mm_storeu_si128((__m128i *)(to + i * len + at), states[i]);
            }
        }
    }
}

VAES256 static void run_lanes256(void *state)
{
    enum { VECTORS = LANES / 2 };
    struct work *work = state;
    size_t len = work->messages.offsets[1];
    const uint8_t *from = work->messages.data;
    __m256i states[VECTORS];
    for (int i = 0; i < VECTORS; i++)
        states[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)IV_TEXT));
    for (size_t at = 0; at < len; at += 16) {
        __m256i key = _mm256_broadcastsi128_si256(work->keys[0]);
#pragma GCC unroll 8
        for (int i = 0; i < VECTORS; i++) {
            __m256i block = _mm256_loadu2_m128i(
                (const __m128i *)(from + (2 * i + 1) * len + at), (const __m128i *)(from + 2 * i * len + at));
            states[i] = _mm256_xor_si256(states[i], _mm256_xor_si256(block, key));
        }
#pragma GCC unroll 1
        for (int round = 1; round < 14; round++) {
            key = _mm256_broadcastsi128_si256(work->keys[round]);
#pragma GCC unroll 8
            for (int i = 0; i < VECTORS; i++)
                states[i] = _mm256_aesenc_epi128(states[i], key);
        }
        key = _mm256_broadcastsi128_si256(work->keys[14]);
#pragma GCC unroll 8
        for (int i = 0; i < VECTORS; i++) {
            states[i] = _mm256_aesenclast_epi128(states[i], key);
            _mm256_storeu2_m128i((__m128i *)(work->out + (2 * i + 1) * len + at),
                (__m128i *)(work->out + 2 * i * len + at), states[i]);
        }
    }
}

VAES512 static __m512i gather(const uint8_t *from, size_t len)
{
    __m512i block = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)from));
    block = _mm512_inserti32x4(block, _mm_loadu_si128((const __m128i *)(from + len)), 1);
    block = _mm512_inserti32x4(block, _mm_loadu_si128((const __m128i *)(from + 2 * len)), 2);
    return _mm512_inserti32x4(block, _mm_loadu_si128((const __m128i *)(from + 3 * len)), 3);
}

VAES512 static void run_lanes512(void *state)
{
    enum { VECTORS = LANES / 4 };
    struct work *work = state;
    size_t len = work->messages.offsets[1];
    __m512i states[VECTORS];
    for (int i = 0; i < VECTORS; i++)
        states[i] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)IV_TEXT));
    for (size_t at = 0; at < len; at += 16) {
        __m512i key = _mm512_broadcast_i32x4(work->keys[0]);
#pragma GCC unroll 4
        for (int i = 0; i < VECTORS; i++)
            states[i] = _mm512_xor_si512(
                states[i], _mm512_xor_si512(gather(work->messages.data + 4 * i * len + at, len), key));
#pragma GCC unroll 1
        for (int round = 1; round < 14; round++) {
            key = _mm512_broadcast_i32x4(work->keys[round]);
#pragma GCC unroll 4
            for (int i = 0; i < VECTORS; i++)
                states[i] = _mm512_aesenc_epi128(states[i], key);
        }
        key = _mm512_broadcast_i32x4(work->keys[14]);
#pragma GCC unroll 4
        for (int i = 0; i < VECTORS; i++) {
            uint8_t *to = work->out + 4 * i * len + at;
            states[i] = _mm512_aesenclast_epi128(states[i], key);
            _mm_storeu_si128((__m128i *)to, _mm512_castsi512_si128(states[i]));
            _mm_storeu_si128((__m128i *)(to + len), _mm512_extracti32x4_epi32(states[i], 1));
            _mm_storeu_si128((__m128i *)(to + 2 * len), _mm512_extracti32x4_epi32(states[i], 2));
            _mm_storeu_si128((__m128i *)(to + 3 * len), _mm512_extracti32x4_epi32(states[i], 3));
        }
    }
}

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode_rest(const uint8_t *bytes, size_t len, uint8_t *text)
{
    for (; len >= 3; len -= 3, bytes += 3) {
        uint32_t word = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *text++ = (uint8_t)ALPHABET[word >> shift & 63];
    }
    if (len) {
        uint32_t word = (uint32_t)bytes[0] << 16 | (len > 1 ? (uint32_t)bytes[1] << 8 : 0);
        text[0] = (uint8_t)ALPHABET[word >> 18];
        text[1] = (uint8_t)ALPHABET[word >> 12 & 63];
        text[2] = (uint8_t)(len > 1 ? ALPHABET[word >> 6 & 63] : '=');
        text[3] = '=';
    }
}

/* Muła and Lemire, "Faster Base64 Encoding and Decoding using AVX2 Instructions", 2018. */
AVX2 size_t base64_avx2(const uint8_t *bytes, size_t len, uint8_t *text)
{
    const __m256i order = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8,
        7, 10, 9, 11, 10);
    const __m256i steps = _mm256_setr_epi8(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0, 71, -4, -4, -4, -4,
        -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0);
    uint8_t *start = text;
    size_t written = (len + 2) / 3 * 4;
    for (; len >= 28; len -= 24, bytes += 24, text += 32) {
        __m256i in = _mm256_loadu2_m128i((const __m128i *)(bytes + 12), (const __m128i *)bytes);
        in = _mm256_shuffle_epi8(in, order);
        __m256i upper = _mm256_mulhi_epu16(_mm256_and_si256(in, _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
        __m256i lower = _mm256_mullo_epi16(_mm256_and_si256(in, _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
        __m256i values = _mm256_or_si256(upper, lower);
        __m256i ranges = _mm256_or_si256(_mm256_subs_epu8(values, _mm256_set1_epi8(51)),
            _mm256_and_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(26), values), _mm256_set1_epi8(13)));
        _mm256_storeu_si256((__m256i *)text, _mm256_add_epi8(values, _mm256_shuffle_epi8(steps, ranges)));
    }
    encode_rest(bytes, len, start + (text - start));
    return written;
}

/* Three bytes to a word, and fields of 6 bits out of that: the same with AVX-512 VBMI. The rest with masks. */
VAES512 static void base64_vbmi(const uint8_t *bytes, size_t len, uint8_t *text)
{
#define WORD(i) 3 * (i) + 1, 3 * (i), 3 * (i) + 2, 3 * (i) + 1
    static const uint8_t ORDER[64] = {WORD(0), WORD(1), WORD(2), WORD(3), WORD(4), WORD(5), WORD(6), WORD(7), WORD(8), WORD(9),
        WORD(10), WORD(11), WORD(12), WORD(13), WORD(14), WORD(15)};
    const __m512i order = _mm512_loadu_si512(ORDER), alphabet = _mm512_loadu_si512(ALPHABET);
    const __m512i fields = _mm512_set1_epi64(0x3036242a1016040a);
    for (; len >= 64; len -= 48, bytes += 48, text += 64) {
        __m512i in = _mm512_permutexvar_epi8(order, _mm512_loadu_si512(bytes));
        _mm512_storeu_si512(text, _mm512_permutexvar_epi8(_mm512_multishift_epi64_epi8(fields, in), alphabet));
    }
    for (size_t now = len < 48 ? len : 48; now; len -= now, bytes += now, text += 64, now = len < 48 ? len : 48) {
        __m512i in = _mm512_permutexvar_epi8(order, _mm512_maskz_loadu_epi8(~0ull >> (64 - now), bytes));
        __m512i characters = _mm512_permutexvar_epi8(_mm512_multishift_epi64_epi8(fields, in), alphabet);
        characters = _mm512_mask_mov_epi8(_mm512_set1_epi8('='), ~0ull >> (64 - (4 * now + 2) / 3), characters);
        _mm512_mask_storeu_epi8(text, ~0ull >> (64 - (now + 2) / 3 * 4), characters);
    }
}

static void run_base64_256(void *state)
{
    struct work *work = state;
    base64_avx2(work->messages.data, work->messages.offsets[1], work->out);
}

static void run_base64_512(void *state)
{
    struct work *work = state;
    base64_vbmi(work->messages.data, work->messages.offsets[1], work->out);
}

static int limit(int there, const char *name, struct messages messages, void (*run)(void *), size_t out_len,
    struct candidate *candidate)
{
    if (!there)
        return 0;
    struct work *work = room(sizeof *work);
    if (has_aes())
        expand(work->keys);
    work->messages = messages;
    work->out = room(2 * total(&messages) + 64);
    *candidate = (struct candidate){"", messages.count, run, work, work->out, out_len};
    snprintf(candidate->name, sizeof candidate->name, "%s", name);
    return 1;
}

int chain(struct messages messages, struct candidate *candidate)
{
    return limit(has_aes(), "chain", messages, run_chain, total(&messages), candidate);
}

int chain_folded(struct messages messages, struct candidate *candidate)
{
    return limit(has_aes(), "chain-folded", messages, run_chain_folded, total(&messages), candidate);
}

int lanes128(struct messages messages, struct candidate *candidate)
{
    return limit(has_aes(), "lanes128", messages, run_lanes128, total(&messages), candidate);
}

int lanes256(struct messages messages, struct candidate *candidate)
{
    return limit(has_vaes(), "lanes256", messages, run_lanes256, total(&messages), candidate);
}

int lanes512(struct messages messages, struct candidate *candidate)
{
    return limit(has_vaes() && has_avx512(), "lanes512", messages, run_lanes512, total(&messages), candidate);
}

int base64_256(struct messages messages, struct candidate *candidate)
{
    return limit(has_avx2(), "base64-avx2", messages, run_base64_256, (total(&messages) + 2) / 3 * 4, candidate);
}

int base64_512(struct messages messages, struct candidate *candidate)
{
    return limit(has_vaes() && has_avx512(), "base64-vbmi", messages, run_base64_512, (total(&messages) + 2) / 3 * 4, candidate);
}
