/* Intel's multi-buffer library: AES-256-CBC of many messages side by side. It neither pads nor encodes, so it gets
 * padded messages. */
#include "bench.h"

#ifndef HAVE_IPSEC_MB

int ipsec_mb_burst(struct messages messages, struct candidate *candidate)
{
    (void)messages, (void)candidate;
    return 0;
}

int ipsec_mb_jobs(struct messages messages, struct candidate *candidate)
{
    return ipsec_mb_burst(messages, candidate);
}

int ipsec_mb_base64(struct messages messages, struct candidate *candidate)
{
    return ipsec_mb_burst(messages, candidate);
}

const char *ipsec_mb_version(void)
{
    return "";
}

#else

#include <intel-ipsec-mb.h>

struct work {
    IMB_MGR *manager;
    struct messages messages;
    DECLARE_ALIGNED(uint32_t encrypt_keys[4 * 15], 16);
    DECLARE_ALIGNED(uint32_t decrypt_keys[4 * 15], 16);
    IMB_JOB jobs[IMB_MAX_BURST_SIZE];
    uint8_t *out, *text;
};

/* It counts in 16 bits, and silently skips messages of 64 KiB and more. */
enum { LONGEST = 0xffff };

static void fill(IMB_JOB *job, struct work *work, size_t message)
{
    uint64_t start = work->messages.offsets[message];
    job->enc_keys = work->encrypt_keys;
    job->dec_keys = work->decrypt_keys;
    job->key_len_in_bytes = IMB_KEY_256_BYTES;
    job->src = work->messages.data + start;
    job->dst = work->out + start;
    job->cipher_start_src_offset_in_bytes = 0;
    job->msg_len_to_cipher_in_bytes = work->messages.offsets[message + 1] - start;
    job->iv = (const uint8_t *)IV_TEXT;
    job->iv_len_in_bytes = 16;
    job->cipher_mode = IMB_CIPHER_CBC;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->hash_alg = IMB_AUTH_NULL;
    job->chain_order = IMB_ORDER_CIPHER_HASH;
}

/* Runs a burst from message `done` on; returns the index of the next message. */
static size_t one_burst(struct work *work, size_t done)
{
    uint32_t jobs = 0;
    while (jobs < IMB_MAX_BURST_SIZE && done + jobs < work->messages.count) {
        fill(&work->jobs[jobs], work, done + jobs);
        jobs++;
    }
    if (IMB_SUBMIT_CIPHER_BURST_NOCHECK(work->manager, work->jobs, jobs, IMB_CIPHER_CBC, IMB_DIR_ENCRYPT,
            IMB_KEY_256_BYTES) != jobs)
        fail("ipsec-mb: a burst was not done");
    return done + jobs;
}

static void burst(void *state)
{
    struct work *work = state;
    for (size_t done = 0; done < work->messages.count;)
        done = one_burst(work, done);
}

static void jobs(void *state)
{
    struct work *work = state;
    for (size_t i = 0; i < work->messages.count; i++) {
        fill(IMB_GET_NEXT_JOB(work->manager), work, i);
        IMB_SUBMIT_JOB_NOCHECK(work->manager);
    }
    while (IMB_FLUSH_JOB(work->manager))
        continue;
}

/* Encodes after each burst, while it is in the cache. */
static void burst_and_base64(void *state)
{
    struct work *work = state;
    const uint64_t *offsets = work->messages.offsets;
    size_t written = 0;
    for (size_t done = 0; done < work->messages.count;) {
        size_t end = one_burst(work, done);
        for (; done < end; done++)
            written += base64_avx2(work->out + offsets[done], offsets[done + 1] - offsets[done], work->text + written);
    }
}

static int candidate(const char *name, struct messages messages, void (*run)(void *), struct candidate *candidate)
{
    for (size_t i = 0; i < messages.count; i++)
        if (messages.offsets[i + 1] - messages.offsets[i] > LONGEST)
            return 0;
    struct work *work = room(sizeof *work);
    IMB_ARCH arch;
    work->manager = alloc_mb_mgr(0);
    init_mb_mgr_auto(work->manager, &arch);
    work->messages = messages;
    work->out = room(total(&messages));
    work->text = room(total(&messages) * 2 + 64);
    IMB_AES_KEYEXP_256(work->manager, KEY_TEXT, work->encrypt_keys, work->decrypt_keys);
    memset(work->jobs, 0, sizeof work->jobs);
    int encodes = run == burst_and_base64;
    size_t len = total(&messages);
    if (encodes) {
        len = 0;
        for (size_t i = 0; i < messages.count; i++)
            len += (messages.offsets[i + 1] - messages.offsets[i] + 2) / 3 * 4;
    }
    *candidate = (struct candidate){"", messages.count, run, work, encodes ? work->text : work->out, len};
    snprintf(candidate->name, sizeof candidate->name, "%s", name);
    return 1;
}

int ipsec_mb_burst(struct messages messages, struct candidate *made)
{
    return candidate("ipsec-mb", messages, burst, made);
}

int ipsec_mb_jobs(struct messages messages, struct candidate *made)
{
    return candidate("ipsec-mb-jobs", messages, jobs, made);
}

int ipsec_mb_base64(struct messages messages, struct candidate *made)
{
    return has_avx2() && candidate("ipsec-mb+base64", messages, burst_and_base64, made);
}

const char *ipsec_mb_version(void)
{
    return imb_get_version_str();
}

#endif
