/* A program that uses the installed library, in C. */
#include <netcore_aes.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE];
    uint8_t text[256], back[256];
    size_t text_len = 0, back_len = 0;
    netcore_aes_cipher *cipher = NULL;
    netcore_aes_status status = netcore_aes_keygen(key, iv);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_cipher_new(11256, (const uint8_t *)key, 32, (const uint8_t *)iv, 16, &cipher);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_encrypt(cipher, (const uint8_t *)"event", 5, text, sizeof text, &text_len);
    if (status == NETCORE_AES_OK)
        status = netcore_aes_decrypt(cipher, text, text_len, back, sizeof back, &back_len);
    netcore_aes_cipher_free(cipher);
    if (status != NETCORE_AES_OK || back_len != 5 || memcmp(back, "event", 5) || strcmp(netcore_aes_version(), NETCORE_AES_VERSION))
        return 1;
    printf("%s\n", netcore_aes_version());
    return 0;
}
