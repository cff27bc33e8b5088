/* The C benchmark: every comparison of the table that is made in C, and time by size. run.py reads what it prints.
 *
 * usage: bench path LIBRARY: prints the path that the library takes here
 *        bench table LIBRARY…: the comparisons; the first as built for this machine, the others limited to one path each
 *        bench sizes LIBRARY: time by size */
#include "bench.h"

#include <netcore_aes.h>
#include <openssl/crypto.h>

enum { CBC = NETCORE_AES_SCHEME_CBC_BASE64, GCM = NETCORE_AES_SCHEME_GCM_BASE64 };
enum { EVENT = 400, BATCH = 1000, TEXT_MIB = 1 << 20, MOST_LIBRARIES = 8 };

static const struct library *libraries[MOST_LIBRARIES];
static size_t library_count;

/* The candidates of a group. */
static struct candidate all[32];
static size_t count;

static void add(struct candidate candidate)
{
    all[count++] = candidate;
}

/* Candidates with another output than the rest, compared in a group of their own. */
static void add_limit(int there, struct candidate candidate)
{
    candidate.out = NULL;
    if (there)
        add(candidate);
}

static void run(const char *group)
{
    compare(group, all, count);
    count = 0;
}

static void one_event(const char *group)
{
    struct candidate limit;
    struct messages event = equal_messages(1, EVENT);
    for (size_t i = 0; i < library_count; i++)
        add(ours_encrypt(libraries[i], CBC, event));
    add(openssl_encrypt(event, 0));
    add(openssl_encrypt(event, 1));
    add_limit(chain(padded(event), &limit), limit);
    add_limit(chain_folded(padded(event), &limit), limit);
    run(group);
}

static void batch(const char *group, struct messages events)
{
    struct candidate peer;
    for (size_t i = 0; i < library_count; i++)
        add(ours_batch(libraries[i], CBC, events));
    add(openssl_encrypt(events, 0));
    if (ipsec_mb_base64(padded(events), &peer))
        add(peer);
    add_limit(ipsec_mb_burst(padded(events), &peer), peer);
    add_limit(ipsec_mb_jobs(padded(events), &peer), peer);
    struct messages sixteen = padded(equal_messages(LANES, EVENT)), single = padded(equal_messages(1, EVENT));
    add_limit(lanes128(sixteen, &peer), peer);
    add_limit(lanes256(sixteen, &peer), peer);
    add_limit(lanes512(sixteen, &peer), peer);
    add_limit(base64_256(single, &peer), peer);
    add_limit(base64_512(single, &peer), peer);
    run(group);
}

static void way(const char *library)
{
    add(way_ours(library, "lines"));
    add(way_ours(library, "copies"));
    add(way_ours(library, "array"));
    add(way_openssl());
    run("way");
    struct candidate parts[4], limit;
    payload_candidates(library, parts);
    for (size_t i = 0; i < 4; i++)
        add(parts[i]);
    if (chain(padded(payload_message()), &limit)) {
        /* Per event, like the others. */
        limit.events = 1000;
        add_limit(1, limit);
    }
    run("payload");
}

/* Long messages that are too few to fill the lanes: in one call, and one by one. */
static void few(void)
{
    for (size_t n = 1; n <= 3; n++) {
        char group[32];
        struct messages messages = equal_messages(n, (size_t)1 << 20);
        snprintf(group, sizeof group, "few-%zu", n);
        add(ours_batch(libraries[0], CBC, messages));
        add_limit(1, ours_encrypt(libraries[0], CBC, messages));
        run(group);
    }
}

/* A batch keeps every plaintext, one call after another the last: so no comparison between these. */
static void decrypt(const char *group, struct messages events)
{
    struct candidate peer = openssl_encrypt(events, 0);
    struct messages texts = texts_of(&peer, &events, text_len);
    for (size_t i = 0; i < library_count; i++)
        add(ours_decrypt(libraries[i], CBC, texts));
    add(openssl_decrypt(texts));
    if (events.count > 1)
        add_limit(1, ours_decrypt_batch(libraries[0], CBC, texts));
    run(group);
}

static void gcm(const char *encrypting, const char *decrypting, size_t len)
{
    struct messages event = equal_messages(1, len);
    struct candidate peer = openssl_gcm_encrypt(event);
    struct messages texts = texts_of(&peer, &event, gcm_text_len);
    add_limit(1, ours_encrypt(libraries[0], GCM, event));
    add(peer);
    run(encrypting);
    add(ours_decrypt(libraries[0], GCM, texts));
    add(openssl_gcm_decrypt(texts));
    run(decrypting);
}

/* One message, and a batch: as many as fit in 4 MiB, but no more than a request carries and no fewer than fill the lanes. */
static void sizes(void)
{
    static const size_t SIZES[] = {64, 128, 256, 512, 1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10,
        128 << 10, 256 << 10, 512 << 10, 1 << 20};
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        struct candidate peer;
        char group[32];
        size_t many = ((size_t)4 << 20) / SIZES[i];
        struct messages batch = equal_messages(many > BATCH ? BATCH : many < LANES ? LANES : many, SIZES[i]);
        struct messages one = {1, batch.offsets, batch.data};
        snprintf(group, sizeof group, "size-%zu", SIZES[i]);
        add(ours_encrypt(libraries[0], CBC, one));
        add(openssl_encrypt(one, 0));
        add_limit(chain(padded(one), &peer), peer);
        one_at_a_time = 1;
        run(group);
        snprintf(group, sizeof group, "size-batch-%zu", SIZES[i]);
        add(ours_batch(libraries[0], CBC, batch));
        add(openssl_encrypt(batch, 0));
        add_limit(ipsec_mb_burst(padded(batch), &peer), peer);
        one_at_a_time = 0;
        run(group);
    }
}

/* Every eighth length up to 2 KiB, alone and side by side, to find any that is out of line. */
static void lengths(void)
{
    for (size_t len = 0; len <= 2048; len += 8) {
        char group[32];
        struct messages batch = equal_messages(4 * LANES, len);
        snprintf(group, sizeof group, "length-%zu", len);
        add(ours_batch(libraries[0], CBC, batch));
        run(group);
        snprintf(group, sizeof group, "length-one-%zu", len);
        add(ours_encrypt(libraries[0], CBC, (struct messages){1, batch.offsets, batch.data}));
        one_at_a_time = 1;
        run(group);
        one_at_a_time = 0;
    }
}

/* The limits must do their work: a chain writes the same as OpenSSL, and lanes and ipsec-mb the same as a chain. */
static void check_bare(void)
{
    struct candidate made;
    struct messages events = equal_messages(LANES, EVENT), all_padded = padded(events);
    struct messages first = {1, events.offsets, events.data}, first_padded = {1, all_padded.offsets, all_padded.data};
    struct candidate text = openssl_encrypt(first, 0), bare[5];
    size_t chains = 0, lanes = 0, codings = 0;
    if (!chain(first_padded, &bare[chains++]))
        return;
    chain_folded(first_padded, &bare[chains++]);
    agree("chains", bare, chains);
    if (!base64_256(first_padded, &made))
        return;
    uint8_t *encoded = room(2 * text.out_len);
    base64_avx2(bare[0].out, bare[0].out_len, encoded);
    if (memcmp(encoded, text.out, text.out_len))
        fail("the chain does not encrypt as OpenSSL does");
    const uint8_t *expected = bare[0].out;
    lanes += (size_t)lanes128(all_padded, &bare[lanes]);
    lanes += (size_t)lanes256(all_padded, &bare[lanes]);
    lanes += (size_t)lanes512(all_padded, &bare[lanes]);
    lanes += (size_t)ipsec_mb_burst(all_padded, &bare[lanes]);
    lanes += (size_t)ipsec_mb_jobs(all_padded, &bare[lanes]);
    agree("lanes", bare, lanes);
    if (lanes && memcmp(bare[0].out, expected, total(&first_padded)))
        fail("lanes do not encrypt as a chain does");
    codings += (size_t)base64_256(first_padded, &bare[codings]);
    codings += (size_t)base64_512(first_padded, &bare[codings]);
    agree("base64", bare, codings);
}

static void say_what_is_missing(void)
{
    struct candidate made;
    struct messages events = padded(equal_messages(LANES, EVENT));
    if (!ipsec_mb_burst(events, &made))
        missing("ipsec-mb", "not there when this was built (Debian: libipsec-mb-dev)");
    if (!chain(events, &made))
        missing("chain", "the CPU has no AES-NI with AVX");
    if (!lanes256(events, &made))
        missing("lanes256", "the CPU has no VAES");
    if (!lanes512(events, &made))
        missing("lanes512", "the CPU has no VAES with AVX-512 and VBMI");
    if (!base64_256(events, &made))
        missing("base64-avx2", "the CPU has no AVX2");
}

static void the_table(const char *library)
{
    printf("path\t%s\n", library_path(libraries[0]));
    printf("version\tOpenSSL\t%s\n", OpenSSL_version(OPENSSL_VERSION_STRING));
    printf("version\tIntel ipsec-mb\t%s\n", ipsec_mb_version());
    printf("version\tcompiler of the peers\tgcc %s\n", __VERSION__);
    say_what_is_missing();
    check_bare();
    one_event("one-overlapping");
    batch("batch", equal_messages(BATCH, EVENT));
    batch("mixed", mixed_messages(BATCH, 100, 1500));
    few();
    way(library);
    decrypt("decrypt-batch", equal_messages(BATCH, EVENT));
    one_at_a_time = 1;
    one_event("one");
    decrypt("decrypt-one", equal_messages(1, EVENT));
    /* The length whose text is 1 MiB. */
    decrypt("decrypt-1m", equal_messages(1, TEXT_MIB / 4 * 3 - 1));
    gcm("gcm-one", "gcm-one-decrypt", EVENT);
    gcm("gcm-1m", "gcm-1m-decrypt", (size_t)1 << 20);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc - 2 > MOST_LIBRARIES)
        fail("usage: %s path|table|sizes LIBRARY…", argv[0]);
    for (int i = 2; i < argc; i++)
        libraries[library_count++] = open_library(argv[i]);
    if (!strcmp(argv[1], "path"))
        puts(library_path(libraries[0]));
    else if (!strcmp(argv[1], "table"))
        the_table(argv[2]);
    else
        sizes(), lengths();
    return 0;
}
