"""The part of the C ABI that the checks of published vectors call, by ctypes. Run with a library, it prints the library's path."""

import base64
import ctypes
import sys
from ctypes import POINTER, byref, c_char_p, c_int32, c_size_t, c_uint32, c_void_p

OK, ERR_KEY, ERR_IV, ERR_DECRYPT = 0, 3, 4, 9
CBC_BASE64, CBC_HEX, GCM_BASE64 = 11256, 11257, 11258


class Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Library:
    def __init__(self, path: str) -> None:
        self.functions = functions = ctypes.CDLL(path)
        functions.netcore_aes_instruction_set.restype = c_char_p
        functions.netcore_aes_cipher_free.argtypes = [c_void_p]
        functions.netcore_aes_cipher_free.restype = None
        length = [c_void_p, c_size_t, POINTER(c_size_t)]
        message = [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, c_char_p, c_size_t, POINTER(c_size_t)]
        for name, arguments in {
            "cipher_new": [c_uint32, c_char_p, c_size_t, c_char_p, c_size_t, POINTER(c_void_p)],
            "encrypted_len": length,
            "decrypted_bound": length,
            "encrypt_aad": message,
            "decrypt_aad": message,
        }.items():
            function = getattr(functions, f"netcore_aes_{name}")
            function.argtypes, function.restype = arguments, c_int32

    @property
    def path(self) -> str:
        return self.functions.netcore_aes_instruction_set().decode()


class Cipher:
    """A handle. `key` and `iv` go to the library unchanged: text, or the base64 of their bytes."""

    def __init__(self, library: Library, scheme: int, key: bytes, iv: bytes = b"") -> None:
        self.functions, self.scheme, self.handle = library.functions, scheme, c_void_p()
        taken = (key, len(key), iv or None, len(iv), byref(self.handle))
        self.check(self.functions.netcore_aes_cipher_new(scheme, *taken))

    @classmethod
    def of_bytes(cls, library: Library, scheme: int, key: bytes, iv: bytes = b"") -> "Cipher":
        return cls(library, scheme, base64.b64encode(key), base64.b64encode(iv))

    def __del__(self) -> None:
        self.functions.netcore_aes_cipher_free(self.handle)

    @staticmethod
    def check(status: int) -> None:
        if status != OK:
            raise Refused(status)

    def encrypt(self, plaintext: bytes) -> bytes:
        return self.call("encrypted_len", "encrypt_aad", plaintext, b"")

    def decrypt(self, text: bytes, aad: bytes = b"") -> bytes:
        return self.call("decrypted_bound", "decrypt_aad", text, aad)

    def call(self, room: str, name: str, data: bytes, aad: bytes) -> bytes:
        """Raises Refused if the call fails, after it made sure that the filled output was wiped."""
        length = c_size_t()
        self.check(getattr(self.functions, f"netcore_aes_{room}")(self.handle, len(data), byref(length)))
        capacity = length.value
        out = ctypes.create_string_buffer(b"\xa5" * capacity, capacity)
        function = getattr(self.functions, f"netcore_aes_{name}")
        status = function(self.handle, data, len(data), aad, len(aad), out, capacity, byref(length))
        if status != OK:
            assert length.value == 0 and not any(out.raw), f"status {status}: something is left in the output"
        self.check(status)
        return out.raw[: length.value]

    def encode(self, sealed: bytes) -> bytes:
        """Encodes a ciphertext from elsewhere as the scheme does."""
        return sealed.hex().encode() if self.scheme == CBC_HEX else base64.b64encode(sealed)

    def decode(self, text: bytes) -> bytes:
        return bytes.fromhex(text.decode()) if self.scheme == CBC_HEX else base64.b64decode(text, validate=True)


def outcome(call, *arguments: bytes) -> "bytes | int":
    """The result of the call, or the status with which it failed."""
    try:
        return call(*arguments)
    except Refused as refused:
        return refused.status


def figure(what: str, measured: object, wanted: object) -> None:
    print(f"figure: {what} | {measured} | {wanted} | {'ok' if measured == wanted else 'missed'}")


if __name__ == "__main__":
    print(Library(sys.argv[1]).path)
