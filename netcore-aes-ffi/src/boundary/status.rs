//! Status codes: the result of every call.

/// The result of a call: NETCORE_AES_OK, or the cause of a failure. Codes are never renumbered and never reused. Later versions
/// may add codes, so treat an unknown code as a failure.
#[expect(non_camel_case_types, reason = "its name in C")]
pub type netcore_aes_status = i32;

/// Success.
pub const NETCORE_AES_OK: netcore_aes_status = 0;
/// A pointer is NULL although its length is not 0, or the handle is NULL.
pub const NETCORE_AES_ERR_NULL: netcore_aes_status = 1;
/// The scheme is not 11256, 11257 or 11258; or the call has associated data, which CBC schemes do not take.
pub const NETCORE_AES_ERR_SCHEME: netcore_aes_status = 2;
/// The key is neither 32 printable ASCII characters nor 32 bytes as 44 characters of base64.
pub const NETCORE_AES_ERR_KEY: netcore_aes_status = 3;
/// The IV is neither 16 printable ASCII characters nor 16 bytes as 24 characters of base64; or it is missing for a CBC
/// scheme; or the scheme is GCM, which takes none.
pub const NETCORE_AES_ERR_IV: netcore_aes_status = 4;
/// The output buffer is too small; the function reported the length needed.
pub const NETCORE_AES_ERR_BUFFER_TOO_SMALL: netcore_aes_status = 5;
/// A length exceeds the address space (PTRDIFF_MAX), the longest message that the scheme can encrypt, or what offsets of 32 bits
/// reach (2^31 - 1).
pub const NETCORE_AES_ERR_TOO_LARGE: netcore_aes_status = 6;
/// An output overlaps an input or another output.
pub const NETCORE_AES_ERR_OVERLAP: netcore_aes_status = 7;
/// The text is not valid base64 (standard alphabet, padded, canonical, no white space) or hexadecimal.
pub const NETCORE_AES_ERR_ENCODING: netcore_aes_status = 8;
/// The text cannot be decrypted: it is incomplete, or the scheme, key, IV or associated data are not those used to encrypt
/// it. All causes have one status, because the cause would help an attacker.
pub const NETCORE_AES_ERR_DECRYPT: netcore_aes_status = 9;
/// The operating system returned no random bytes.
pub const NETCORE_AES_ERR_RANDOM: netcore_aes_status = 10;
/// Memory could not be allocated.
pub const NETCORE_AES_ERR_MEMORY: netcore_aes_status = 11;
/// A GCM handle has encrypted 2^32 messages, the limit for one key (NIST SP 800-38D, section 8.3). Generate a new key.
pub const NETCORE_AES_ERR_LIMIT: netcore_aes_status = 12;
/// The offsets of a batch decrease or are negative, or an array of offsets or of netcore_aes_upload_events is not aligned to the size of
/// its elements or has the wrong length.
pub const NETCORE_AES_ERR_OFFSETS: netcore_aes_status = 13;
/// The stream is neither a JSON array of events, nor one event per line, nor a single object; or it ended within an event or an array.
pub const NETCORE_AES_ERR_EVENT_STREAM: netcore_aes_status = 20;
/// The asset id is empty, or contains a space or a byte outside printable ASCII.
pub const NETCORE_AES_ERR_ASSET_ID: netcore_aes_status = 30;
/// The API key is empty, or contains a space or a byte outside printable ASCII.
pub const NETCORE_AES_ERR_API_KEY: netcore_aes_status = 31;
/// The region is not one of NETCORE_AES_REGION_….
pub const NETCORE_AES_ERR_REGION: netcore_aes_status = 32;
/// The library has a fault, or the AES self-test failed on this CPU: please report it. The call gave no result, and the handle
/// remains usable, but for a stream, each further call of which may fail so, too.
pub const NETCORE_AES_ERR_PANIC: netcore_aes_status = 100;
