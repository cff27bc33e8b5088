/* Good arguments of every length: vector instructions may not read or write past the end. */
#include "matrix.h"

enum { LONGEST = 600 };
static char plaintext[5000];

static const size_t LONG[] = {1022, 1023, 1024, 1025, 2047, 2048, 3071, 3072, 3073, 4095, 4096, 4097};

static void there_and_back(struct frame *frame, size_t len)
{
    size_t written;
    if (is_function(frame, "_encrypt")) {
        put(frame, "plaintext", plaintext, len);
        put(frame, "out", NULL, text_len(frame->scheme, len));
        expect(frame, 1, NETCORE_AES_OK);
        return;
    }
    const struct slot *aad = slot_named(frame, "aad");
    const char *text = text_of(frame->scheme, plaintext, len, aad ? aad->content : NULL, aad ? aad->len : 0, &written);
    put(frame, "text", text, written);
    put(frame, "out", NULL, bound(frame->scheme, written));
    if (expect(frame, 1, NETCORE_AES_OK) && memcmp(slot_named(frame, "out")->at, plaintext, len) != 0) {
        failed_cases++;
        fprintf(stderr, "%s: another plaintext of %zu bytes\n", frame->function->name, len);
    }
}

/* Batches of messages, each of another length than the next. */
static void batch_of(struct frame *frame, size_t count)
{
    static uint64_t offsets[200];
    static char texts[AREA];
    size_t end = 0, needed = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = (i * 29 + count * 7) % 100, written = len;
        if (is_function(frame, "_decrypt")) {
            memcpy(texts + end, text_of(frame->scheme, plaintext, len, NULL, 0, &written), 300);
            needed += bound(frame->scheme, written);
        } else {
            needed += text_len(frame->scheme, len);
        }
        offsets[i] = end;
        end += written;
    }
    offsets[count] = end;
    put(frame, "data", is_function(frame, "_decrypt") ? texts : plaintext, end);
    put_offsets(frame, offsets, count + 1);
    put(frame, "out", NULL, needed);
    expect(frame, 1, NETCORE_AES_OK);
}

void every_length(struct frame *frame)
{
    for (size_t i = 0; i < sizeof plaintext; i++)
        plaintext[i] = (char)(i * 151);
    if (slot_named(frame, "data")) {
        for (size_t count = 0; begin_case(frame), count < 72; count++)
            batch_of(frame, count);
        return;
    }
    for (size_t len = 0; begin_case(frame), len <= LONGEST; len++)
        there_and_back(frame, len);
    for (size_t i = 0; begin_case(frame), i < sizeof LONG / sizeof *LONG; i++)
        there_and_back(frame, LONG[i]);
}
