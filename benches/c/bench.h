/* Shared by the files of this benchmark: messages, candidates, and their comparison. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_TEXT "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4" /* the vendor's published sample pair */
#define IV_TEXT "5TOMPCQvDu6uHuMw"

/* Many messages end to end: message i is data[offsets[i] .. offsets[i + 1]]. */
struct messages {
    size_t count;
    uint64_t *offsets;
    uint8_t *data;
};

/* A candidate: one call of `run` does the work for `events` messages. */
struct candidate {
    char name[32];
    size_t events;
    void (*run)(void *state);
    void *state;
    /* The output of the last run, compared before measuring; NULL if there is nothing to compare. */
    const uint8_t *out;
    size_t out_len;
};

/* harness.c */
_Noreturn void fail(const char *format, ...);
void *room(size_t size); /* aligned to 64 bytes, all of it written once */
struct messages equal_messages(size_t count, size_t len);
struct messages mixed_messages(size_t count, size_t shortest, size_t longest);
struct messages padded(struct messages messages); /* as the bare cipher takes them */
size_t total(const struct messages *messages);
size_t text_len(size_t plaintext_len); /* of CBC as base64 */
/* Runs each once and fails unless all outputs are the same, so that no candidate wins by doing less. */
void agree(const char *group, struct candidate *candidates, size_t count);
/* Runs all in turn, round by round, and prints a line for each: the group, the name, and the nanoseconds of an event in each
 * round, with tabs between. */
void compare(const char *group, struct candidate *candidates, size_t count);
/* If set, each run ends before the next begins. Otherwise the CPU overlaps the end of one with the beginning of the next, where
 * these do not depend on each other. */
extern int one_at_a_time;
/* Prints that a candidate is missing, and why. */
void missing(const char *name, const char *why);

/* ours.c: the library through its C ABI, built for any CPU or limited to one path. */
struct library;
const struct library *open_library(const char *path);
const char *library_path(const struct library *library);
struct candidate ours_encrypt(const struct library *library, uint32_t scheme, struct messages messages);
struct candidate ours_batch(const struct library *library, uint32_t scheme, struct messages messages);
struct candidate ours_decrypt(const struct library *library, uint32_t scheme, struct messages texts);
struct candidate ours_decrypt_batch(const struct library *library, uint32_t scheme, struct messages texts);

/* openssl.c: EVP, context reused unless `anew`. */
struct candidate openssl_encrypt(struct messages messages, int anew);
struct candidate openssl_decrypt(struct messages texts);
struct candidate openssl_gcm_encrypt(struct messages messages);
struct candidate openssl_gcm_decrypt(struct messages texts);
/* The last output of another candidate, as messages. */
struct messages texts_of(struct candidate *candidate, const struct messages *plaintexts, size_t (*len)(size_t));
size_t gcm_text_len(size_t plaintext_len);

/* way.c: from events in memory to the bodies of requests. `kind`: one event per line ("lines"), in an "array", or one per line with
 * "copies" of the bodies. */
struct candidate way_ours(const char *library, const char *kind);
struct candidate way_openssl(void);
/* A payload of 1000 events through check, encryption and body; its check alone; its body alone; a copy of its text. */
void payload_candidates(const char *library, struct candidate made[4]);
struct messages payload_message(void);

/* ipsec_mb.c; 0 if this was built without the library. */
int ipsec_mb_burst(struct messages messages, struct candidate *candidate);
int ipsec_mb_jobs(struct messages messages, struct candidate *candidate);
/* The burst, then base64 by base64_avx2() of limits.c. */
int ipsec_mb_base64(struct messages messages, struct candidate *candidate);
const char *ipsec_mb_version(void);

/* limits.c: the bare work, in intrinsics; 0 if the CPU lacks the instructions. `messages` are padded(), and as many as
 * there are lanes, all of one length. */
int chain(struct messages messages, struct candidate *candidate);
int chain_folded(struct messages messages, struct candidate *candidate);
int lanes128(struct messages messages, struct candidate *candidate);
int lanes256(struct messages messages, struct candidate *candidate);
int lanes512(struct messages messages, struct candidate *candidate);
int base64_256(struct messages messages, struct candidate *candidate);
int base64_512(struct messages messages, struct candidate *candidate);
int has_avx2(void);
size_t base64_avx2(const uint8_t *bytes, size_t len, uint8_t *text);
enum { LANES = 16 };

#endif
