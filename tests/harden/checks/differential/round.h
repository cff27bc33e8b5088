/* A cipher of ours and OpenSSL's under the same scheme, key and IV; and the counts of the run. */
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

/* Reports a difference by numbers that locate it, without any data. */
#define EXPECT(condition) \
    ((condition) || (counted.mismatches++, \
         fprintf(stderr, "%s:%d: scheme %u, message %lu: not so: %s\n", __FILE__, __LINE__, \
             (unsigned)round->scheme, counted.messages[round->index], #condition), false))

/* The messages start at a random place in these buffers, so that every alignment occurs. */
extern uint8_t plain_room[ROOM], sealed_room[ROOM], text_room[2 * ROOM], ours_room[2 * ROOM], opened_room[2 * ROOM];
uint8_t *somewhere(uint8_t *room);

/* Whether the guard bytes are untouched; whether the buffer was wiped. */
bool untouched(const uint8_t *guard);
bool all_zero(const uint8_t *at, size_t len);

/* A length: mostly near the edge of a block, seldom as long as a request. */
size_t random_len(void);
void note(const struct round *round, size_t len);

/* OpenSSL's text of a message; hexadecimal in upper or lower case at random, since the library reads both. */
size_t peer_text(const struct round *round, const uint8_t *sealed, size_t len, uint8_t *text);

/* Whether OpenSSL decrypts our text to the plaintext. */
bool peer_reads(const uint8_t *text, size_t text_len, const uint8_t *aad, size_t aad_len, const uint8_t *plain, size_t len);

/* A scheme, a key and an IV at random. */
bool round_begin(struct round *round);

/* Encrypt, decrypt, and decrypt altered texts: one message, or many in one call. Return the number of messages. */
size_t round_message(const struct round *round);
size_t round_batch(const struct round *round);

#endif
