/* Classes of faults of pointers and lengths, which do not depend on the meaning of the arguments. */
#include "matrix.h"

#include <limits.h>

/* Lengths where the content does not matter: a sentence or a list may need more room than for the good arguments. */
static bool is_wordy(const struct frame *frame)
{
    return is_function(frame, "_explain") || is_function(frame, "_check_events");
}

static void tell(struct frame *frame, size_t slot, uint64_t number)
{
    frame->slots[slot].is_told = true;
    frame->slots[slot].number = number;
}

static int64_t good_answer(const struct frame *frame)
{
    if (is_function(frame, "cipher_scheme"))
        return frame->scheme;
    return is_function(frame, "key_form") ? NETCORE_AES_KEY_FORM_TEXT : NETCORE_AES_OK;
}

static void good(struct frame *frame)
{
    begin_case(frame);
    expect(frame, 0, good_answer(frame));
}

/* The answer to a parameter that is empty, SIZE_MAX long, or too small. */
static int64_t when_empty(const struct frame *frame, const char *name)
{
    bool gcm = frame->scheme == NETCORE_AES_SCHEME_GCM_BASE64;
    if (is_function(frame, "_explain"))
        return NETCORE_AES_OK;
    if (!strcmp(name, "key"))
        return NETCORE_AES_ERR_KEY;
    if (!strcmp(name, "iv"))
        return gcm ? NETCORE_AES_OK : NETCORE_AES_ERR_IV;
    if (!strcmp(name, "text"))
        return is_function(frame, "_body") ? NETCORE_AES_ERR_ENCODING : NETCORE_AES_ERR_DECRYPT;
    if (!strcmp(name, "aad"))
        return gcm && is_function(frame, "_decrypt") ? NETCORE_AES_ERR_DECRYPT : NETCORE_AES_OK;
    if (is_function(frame, "_headers"))
        return !strcmp(name, "asset_id") ? NETCORE_AES_ERR_ASSET_ID : NETCORE_AES_ERR_API_KEY;
    return NETCORE_AES_OK;
}

static void null_pointer(struct frame *frame)
{
    EACH(slot, frame, POINTERS)
    {
        begin_case(frame);
        frame->slots[slot].is_null = true;
        if (frame->slots[slot].kind == INPUT && frame->slots[slot].len == 0)
            tell(frame, slot + 1, 1);
        expect(frame, slot, frame->function->null);
    }
}

/* NULL is worse than a length that is too large. */
static void null_pointer_and_huge_length(struct frame *frame)
{
    EACH(slot, frame, "lc")
    {
        begin_case(frame);
        frame->slots[slot - 1].is_null = true;
        tell(frame, slot, SIZE_MAX);
        expect(frame, slot - 1, NETCORE_AES_ERR_NULL);
    }
}

static void length_zero(struct frame *frame, bool is_null)
{
    EACH(slot, frame, is_null ? "lc" : LENGTHS)
    {
        begin_case(frame);
        struct slot *before = &frame->slots[slot - 1], *out_offsets = (struct slot *)slot_named(frame, "out_offsets");
        int64_t expected = NETCORE_AES_OK;
        if (is_wordy(frame) && frame->slots[slot].kind == LENGTH)
            roomy(frame);
        before->is_null = is_null;
        before->len = 0;
        if (before->kind == NEW_EVENTS) {
            put(frame, "body_offsets", NULL, sizeof(uint64_t));
            expected = NETCORE_AES_ERR_OFFSETS;
        } else if (frame->slots[slot].kind == COUNT)
            before->len = out_offsets ? (out_offsets->len = offset_size(frame)) : offset_size(frame);
        else if (frame->slots[slot].kind == ALONE)
            tell(frame, slot, 0);
        else if (frame->slots[slot].kind == CAPACITY)
            expected = NETCORE_AES_ERR_BUFFER_TOO_SMALL;
        else
            expected = when_empty(frame, before->name);
        expect(frame, slot, expected);
    }
}

static void zero_with_pointer(struct frame *frame)
{
    length_zero(frame, false);
}

static void zero_with_null(struct frame *frame)
{
    length_zero(frame, true);
}

static void too_large(struct frame *frame, uint64_t length)
{
    EACH(slot, frame, LENGTHS)
    {
        begin_case(frame);
        tell(frame, slot, length);
        expect(frame, slot, NETCORE_AES_ERR_TOO_LARGE);
    }
}

static void largest(struct frame *frame)
{
    too_large(frame, SIZE_MAX);
    too_large(frame, SIZE_MAX - 27);
}

static void over_isize_max(struct frame *frame)
{
    too_large(frame, (uint64_t)PTRDIFF_MAX + 1);
}

/* A count that is a valid size, while its offsets exceed any address space. */
static void count_of_offsets(struct frame *frame)
{
    const uint64_t size = offset_size(frame), counts[] = {PTRDIFF_MAX, SIZE_MAX / size, SIZE_MAX / size + 1, PTRDIFF_MAX / size};
    EACH(slot, frame, "n")
    for (size_t i = 0; i < 4; i++) {
        begin_case(frame);
        tell(frame, slot, counts[i]);
        expect(frame, slot, NETCORE_AES_ERR_TOO_LARGE);
    }
}

static void one_short(struct frame *frame)
{
    EACH(slot, frame, "c")
    for (size_t lacking = 1; lacking < 4; lacking++) {
        begin_case(frame);
        frame->slots[slot - 1].len -= lacking;
        expect(frame, slot, NETCORE_AES_ERR_BUFFER_TOO_SMALL);
    }
}

/* Every pair of buffers of which one is an output, laid so that `first` begins the memory and `second` follows at `shift`. */
typedef bool laid(struct frame *frame, size_t first, size_t second);

static void overlap(struct frame *frame, laid *lay, int64_t expected)
{
    begin_case(frame);
    for (size_t one = 0; one < frame->count; one++)
        for (size_t other = 0; other < frame->count; other++) {
            begin_case(frame);
            const struct slot *first = &frame->slots[one], *second = &frame->slots[other];
            bool memory = is_one_of(first->kind, MEMORY) && is_one_of(second->kind, MEMORY);
            bool output = is_one_of(first->kind, OUTPUTS) || is_one_of(second->kind, OUTPUTS);
            if (one != other && memory && output && first->len > 0 && second->len > 0 && lay(frame, one, other))
                expect(frame, one, expected);
        }
}

static bool lay_exact(struct frame *frame, size_t first, size_t second)
{
    size_t one = frame->slots[first].len, other = frame->slots[second].len;
    share(frame, first, 0, second, 0, one > other ? one : other);
    return first < second;
}

/* So that the second begins `from_end` bytes before the first ends; both aligned as they need. */
static bool lay_behind(struct frame *frame, size_t first, size_t second, size_t from_end)
{
    const struct slot *one = &frame->slots[first], *other = &frame->slots[second];
    if (one->residue == 0 && other->residue == 0)
        from_end = (from_end + 7) / 8 * 8;
    if (from_end > one->len)
        return false;
    share(frame, first, 0, second, one->len - from_end,
        one->len - from_end + other->len > one->len ? one->len - from_end + other->len : one->len);
    return true;
}

static bool lay_by_one(struct frame *frame, size_t first, size_t second)
{
    return lay_behind(frame, first, second, 1);
}

static bool lay_partial(struct frame *frame, size_t first, size_t second)
{
    return lay_behind(frame, first, second, (frame->slots[first].len + 1) / 2);
}

static bool lay_touching(struct frame *frame, size_t first, size_t second)
{
    return lay_behind(frame, first, second, 0);
}

static void overlap_exact(struct frame *frame)
{
    overlap(frame, lay_exact, NETCORE_AES_ERR_OVERLAP);
}

static void overlap_partial(struct frame *frame)
{
    overlap(frame, lay_partial, NETCORE_AES_ERR_OVERLAP);
}

static void overlap_by_one(struct frame *frame)
{
    overlap(frame, lay_by_one, NETCORE_AES_ERR_OVERLAP);
}

static void touching(struct frame *frame)
{
    overlap(frame, lay_touching, NETCORE_AES_OK);
}

/* Offsets must be aligned; nothing else. */
static void misaligned(struct frame *frame)
{
    EACH(slot, frame, MEMORY)
    for (int residue = 0; residue < 8; residue++) {
        begin_case(frame);
        bool offsets = is_one_of(frame->slots[slot].kind, ALIGNED);
        frame->slots[slot].residue = residue;
        expect(frame, slot, offsets && residue % (int)offset_size(frame) > 0 ? NETCORE_AES_ERR_OFFSETS : good_answer(frame));
    }
}

const struct class MEMORY_CLASSES[] = {
    {"good", "", NULL, "", good},
    {"good, every length", "id", "message", "reads no message", every_length},
    {"NULL pointer", POINTERS, NULL, "takes no pointer", null_pointer},
    {"NULL with SIZE_MAX", "lc", NULL, "takes no length", null_pointer_and_huge_length},
    {"length 0", LENGTHS, NULL, "takes no length", zero_with_pointer},
    {"length 0 with NULL", "lc", NULL, "takes no pointer with a length", zero_with_null},
    {"SIZE_MAX", LENGTHS, NULL, "takes no length", largest},
    {"over PTRDIFF_MAX", LENGTHS, NULL, "takes no length", over_isize_max},
    {"count of too many", "n", NULL, "takes no count", count_of_offsets},
    {"capacity short", "c", NULL, "takes no capacity", one_short},
    {"overlap, exact", OUTPUTS, "pairs", "has no two buffers of which it writes to one", overlap_exact},
    {"overlap, partial", OUTPUTS, "pairs", "has no two buffers of which it writes to one", overlap_partial},
    {"overlap by one byte", OUTPUTS, "pairs", "has no two buffers of which it writes to one", overlap_by_one},
    {"touching", OUTPUTS, "pairs", "has no two buffers of which it writes to one", touching},
    {"misaligned", MEMORY, NULL, "takes no memory", misaligned},
};
const size_t MEMORY_CLASS_COUNT = sizeof MEMORY_CLASSES / sizeof *MEMORY_CLASSES;
