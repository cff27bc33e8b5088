/* A program that uses the library beside another one made from Rust. */
#include <netcore_aes.h>
#include <stdio.h>

int other_add(int left, int right);

int main(void)
{
    char key[NETCORE_AES_KEY_SIZE], iv[NETCORE_AES_IV_SIZE];
    if (netcore_aes_keygen(key, iv) != NETCORE_AES_OK || other_add(40, 2) != 42 || netcore_aes_keygen(key, iv) != NETCORE_AES_OK)
        return 1;
    printf("%s\n", netcore_aes_version());
    return 0;
}
