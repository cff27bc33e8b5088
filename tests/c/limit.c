/* The status that comes only after 2^32 messages. Needs the library built with the feature test-hooks. */
#include "check.h"

extern void netcore_aes_test_leave_messages(const netcore_aes_cipher *cipher, uint64_t left);

int main(void)
{
    static const uint64_t OFFSETS[] = {0, 5};
    uint8_t out[256];
    uint64_t out_offsets[2];
    size_t len;
    netcore_aes_cipher *cipher = new_cipher(NETCORE_AES_SCHEME_GCM_BASE64);
    netcore_aes_test_leave_messages(cipher, 1);
    CHECK_STATUS(OK, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    CHECK_STATUS(ERR_LIMIT, netcore_aes_encrypt(cipher, bytes("event"), 5, out, sizeof out, &len));
    CHECK(len == 0 && all_are(out, sizeof out, 0));
    memset(out, 'x', sizeof out);
    CHECK_STATUS(ERR_LIMIT, netcore_aes_encrypt_batch(cipher, bytes("event"), OFFSETS, 1, out, sizeof out, out_offsets));
    CHECK(all_are(out, sizeof out, 0) && all_are(out_offsets, sizeof out_offsets, 0));
    netcore_aes_cipher_free(cipher);
    return summary();
}
