/* Many messages in one call. */
#include "round.h"

enum { BATCH = 96 };

struct batch {
    size_t count;
    uint64_t offsets[BATCH + 1], ours[BATCH + 1], theirs[BATCH + 1], opened[BATCH + 1];
};

/* Checks our texts: end to end, and each as OpenSSL encrypts it, or decrypts it for GCM. */
static void encrypt_batch(const struct round *round, struct batch *batch, const uint8_t *data, uint8_t *out)
{
    size_t room = 0, count = batch->count;
    EXPECT(netcore_aes_encrypted_batch_len(round->cipher, batch->offsets, count, &room) == NETCORE_AES_OK);
    memset(out, UNTOUCHED, room + GUARD);
    EXPECT(netcore_aes_encrypt_batch(round->cipher, data, batch->offsets, count, out, room, batch->ours) == NETCORE_AES_OK);
    EXPECT(batch->ours[0] == 0 && batch->ours[count] == room && untouched(out + room));
    for (size_t i = 0; i < count; i++) {
        size_t len = batch->offsets[i + 1] - batch->offsets[i];
        EXPECT(peer_reads(out + batch->ours[i], batch->ours[i + 1] - batch->ours[i], NULL, 0, data + batch->offsets[i], len));
    }
}

/* OpenSSL's texts; under CBC they are the same as ours. */
static void decrypt_batch(const struct round *round, struct batch *batch, const uint8_t *data, uint8_t *texts)
{
    uint8_t nonce[NONCE], *out = somewhere(opened_room);
    size_t room = 0, failed = 77, count = batch->count;
    for (size_t i = 0; i < count; i++) {
        fill(nonce, NONCE);
        size_t len = batch->offsets[i + 1] - batch->offsets[i];
        size_t sealed_len = peer_seal(data + batch->offsets[i], len, NULL, 0, nonce, sealed_room);
        batch->theirs[i + 1] = batch->theirs[i] + peer_encode(sealed_room, sealed_len, texts + batch->theirs[i]);
    }
    EXPECT(netcore_aes_decrypted_batch_bound(round->cipher, batch->theirs, count, &room) == NETCORE_AES_OK);
    memset(out, UNTOUCHED, room + GUARD);
    EXPECT(netcore_aes_decrypt_batch(round->cipher, texts, batch->theirs, count, out, room, batch->opened, &failed) == NETCORE_AES_OK);
    EXPECT(failed == SIZE_MAX && batch->opened[0] == 0 && untouched(out + room));
    for (size_t i = 0; i <= count; i++)
        EXPECT(batch->opened[i] == batch->offsets[i] - batch->offsets[0]);
    EXPECT(!memcmp(out, data + batch->offsets[0], batch->opened[count]));
}

size_t round_batch(const struct round *round)
{
    static struct batch batch;
    uint8_t *data = somewhere(plain_room), *ours = somewhere(ours_room), *theirs = somewhere(text_room);
    batch.offsets[0] = below(40); /* the first need not be 0 */
    batch.theirs[0] = below(40);
    size_t count = 1 + below(BATCH);
    for (batch.count = 0; batch.count < count; batch.count++) {
        size_t len = random_len();
        if (batch.offsets[batch.count] + len > ROOM / 2)
            break;
        batch.offsets[batch.count + 1] = batch.offsets[batch.count] + len;
        note(round, len);
    }
    fill(data, batch.offsets[batch.count]);
    encrypt_batch(round, &batch, data, ours);
    decrypt_batch(round, &batch, data, theirs);
    EXPECT(round->scheme == NETCORE_AES_SCHEME_GCM_BASE64 || !memcmp(ours, theirs + batch.theirs[0], batch.ours[batch.count]));
    counted.batches++;
    counted.in_batches[round->index] += batch.count;
    return batch.count;
}
