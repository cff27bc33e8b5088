/* Rust's standard library takes random bytes from this DLL of Windows, which Wine has from 9.0 on. Older ones get it from here. */
#include <stddef.h>

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long len);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *bytes, size_t len)
{
    while (len > 0) {
        const unsigned long part = len < 0x10000 ? (unsigned long)len : 0x10000;
        if (!SystemFunction036(bytes, part))
            return 0;
        bytes += part;
        len -= part;
    }
    return 1;
}

int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved)
{
    (void)module, (void)reason, (void)reserved;
    return 1;
}
