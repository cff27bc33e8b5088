/* One cipher of ours and OpenSSL under the same scheme, key and IV; and what the run counts. */
#ifndef ROUND_H
#define ROUND_H

#include <peer.h>
#include "random.h"

#include <netcore_aes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SCHEMES = 3, EDGES = 65, ROOM = 4 << 20, LONGEST = 1 << 20, GUARD = 64, UNTOUCHED = 0xa5 };

struct counts {
    unsigned long messages[SCHEMES], in_batches[SCHEMES], altered[SCHEMES], altered_accepted[SCHEMES];
    unsigned long with_aad, text_keys, base64_keys, longest[SCHEMES], batches, mismatches;
    bool met[SCHEMES][EDGES];
};
extern struct counts counted;

struct round {
    uint32_t scheme;
    size_t index; /* of the scheme */
    netcore_aes_cipher *cipher;
};

/* Notes a difference; the numbers say where it is found again, and hold nothing of the data. */
#define EXPECT(condition) \
    ((condition) || (counted.mismatches++, \
         fprintf(stderr, "%s:%d: scheme %u, message %lu: not so: %s\n", __FILE__, __LINE__, \
             (unsigned)round->scheme, counted.messages[round->index], #condition), false))

/* What the messages lie in: at a place within, so that no alignment is the rule. */
extern uint8_t plain_room[ROOM], sealed_room[ROOM], text_room[2 * ROOM], ours_room[2 * ROOM], opened_room[2 * ROOM];
uint8_t *somewhere(uint8_t *room);

/* Whether nothing was written to the guard; whether all was wiped. */
bool untouched(const uint8_t *guard);
bool all_zero(const uint8_t *at, size_t len);

/* Mostly about the edges of a few blocks, where faults live; seldom as long as a request, and then rather at its end. */
size_t random_len(void);
void note(const struct round *round, size_t len);

/* OpenSSL's text of a message; hexadecimal in either case at random, since either is read. */
size_t peer_text(const struct round *round, const uint8_t *sealed, size_t len, uint8_t *text);

/* Whether OpenSSL finds the plaintext in our text. */
bool peer_reads(const uint8_t *text, size_t text_len, const uint8_t *aad, size_t aad_len, const uint8_t *plain, size_t len);

/* A scheme, a key and an IV at random. */
bool round_begin(struct round *round);

/* Encrypts, decrypts, and decrypts what was altered: one message, or many in one call. They answer how many. */
size_t round_message(const struct round *round);
size_t round_batch(const struct round *round);

#endif
