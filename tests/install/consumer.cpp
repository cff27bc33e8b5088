// A program that uses the installed library, in C++.
#include <netcore_aes.hpp>

#include <iostream>

int main()
{
    const auto [key, iv] = netcore_aes::keygen();
    const netcore_aes::cipher cipher(key, iv);
    if (cipher.decrypt(cipher.encrypt("event")) != "event" || netcore_aes::version() != NETCORE_AES_VERSION)
        return 1;
    std::cout << netcore_aes::version() << '\n';
}
