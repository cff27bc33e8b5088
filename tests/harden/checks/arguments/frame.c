/* A frame: arguments in guarded memory, the call, and the checks of its outputs. */
#include "matrix.h"

static uint8_t before[MOST][AREA];

bool is_one_of(enum kind kind, const char *kinds)
{
    return strchr(kinds, (int)kind) != NULL;
}

const struct slot *slot_named(const struct frame *frame, const char *name)
{
    for (size_t slot = 0; slot < frame->count; slot++)
        if (!strcmp(frame->slots[slot].name, name))
            return &frame->slots[slot];
    return NULL;
}

bool is_function(const struct frame *frame, const char *part)
{
    return strstr(frame->function->name, part) != NULL;
}

/* Sets the content of a parameter, if the function has one of that name. */
void put(struct frame *frame, const char *name, const void *content, size_t len)
{
    struct slot *slot = (struct slot *)slot_named(frame, name);
    if (slot) {
        slot->content = content;
        slot->len = len;
    }
}

/* The size of an offset: 8 bytes, or 4. */
size_t offset_size(const struct frame *frame)
{
    return is_function(frame, "_i32") ? 4 : 8;
}

/* Sets the offsets, and as many new ones. Those that 4 bytes do not hold become negative. */
void put_offsets(struct frame *frame, const uint64_t *offsets, size_t count)
{
    static int32_t small[200];
    for (size_t i = 0; i < count; i++)
        small[i] = offsets[i] <= INT32_MAX ? (int32_t)offsets[i] : offsets[i] == UINT64_MAX ? -1 : INT32_MIN;
    bool is_small = offset_size(frame) == 4;
    put(frame, "offsets", is_small ? (const void *)small : offsets, count * offset_size(frame));
    put(frame, "out_offsets", NULL, count * offset_size(frame));
}

void roomy(struct frame *frame)
{
    put(frame, "out", NULL, 4000);
}

/* Puts two buffers into the same memory. */
void share(struct frame *frame, size_t one, size_t shift, size_t other, size_t other_shift, size_t len)
{
    frame->sharing[0] = (int)one;
    frame->sharing[1] = (int)other;
    frame->slots[one].shift = shift;
    frame->slots[other].shift = other_shift;
    frame->shared_len = len;
}

/* The good arguments of the frame's function, for a class to spoil. */
void begin_case(struct frame *frame)
{
    char list[256], *rest = list;
    snprintf(list, sizeof list, "%s", frame->function->parameters);
    frame->count = 0;
    frame->shared_len = 0;
    frame->may_know_nothing = false;
    for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL; frame->count++) {
        char *colon = strchr(word, ':');
        struct slot *slot = &frame->slots[frame->count];
        *slot = (struct slot){.kind = (enum kind)colon[1], .residue = ANYWHERE};
        *colon = '\0';
        snprintf(slot->name, sizeof slot->name, "%s", word);
        if (is_one_of(slot->kind, ALIGNED))
            slot->residue = 0;
        int told = atoi(word + strcspn(word, "0123456789"));
        if (is_one_of(slot->kind, "pPk"))
            slot->len = told > 0 ? (size_t)told : 8;
    }
    good_arguments(frame);
}

static bool shares(const struct frame *frame, size_t slot)
{
    return frame->shared_len > 0 && ((int)slot == frame->sharing[0] || (int)slot == frame->sharing[1]);
}

/* Lays memory that two buffers share so that both are aligned. */
static void lay_shared(struct frame *frame)
{
    int residue = ANYWHERE;
    for (size_t i = 0; i < 2; i++) {
        const struct slot *slot = &frame->slots[frame->sharing[i]];
        if (slot->residue != ANYWHERE)
            residue = (int)((8 - slot->shift % 8) % 8);
    }
    uint8_t *at = place((size_t)frame->sharing[0], frame->shared_len, frame->side, residue);
    for (size_t i = 0; i < 2; i++)
        frame->slots[frame->sharing[i]].at = at + frame->slots[frame->sharing[i]].shift;
}

static void lay_out(struct frame *frame)
{
    if (frame->shared_len > 0)
        lay_shared(frame);
    EACH(slot, frame, MEMORY)
    {
        struct slot *it = &frame->slots[slot];
        if (!shares(frame, slot))
            it->at = place(slot, it->len, frame->side, it->residue);
        memset(it->at, UNTOUCHED, it->len);
    }
    EACH(slot, frame, "idf")
    if (frame->slots[slot].content && frame->slots[slot].len > 0)
        memcpy(frame->slots[slot].at, frame->slots[slot].content, frame->slots[slot].len);
    EACH(slot, frame, MEMORY)
    memcpy(before[slot], frame->slots[slot].at, frame->slots[slot].len);
}

static uint64_t number(const struct frame *frame, size_t slot)
{
    const struct slot *it = &frame->slots[slot];
    if (it->is_told)
        return it->number;
    switch (it->kind) {
    case SCHEME:
        return frame->scheme;
    case COUNT:
        if (frame->slots[slot - 1].kind == NEW_EVENTS)
            return frame->slots[slot - 1].len / sizeof(netcore_aes_upload_events);
        return frame->slots[slot - 1].len / offset_size(frame) - 1;
    case LENGTH:
    case CAPACITY:
        return frame->slots[slot - 1].len;
    case ALONE:
        return 37;
    default:
        return 0;
    }
}

int64_t run(struct frame *frame)
{
    lay_out(frame);
    for (size_t slot = 0; slot < frame->count; slot++) {
        const struct slot *it = &frame->slots[slot];
        union word *argument = &frame->arguments[slot];
        if (!is_one_of(it->kind, POINTERS))
            argument->number = number(frame, slot);
        else if (it->is_null)
            argument->pointer = NULL;
        else if (it->kind == STREAM)
            argument->pointer = stream;
        else
            argument->pointer = it->kind == HANDLE ? (void *)cipher_of(frame->scheme) : it->at;
    }
    close_areas(frame);
    frame->result = frame->function->call(frame->arguments);
    open_areas();
    return frame->result;
}

static bool is_unchanged(const struct frame *frame, size_t slot)
{
    return !memcmp(frame->slots[slot].at, before[slot], frame->slots[slot].len);
}

/* The number at the end of an output; a small one is not negative. */
static uint64_t value_at(const struct frame *frame, const struct slot *slot)
{
    uint64_t value = 0;
    int32_t small = 0;
    if (slot->kind != NEW_OFFSETS || offset_size(frame) == 8) {
        memcpy(&value, slot->at + slot->len - sizeof value, sizeof value);
        return value;
    }
    memcpy(&small, slot->at + slot->len - sizeof small, sizeof small);
    return (uint64_t)small;
}

static bool is_bad_text(const struct frame *frame)
{
    return frame->result == NETCORE_AES_ERR_ENCODING || frame->result == NETCORE_AES_ERR_DECRYPT;
}

/* The header's promise for `out` and for generated keys after a failure. */
static bool output_is_right(const struct frame *frame, size_t slot)
{
    bool zero = all_are(frame->slots[slot].at, frame->slots[slot].len, 0), same = is_unchanged(frame, slot);
    if (frame->slots[slot].kind == NEW_EVENTS && frame->result != NETCORE_AES_ERR_PANIC)
        return same;
    bool wiped = is_bad_text(frame) || frame->result == NETCORE_AES_ERR_RANDOM;
    if (is_function(frame, "_request_") || is_function(frame, "keygen") || frame->result == NETCORE_AES_ERR_PANIC)
        return zero || same;
    if (is_function(frame, "_check_events"))
        wiped = frame->result == NETCORE_AES_ERR_BUFFER_TOO_SMALL || frame->result == NETCORE_AES_ERR_MEMORY;
    return wiped ? zero : same;
}

/* The header's promise for outputs of one number, and for the offsets of a batch. */
static bool number_is_right(const struct frame *frame, size_t slot, size_t at_fault)
{
    const struct slot *it = &frame->slots[slot];
    bool too_small = frame->result == NETCORE_AES_ERR_BUFFER_TOO_SMALL, same = is_unchanged(frame, slot);
    if (shares(frame, slot) || slot == at_fault)
        return same;
    if (it->kind == NEW_OFFSETS && is_function(frame, "_bodies"))
        return (same && frame->result != NETCORE_AES_ERR_RANDOM) || (all_are(it->at, it->len, 0) && !too_small);
    if (it->len > 8 && it->kind == PLACE)
        return all_are(it->at, it->len, 0) || (frame->may_know_nothing && same);
    if (it->kind == NEW_OFFSETS && too_small)
        return value_at(frame, it) == frame->needed && all_are(it->at, it->len - offset_size(frame), 0);
    if (it->kind == NEW_OFFSETS)
        return same || all_are(it->at, it->len, 0);
    if (!strcmp(it->name, "failed"))
        return is_bad_text(frame) ? value_at(frame, it) < slot_named(frame, "offsets")->len / offset_size(frame) - 1 : same || value_at(frame, it) == SIZE_MAX;
    if (!strcmp(it->name, "errors") || !strcmp(it->name, "warnings"))
        return too_small ? value_at(frame, it) < 100 : same;
    return value_at(frame, it) == (too_small ? frame->needed : 0) || (frame->may_know_nothing && same);
}

/* If the output for a length is itself at fault, nothing is written. */
static bool nothing_is_written(const struct frame *frame)
{
    bool at_fault = false, unchanged = true;
    EACH(slot, frame, "p")
    at_fault |= strstr(frame->slots[slot].name, "len") && (frame->slots[slot].is_null || shares(frame, slot));
    EACH(slot, frame, MEMORY)
    unchanged &= is_unchanged(frame, slot);
    return !at_fault || unchanged;
}

const char *wrong(const struct frame *frame, size_t at_fault, int64_t expected)
{
    if (frame->result != expected)
        return "another answer";
    EACH(slot, frame, "idf")
    if (!is_unchanged(frame, slot))
        return "an input was changed";
    EACH(slot, frame, MEMORY)
    if (!shares(frame, slot) && !slack_is_whole(slot, frame->slots[slot].at, frame->slots[slot].len))
        return "written beside a buffer";
    if (expected == NETCORE_AES_OK)
        return NULL;
    EACH(slot, frame, "oke")
    if (!(shares(frame, slot) ? is_unchanged(frame, slot) : output_is_right(frame, slot)))
        return "an output holds something";
    EACH(slot, frame, "pPg")
    if (!number_is_right(frame, slot, at_fault))
        return "a length or offset that is none";
    return nothing_is_written(frame) ? NULL : "written though the length could not be";
}

bool expect(struct frame *frame, size_t slot, int64_t expected)
{
    run(frame);
    cases++;
    const char *what = wrong(frame, slot, expected);
    if (what) {
        failed_cases++;
        fprintf(stderr, "%s, %s, %s (%u, %s): %s: got %d, not %d\n", frame->function->name, current_class,
            frame->slots[slot].name, (unsigned)frame->scheme, frame->side == FRONT ? "front" : "back", what,
            (int)frame->result, (int)expected);
    }
    return what == NULL;
}
