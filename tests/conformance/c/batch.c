/* The payloads of events.json as a batch, both ways, and a batch with one bad text. */
#include "driver.h"

/* Messages end to end. */
typedef struct {
    buffer data;
    uint64_t *offsets;
    size_t count;
} batch;

static batch new_batch(size_t len, size_t messages)
{
    return (batch){allocate(len), (uint64_t *)(void *)allocate((messages + 1) * sizeof(uint64_t)).data, messages};
}

static void free_batch(batch freed)
{
    free(freed.data.data);
    free(freed.offsets);
}

/* The payloads of events.json. */
static batch payloads(const cJSON *cases)
{
    size_t len = 0, i = 0;
    const cJSON *vector;
    cJSON_ArrayForEach(vector, cases) len += strlen(string(vector, "payload"));
    batch made = new_batch(len, (size_t)cJSON_GetArraySize(cases));
    made.offsets[0] = 0;
    cJSON_ArrayForEach(vector, cases)
    {
        const char *payload = string(vector, "payload");
        memcpy(made.data.data + made.offsets[i], payload, strlen(payload));
        made.offsets[i + 1] = made.offsets[i] + strlen(payload);
        i++;
    }
    return made;
}

static batch encrypt_all(const netcore_aes_cipher *cipher, batch plaintexts)
{
    size_t len;
    must(netcore_aes_encrypted_batch_len(cipher, plaintexts.offsets, plaintexts.count, &len));
    batch texts = new_batch(len, plaintexts.count);
    must(netcore_aes_encrypt_batch(
        cipher, plaintexts.data.data, plaintexts.offsets, plaintexts.count, texts.data.data, len, texts.offsets));
    return texts;
}

static netcore_aes_status decrypt_all(
    const netcore_aes_cipher *cipher, batch texts, batch *plaintexts, size_t *failed)
{
    size_t len;
    must(netcore_aes_decrypted_batch_bound(cipher, texts.offsets, texts.count, &len));
    *plaintexts = new_batch(len, texts.count);
    return netcore_aes_decrypt_batch(
        cipher, texts.data.data, texts.offsets, texts.count, plaintexts->data.data, len, plaintexts->offsets, failed);
}

static void put_batches(batch texts, batch plaintexts)
{
    printf("\tok\t%zu\t", texts.count);
    for (size_t i = 0; i < texts.count; i++) {
        printf("%s", i ? "," : "");
        put_text((buffer){texts.data.data + texts.offsets[i], texts.offsets[i + 1] - texts.offsets[i]});
    }
    putchar('\t');
    for (size_t i = 0; i < plaintexts.count; i++) {
        printf("%s", i ? "," : "");
        put_hex(plaintexts.data.data + plaintexts.offsets[i], plaintexts.offsets[i + 1] - plaintexts.offsets[i]);
    }
}

/* Replaces the third text by `bad`, which is shorter. */
static void spoil(batch texts, const char *bad)
{
    uint64_t shorter = texts.offsets[3] - texts.offsets[2] - strlen(bad);
    memcpy(texts.data.data + texts.offsets[2], bad, strlen(bad));
    memmove(texts.data.data + texts.offsets[2] + strlen(bad), texts.data.data + texts.offsets[3],
        texts.offsets[texts.count] - texts.offsets[3]);
    for (size_t i = 3; i <= texts.count; i++)
        texts.offsets[i] -= shorter;
}

void run_batch(uint32_t scheme, const char *bad)
{
    cJSON *golden_file = load(folder, "golden.json"), *events_file = load(folder, "events.json");
    const cJSON *golden = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(golden_file, "cases"), 0);
    netcore_aes_cipher *cipher;
    must(netcore_aes_cipher_new(scheme, bytes(string(golden, "key")), strlen(string(golden, "key")),
        bytes(string(golden, "iv")), strlen(string(golden, "iv")), &cipher));

    batch events = payloads(cJSON_GetObjectItemCaseSensitive(events_file, "cases"));
    batch texts = encrypt_all(cipher, events), plaintexts, none;
    size_t failed;
    must(decrypt_all(cipher, texts, &plaintexts, &failed));
    printf("batch\t%u", (unsigned)scheme);
    put_batches(texts, plaintexts);
    spoil(texts, bad);
    printf("\nbatch\t%u", (unsigned)scheme);
    put_error(decrypt_all(cipher, texts, &none, &failed));
    printf("\t%zu\n", failed);

    free_batch(events);
    free_batch(texts);
    free_batch(plaintexts);
    free_batch(none);
    netcore_aes_cipher_free(cipher);
    cJSON_Delete(golden_file);
    cJSON_Delete(events_file);
    count += 2;
}
