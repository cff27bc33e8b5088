/* Random messages through this library and OpenSSL: differential MESSAGES NAME [SEED]. The seed is printed, and repeats the
 * run; figures bear the name. Without arguments: prints the library's path. */
#include "round.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

static const char *const NAMES[SCHEMES] = {"11256", "11257", "11258"};

static const char *name;

static void figure(const char *what, unsigned long measured, unsigned long wanted, bool at_least)
{
    bool good = at_least ? measured >= wanted : measured == wanted;
    printf("figure: OpenSSL %s, %s: %s | %lu | %s%lu | %s\n", OpenSSL_version(OPENSSL_VERSION_STRING), name, what,
        measured, at_least ? "at least " : "", wanted, good ? "ok" : "missed");
}

static unsigned long edges_met(size_t scheme)
{
    unsigned long met = 0;
    for (size_t len = 0; len < EDGES; len++)
        met += counted.met[scheme][len];
    return met;
}

/* Whether the messages were of every kind: an empty comparison finds no difference. */
static bool report(unsigned long wanted)
{
    unsigned long all = 0, batched = 0, altered = 0, met = 0;
    for (size_t i = 0; i < SCHEMES; i++) {
        printf("%s: %lu messages, the longest of %lu bytes, %lu of them in batches; %lu altered, %lu of those decrypted by both\n",
            NAMES[i], counted.messages[i], counted.longest[i], counted.in_batches[i], counted.altered[i], counted.altered_accepted[i]);
        all += counted.messages[i];
        batched += counted.in_batches[i];
        altered += counted.altered[i];
        met += edges_met(i);
    }
    printf("%lu batches; keys: %lu as text, %lu as base64; %lu messages with associated data\n", counted.batches,
        counted.text_keys, counted.base64_keys, counted.with_aad);
    figure("messages, encrypted and decrypted by both", all, wanted, true);
    figure("altered texts, read alike by both", altered, wanted / 20, true);
    figure("differences", counted.mismatches, 0, false);
    /* Short runs are for looking into a difference, and may miss some kinds. */
    bool thorough = wanted < 50000 || (met == SCHEMES * EDGES && batched >= wanted / 3 && counted.altered_accepted[2] == 0);
    if (!thorough)
        fprintf(stderr, "only %lu lengths from 0 to 64 met under the schemes, %lu messages in batches; or GCM was forged\n", met, batched);
    return thorough;
}

static uint64_t random_seed(void)
{
    uint64_t seed;
    if (RAND_bytes((unsigned char *)&seed, sizeof seed) != 1)
        exit(2);
    return seed;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return puts(netcore_aes_instruction_set()) < 0;
    name = argv[2];
    unsigned long wanted = strtoul(argv[1], NULL, 10), done = 0;
    random_state = argc > 3 ? strtoull(argv[3], NULL, 0) : random_seed();
    printf("seed 0x%016llx\n", (unsigned long long)random_state);
    fflush(stdout);
    while (done < wanted && counted.mismatches < 10) {
        struct round round;
        if (!round_begin(&round))
            break;
        for (size_t left = below(16) + 1; left > 0; left--)
            done += one_in(32) ? round_batch(&round) : round_message(&round);
        netcore_aes_cipher_free(round.cipher);
    }
    return !report(wanted) || counted.mismatches != 0;
}
