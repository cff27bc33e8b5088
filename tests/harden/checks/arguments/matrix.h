/* The matrix of bad arguments: every function of the header, each of its parameters by name and kind, and a frame of good
 * arguments in guarded memory, in which a class of faults spoils one thing at a time. */
#ifndef MATRIX_H
#define MATRIX_H

#include "check.h"

/* The kind of a parameter. A length belongs to the parameter before it; the data of a batch is as long as its last offset. */
enum kind {
    HANDLE = 'h',
    SCHEME = 's',
    VALUE = 'v', /* a region, a status, a time */
    INPUT = 'i',
    LENGTH = 'l',
    OUTPUT = 'o',
    CAPACITY = 'c',
    FIXED = 'k', /* an output of a size that the header fixes */
    PLACE = 'p', /* an output for one number */
    NEW_HANDLE = 'P',
    DATA = 'd',
    OFFSETS = 'f',
    COUNT = 'n',
    NEW_OFFSETS = 'g',
    NEW_EVENTS = 'e', /* of requests, 24 bytes each; a count behind them is theirs */
    STREAM = 't',     /* a stream, with what the function asks for */
    ALONE = 'L' /* a length without a pointer */
};

#define POINTERS "htiokpPdfge"
#define MEMORY "iokpPdfge"
#define OUTPUTS "okpPge"
#define ALIGNED "fge"
#define LENGTHS "lcnL"

union word {
    void *pointer;
    uint64_t number;
};

struct function {
    const char *name;
    int64_t (*call)(const union word *arguments);
    const char *parameters; /* "name:kind name:kind …" */
    int64_t null;           /* its answer to a NULL handle */
    bool by_scheme;         /* whether to try it under every scheme */
};

extern const struct function FUNCTIONS[];
extern const size_t FUNCTION_COUNT;

enum side { FRONT, BACK }; /* the guard page that a buffer touches */
enum { MOST = 10, ANYWHERE = -1 };

struct slot {
    char name[20];
    enum kind kind;
    const void *content; /* of an input */
    size_t len;
    int residue; /* the address modulo 8, or ANYWHERE */
    bool is_null;
    bool is_told; /* whether `number` is passed in place of the true length, scheme or value */
    uint64_t number;
    size_t shift; /* its start in shared memory */
    uint8_t *at;
};

struct frame {
    const struct function *function;
    uint32_t scheme;
    enum side side;
    size_t count;
    struct slot slots[MOST];
    size_t needed; /* the output's size for the good arguments */
    int sharing[2];
    size_t shared_len;
    bool may_know_nothing; /* whether a length may stay unwritten: the call may have failed before it looked at it */
    union word arguments[MOST];
    int64_t result;
};

/* Functions and their good arguments. */
extern netcore_aes_cipher *spare;
void fixtures_begin(void);
void fixtures_end(void);
void good_arguments(struct frame *frame);
extern netcore_aes_upload_stream *stream; /* of the frame */
void new_stream(struct frame *frame);
void drop_stream(void);
netcore_aes_cipher *cipher_of(uint32_t scheme);
size_t text_len(uint32_t scheme, size_t plaintext_len);
size_t bound(uint32_t scheme, size_t len);
const char *text_of(uint32_t scheme, const char *plaintext, size_t len, const char *aad, size_t aad_len, size_t *text_len);

/* Frames. */
bool is_one_of(enum kind kind, const char *kinds);
const struct slot *slot_named(const struct frame *frame, const char *name);
bool is_function(const struct frame *frame, const char *part);
void put(struct frame *frame, const char *name, const void *content, size_t len);
size_t offset_size(const struct frame *frame);
void put_offsets(struct frame *frame, const uint64_t *offsets, size_t count);
void roomy(struct frame *frame);
void share(struct frame *frame, size_t one, size_t shift, size_t other, size_t other_shift, size_t len);
int64_t run(struct frame *frame);
/* Says what is wrong with the answer or with a buffer; NULL for nothing. */
const char *wrong(const struct frame *frame, size_t slot, int64_t expected);
/* Runs the frame, and checks the answer and every buffer. `slot` is the one at fault. */
bool expect(struct frame *frame, size_t slot, int64_t expected);

/* Guarded memory. */
enum { AREA = 16384, SLACK = 64 };
void pages_begin(void);
uint8_t *place(size_t area, size_t len, enum side side, int residue);
void open_areas(void);                                          /* for the checks */
void close_areas(const struct frame *frame);                    /* all but the frame's buffers */
bool slack_is_whole(size_t area, const uint8_t *at, size_t len);

/* Classes. */
struct class {
    const char *name;
    const char *needs;                             /* the kinds of parameter that it spoils */
    const char *names;                             /* and its name, if not any */
    const char *otherwise;                         /* what a function lacks to which it does not apply */
    void (*spoil)(struct frame *frame);
};

extern const struct class MEMORY_CLASSES[], CONTENT_CLASSES[];
extern const size_t MEMORY_CLASS_COUNT, CONTENT_CLASS_COUNT;

void every_length(struct frame *frame);

/* The case under way, for reports. */
extern const char *current_class;
extern unsigned long cases, failed_cases;
void begin_case(struct frame *frame);

/* For each slot of some kinds. */
#define EACH(slot, frame, kinds) \
    for (size_t slot = 0; slot < (frame)->count; slot++) \
        if (is_one_of((frame)->slots[slot].kind, kinds))

#endif
