/* Classes of faults in the contents of arguments. */
#include "matrix.h"

#include <limits.h>

static bool is_gcm(const struct frame *frame)
{
    return frame->scheme == NETCORE_AES_SCHEME_GCM_BASE64;
}

/* Puts another content into a parameter, and expects a status; netcore_aes_cipher_explain() always succeeds, with a sentence. */
static void holds(struct frame *frame, const char *name, const void *content, size_t len, int64_t expected)
{
    begin_case(frame);
    put(frame, name, content, len);
    if (slot_named(frame, "out"))
        roomy(frame);
    bool explains = is_function(frame, "_explain");
    size_t slot = (size_t)(slot_named(frame, name) - frame->slots);
    expect(frame, slot, explains ? NETCORE_AES_OK : expected);
    uint64_t told = 1;
    if (explains)
        memcpy(&told, slot_named(frame, "out_len")->at, sizeof told);
    if (told == 0 || told > NETCORE_AES_EXPLANATION_SIZE) {
        failed_cases++;
        fprintf(stderr, "%s, %s: a sentence of %d bytes\n", frame->function->name, current_class, (int)told);
    }
}

static void number_is(struct frame *frame, enum kind kind, int64_t number, int64_t expected)
{
    for (size_t slot = 0; begin_case(frame), slot < frame->count; slot++)
        if (frame->slots[slot].kind == kind) {
            if (slot_named(frame, "out"))
                roomy(frame);
            frame->slots[slot].is_told = true;
            frame->slots[slot].number = (uint64_t)number;
            expect(frame, slot, expected);
        }
}

static void unknown_scheme(struct frame *frame)
{
    static const int64_t CODES[] = {0, 1, 256, 11255, 11259, 11256 + 65536, INT32_MAX, INT32_MIN, UINT32_MAX};
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        number_is(frame, SCHEME, CODES[i], is_function(frame, "_explain") ? NETCORE_AES_OK : NETCORE_AES_ERR_SCHEME);
}

/* Unknown regions and statuses, and the extremes of times. */
static void unknown_value(struct frame *frame)
{
    static const int64_t VALUES[] = {-1, 3, 14, 29, 33, 99, 101, INT32_MAX, INT32_MIN};
    static const int64_t TIMES[] = {INT64_MIN, INT64_MIN + 1, -1, INT64_MAX};
    if (is_function(frame, "_check_events"))
        for (size_t i = 0; i < 4; i++)
            number_is(frame, VALUE, TIMES[i], NETCORE_AES_OK);
    else
        for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
            bool is_status = VALUES[i] == 3;
            number_is(frame, VALUE, VALUES[i],
                is_function(frame, "_url") ? NETCORE_AES_ERR_REGION : is_function(frame, "_name") ? !is_status : 0);
        }
}

static void key_length(struct frame *frame)
{
    static char key[1024];
    memset(key, 'k', sizeof key);
    for (size_t len = 0; len <= 130; len++)
        if (len != 32)
            holds(frame, "key", key, len, NETCORE_AES_ERR_KEY);
    holds(frame, "key", key, sizeof key, NETCORE_AES_ERR_KEY);
}

static void iv_length(struct frame *frame)
{
    static char iv[1024];
    memset(iv, 'i', sizeof iv);
    for (size_t len = is_gcm(frame) ? 1 : 0; len <= 66; len++)
        if (len != 16 || is_gcm(frame))
            holds(frame, "iv", iv, len, NETCORE_AES_ERR_IV);
    holds(frame, "iv", iv, sizeof iv, NETCORE_AES_ERR_IV);
}

/* Puts each of some bytes at each place of a good content, unless the result is good too. */
static void each_byte_at_each_place(struct frame *frame, const char *name, const char *good, size_t len, const char *bad,
    size_t bad_len, int64_t expected)
{
    char content[512];
    for (size_t place = 0; place < len; place++)
        for (size_t i = 0; i < bad_len; i++) {
            memcpy(content, good, len);
            content[place] = bad[i];
            if (bad[i] != '=' || (place + 2 < len && content[place + 1] != '='))
                holds(frame, name, content, len, expected);
        }
}

static const char KEY_BASE64[] = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", IV_BASE64[] = "MDEyMzQ1Njc4OWFiY2RlZg==";

static void non_ascii(struct frame *frame)
{
    static const char BAD[] = "\0\x01\t\n\r\x1f\x7f\x80\xa9\xc3\xff";
    each_byte_at_each_place(frame, "key", KEY, 32, BAD, sizeof BAD - 1, NETCORE_AES_ERR_KEY);
    each_byte_at_each_place(frame, "key", KEY_BASE64, 44, BAD, sizeof BAD - 1, NETCORE_AES_ERR_KEY);
    each_byte_at_each_place(frame, "iv", IV, 16, BAD, sizeof BAD - 1, NETCORE_AES_ERR_IV);
    each_byte_at_each_place(frame, "iv", IV_BASE64, 24, BAD, sizeof BAD - 1, NETCORE_AES_ERR_IV);
    holds(frame, "key", "0123456789abcdefghijklmnopqrst\xc3\xa9", 32, NETCORE_AES_ERR_KEY);
    holds(frame, "key", "0123456789abcdefghijklmnopqrstu\xc3\xa9", 33, NETCORE_AES_ERR_KEY);
}

/* Invalid UTF-8: a lone byte, a truncated character, an overlong one, a surrogate, one past U+10FFFF. */
static void invalid_utf8(struct frame *frame)
{
    static const char *const BAD[] = {"\x80", "\xff", "a\xc3", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        size_t len = strlen(BAD[i]);
        EACH(slot, frame, "i")
        {
            char name[20];
            snprintf(name, sizeof name, "%s", frame->slots[slot].name);
            bool headers = is_function(frame, "_headers"), cbc_aad = !strcmp(name, "aad") && !is_gcm(frame);
            holds(frame, name, BAD[i], len,
                !strcmp(name, "key")        ? NETCORE_AES_ERR_KEY
                : !strcmp(name, "iv")       ? NETCORE_AES_ERR_IV
                : !strcmp(name, "text")     ? NETCORE_AES_ERR_ENCODING
                : !strcmp(name, "asset_id") ? NETCORE_AES_ERR_ASSET_ID
                : headers                   ? NETCORE_AES_ERR_API_KEY
                : cbc_aad                   ? NETCORE_AES_ERR_SCHEME
                : is_function(frame, "_decrypt") ? NETCORE_AES_ERR_DECRYPT
                                                 : NETCORE_AES_OK);
        }
    }
}

/* Characters that a header cannot hold: white space, line ends, control characters, anything but ASCII. */
static void not_one_word(struct frame *frame)
{
    static const char BAD[] = "\0 \t\r\n\x01\x1f\x7f\x80\xff";
    each_byte_at_each_place(frame, "asset_id", "the-asset", 9, BAD, sizeof BAD - 1, NETCORE_AES_ERR_ASSET_ID);
    each_byte_at_each_place(frame, "api_key", "the-key", 7, BAD, sizeof BAD - 1, NETCORE_AES_ERR_API_KEY);
    holds(frame, "asset_id", "a\r\nx: y", 7, NETCORE_AES_ERR_ASSET_ID);
}

/* A text, by itself or as the second of a batch. */
static void text_is(struct frame *frame, const char *text, size_t len, int64_t expected)
{
    static char data[AREA];
    static uint64_t offsets[3];
    if (slot_named(frame, "text")) {
        holds(frame, "text", text, len, expected);
        return;
    }
    begin_case(frame);
    const void *good_data = slot_named(frame, "data")->content, *good_offsets = slot_named(frame, "offsets")->content;
    bool is_small = offset_size(frame) == 4;
    for (size_t i = 0; i < 2; i++)
        offsets[i] = is_small ? (uint64_t)((const int32_t *)good_offsets)[i] : ((const uint64_t *)good_offsets)[i];
    memcpy(data, good_data, offsets[1]);
    memcpy(data + offsets[1], text, len);
    offsets[2] = offsets[1] + len;
    put(frame, "data", data, offsets[2]);
    put_offsets(frame, offsets, 3);
    roomy(frame);
    expect(frame, 1, expected);
    uint64_t failed;
    memcpy(&failed, slot_named(frame, "failed")->at, sizeof failed);
    if (failed != 1) {
        failed_cases++;
        fprintf(stderr, "%s, %s: text %d failed, not 1\n", frame->function->name, current_class, (int)failed);
    }
}

/* A good text for the frame's function, with each of some bad characters at each place. */
static void bad_characters(struct frame *frame, const char *bad, size_t bad_len)
{
    char text[512];
    size_t len;
    memcpy(text, text_of(frame->scheme, "event", 5, NULL, 0, &len), 256);
    for (size_t at = 0; at < len; at++)
        for (size_t i = 0; i < bad_len; i++) {
            char was = text[at];
            text[at] = bad[i];
            if (bad[i] != '=' || (at + 2 < len && text[at + 1] != '='))
                text_is(frame, text, len, NETCORE_AES_ERR_ENCODING);
            text[at] = was;
        }
}

/* Texts that are wrong as a whole, each behind a good part of `ahead` characters. */
static void bad_ends(struct frame *frame, const char *const *ends, size_t count, size_t ahead)
{
    char text[128];
    for (size_t i = 0; i < count; i++) {
        memset(text, 'A', ahead);
        memcpy(text + ahead, ends[i], strlen(ends[i]));
        text_is(frame, text, ahead + strlen(ends[i]), NETCORE_AES_ERR_ENCODING);
    }
}

static void bad_base64(struct frame *frame)
{
    /* Neighbours of the alphabet, other alphabets, white space, NUL, padding in the wrong place, bytes beyond ASCII. */
    static const char BAD[] = " \t\r\n\0\x0b-_.,!*/:@[`{~=\x80\xc3\xff";
    static const char *const ENDS[] = {"A", "AA", "AAA", "A=", "A==", "A===", "=", "==", "===", "====", "AA=", "AA=A", "=AAA",
        "A=AA", "AAAA=", "AAAA==", "AAAA====", "AA==AAAA", "AB==", "AP==", "A/==", "AAB=", "AAD=", "AA/=", "AAAA\n", "AAAA ",
        "AAAA\r\n", "\nAAAA", "AA==\n", "AA== ", "%41AA", "AA\n=="};
    if (frame->scheme == NETCORE_AES_SCHEME_CBC_HEX)
        return;
    for (size_t ahead = 0; ahead <= 64; ahead += 64) /* alone, and behind characters that vector instructions decode */
        bad_ends(frame, ENDS, sizeof ENDS / sizeof *ENDS, ahead);
    char bad[sizeof BAD];
    size_t count = 0;
    for (size_t i = 0; i < sizeof BAD - 1; i++)
        if (BAD[i] != '/')
            bad[count++] = BAD[i];
    bad_characters(frame, bad, count);
}

static void bad_hex(struct frame *frame)
{
    static const char BAD[] = " \t\r\n\0xX/:@GgZ`-=\x80\xc3\xff";
    static const char *const ENDS[] = {"A", "AAA", "0x00", "0X00", "0x", "x", " 00", "00 ", "00\n", "\n00", "0 0", "00=", "0g",
        "g0", "%00", "\\x00", "00h"};
    if (frame->scheme != NETCORE_AES_SCHEME_CBC_HEX)
        return;
    for (size_t ahead = 0; ahead <= 64; ahead += 64)
        bad_ends(frame, ENDS, sizeof ENDS / sizeof *ENDS, ahead);
    bad_characters(frame, BAD, sizeof BAD - 1);
}

/* Texts of impossible lengths: under CBC all that are not a multiple of 16 bytes, under GCM all shorter than a nonce and a tag;
 * and one of just that length, whose tag is wrong. */
static void short_text(struct frame *frame)
{
    static const char DIGITS[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (size_t len = 0; len <= (is_gcm(frame) ? 28 : 31); len++) {
        char text[64];
        bool hex = frame->scheme == NETCORE_AES_SCHEME_CBC_HEX;
        size_t digits = hex ? len * 2 : (len * 4 + 2) / 3, whole = hex ? digits : (len + 2) / 3 * 4;
        memcpy(text, DIGITS, digits);
        memcpy(text + digits, "===", whole - digits);
        text_is(frame, text, whole, NETCORE_AES_ERR_DECRYPT);
    }
}

/* Replaces the good offsets, and nothing else. */
static void offsets_are(struct frame *frame, const uint64_t *offsets, int64_t expected)
{
    begin_case(frame);
    put_offsets(frame, offsets, slot_named(frame, "offsets")->len / offset_size(frame));
    size_t slot = (size_t)(slot_named(frame, "offsets") - frame->slots);
    expect(frame, slot, expected);
}

static void decreasing(struct frame *frame)
{
    static const uint64_t BAD[][4] = {{1, 0, 2, 3}, {0, 3, 2, 3}, {3, 3, 2, 5}, {UINT64_MAX, 0, 2, 3}, {0, UINT64_MAX, 1, 2},
        {7, 6, 5, 4}, {(uint64_t)PTRDIFF_MAX + 1, 5, 5, 5}};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        offsets_are(frame, BAD[i], NETCORE_AES_ERR_OFFSETS);
}

/* The last offset, the length of the data, is larger than any address space; no offset of 4 bytes is. */
static void past_any_data(struct frame *frame)
{
    int64_t expected = offset_size(frame) == 4 ? NETCORE_AES_ERR_OFFSETS : NETCORE_AES_ERR_TOO_LARGE;
    static const uint64_t FAR[] = {UINT64_MAX, UINT64_MAX - 1, UINT64_MAX - 31, (uint64_t)PTRDIFF_MAX + 1};
    for (size_t i = 0; i < 4; i++) {
        uint64_t last[] = {0, 0, FAR[i], FAR[i]}, all[] = {FAR[i], FAR[i], FAR[i], FAR[i]};
        offsets_are(frame, last, expected);
        if (slot_named(frame, "data"))
            offsets_are(frame, all, expected);
    }
}

static void aad_under_cbc(struct frame *frame)
{
    if (!is_gcm(frame))
        for (size_t len = 1; len < 40; len++)
            holds(frame, "aad", "0123456789abcdef0123456789abcdef01234567", len, NETCORE_AES_ERR_SCHEME);
}

/* Payloads that are not events, not JSON, or nested too deeply: the call succeeds, and lists the problems. */
static void no_events(struct frame *frame)
{
    static const char *const BAD[] = {"", "[", "{", "[{]", "nul", "[1,]", "\"", "[\"\\", "[\"\\ud800\"]", "[{\"a\":[]}]", "\xef\xbb\xbf[]",
        "[1e999]", "[{\"activity_params\": {\"a\": []}}]", "[{\"a\": 1, \"a\": 2}]", "[{\"timestamp\": \"2025-02-30T00:00:00Z\"}]"};
    static char deep[3000];
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        holds(frame, "payload", BAD[i], strlen(BAD[i]), NETCORE_AES_OK);
    for (size_t depth = 120; depth <= sizeof deep; depth += 20) {
        memset(deep, '[', depth);
        holds(frame, "payload", deep, depth, NETCORE_AES_OK);
    }
    holds(frame, "payload", "[\0]", 3, NETCORE_AES_OK);
}

#define NO_TEXT "decrypts nothing"

const struct class CONTENT_CLASSES[] = {
    {"unknown scheme", "s", NULL, "takes no scheme", unknown_scheme},
    {"unknown region, status; any time", "v", NULL, "takes no such number", unknown_value},
    {"key length", "i", "key", "takes no key", key_length},
    {"IV length", "i", "iv", "takes no IV", iv_length},
    {"non-ASCII key or IV", "i", "key", "takes no key", non_ascii},
    {"invalid UTF-8", "i", NULL, "takes no string", invalid_utf8},
    {"not one word", "i", "api_key", "takes no header's value", not_one_word},
    {"bad base64", "id", "text", NO_TEXT, bad_base64},
    {"bad hex", "id", "text", NO_TEXT, bad_hex},
    {"text too short", "id", "ciphertext", NO_TEXT, short_text},
    {"offsets decrease", "f", NULL, "takes no offsets", decreasing},
    {"offset past any data", "f", NULL, "takes no offsets", past_any_data},
    {"AAD under CBC", "i", "aad", "takes no AAD", aad_under_cbc},
    {"no events", "i", "payload", "takes no events", no_events},
};
const size_t CONTENT_CLASS_COUNT = sizeof CONTENT_CLASSES / sizeof *CONTENT_CLASSES;
