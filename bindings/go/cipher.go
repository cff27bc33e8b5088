package netcoreaes

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Cipher encrypts and decrypts under one scheme, key and IV.
//
// Create it once and share it: it is immutable, and any number of goroutines may use it at once. Do not copy it. Printed, it
// shows only its scheme.
//
// The C library holds the key and the key schedule, out of the garbage collector's reach. Close wipes them; without Close, the
// garbage collector does some time after the last reference is gone. The caller owns every result.
type Cipher struct {
	mu      sync.RWMutex // locked for reading while C uses the handle, for writing while it is freed
	handle  handle       // nil after Close
	cleanup runtime.Cleanup
	scheme  Scheme
	keyForm KeyForm
}

// New creates a cipher.
//
// key is 32 printable ASCII characters, whose bytes are the key, or 44 characters of base64 that hold 32 bytes. iv is 16
// printable ASCII characters, or 24 characters of base64 that hold 16 bytes; for [GCMBase64] it is "".
//
// It fails with [ErrScheme], [ErrKey] or [ErrIV], checked in this order, with a message that says what is expected; or with
// [ErrMemory].
func New(scheme Scheme, key, iv string) (*Cipher, error) {
	return NewFromBytes(scheme, bytesOf(key), bytesOf(iv))
}

// NewFromBytes is [New] for a key and an IV in slices, which you may wipe as soon as it returns.
func NewFromBytes(scheme Scheme, key, iv []byte) (*Cipher, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	h, status := cipherNew(scheme, key, iv)
	if status != statusOK {
		return nil, argumentError(status, scheme, key, iv)
	}
	liveHandles.Add(1)
	c := &Cipher{handle: h, scheme: scheme, keyForm: cipherKeyForm(h)}
	c.cleanup = runtime.AddCleanup(c, free, h)
	return c, nil
}

// argumentError returns the error for arguments that cipherNew refused.
func argumentError(status Status, scheme Scheme, key, iv []byte) error {
	message := cipherExplain(scheme, key, iv)
	if message == "" {
		return statusError(status)
	}
	return &Error{Status: status, Index: -1, Message: message}
}

// Close waits until running calls have ended, wipes the key and frees the cipher. Afterwards every method fails with [ErrClosed],
// except Close, Scheme and KeyForm. It always returns nil.
func (c *Cipher) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.handle != nil {
		c.cleanup.Stop()
		free(c.handle)
		c.handle = nil
	}
	return nil
}

// Scheme returns the scheme.
func (c *Cipher) Scheme() Scheme { return c.scheme }

// KeyForm returns how the key was given: as text or as base64. The vendor does not publish which form a panel for [GCMBase64]
// expects, so New takes both.
func (c *Cipher) KeyForm() KeyForm { return c.keyForm }

// KeyIsPublished reports whether the vendor has published the key as a sample, in a script or in its guide. Anyone can decrypt the
// texts of a published key: never send events under it. It fails with [ErrClosed].
func (c *Cipher) KeyIsPublished() (bool, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle == nil {
		return false, ErrClosed
	}
	return cipherKeyIsPublished(c.handle), nil
}

// String returns the name of the scheme; it does not show the key.
func (c *Cipher) String() string { return "netcoreaes.Cipher(" + c.scheme.String() + ")" }

// Format writes String, whatever the verb.
func (c *Cipher) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// Encrypt encrypts a message to text: base64, or hexadecimal under [CBCHex]. The message may be empty, and contain any bytes.
//
// It fails with [ErrTooLarge] and [ErrClosed]; under [GCMBase64] also with [ErrRandom] and [ErrLimit].
func (c *Cipher) Encrypt(plaintext []byte) (string, error) {
	return c.EncryptAAD(plaintext, nil)
}

// EncryptAAD encrypts a message with associated data, which [GCMBase64] authenticates and does not encrypt. The CBC schemes
// take none. With an empty aad it is the same as [Cipher.Encrypt].
//
// It fails as Encrypt does, and with [ErrScheme] if the scheme does not take associated data.
func (c *Cipher) EncryptAAD(plaintext, aad []byte) (string, error) {
	text, err := c.AppendEncryptAAD(nil, plaintext, aad)
	return stringOf(text), err
}

// AppendEncrypt encrypts a message, appends the text to dst and returns the extended slice. It allocates nothing if the capacity
// of dst suffices. The spare capacity of dst must not overlap the message ([ErrOverlap]).
//
// Otherwise it fails as [Cipher.Encrypt] does. After a failure it returns dst unchanged.
func (c *Cipher) AppendEncrypt(dst, plaintext []byte) ([]byte, error) {
	return c.AppendEncryptAAD(dst, plaintext, nil)
}

// AppendEncryptAAD is [Cipher.AppendEncrypt] with associated data: see [Cipher.EncryptAAD].
func (c *Cipher) AppendEncryptAAD(dst, plaintext, aad []byte) ([]byte, error) {
	return c.transform(dst, plaintext, aad, c.textLen(len(plaintext)), encryptTo)
}

// Decrypt decrypts a text.
//
// CBC does not detect a changed text, and the error is a padding oracle for anyone who can submit texts: never decrypt for a
// stranger.
//
// It fails with [ErrEncoding] if the text is not valid base64 or hexadecimal, with [ErrDecrypt] if it cannot be decrypted,
// whatever the cause, and with [ErrTooLarge] and [ErrClosed].
func (c *Cipher) Decrypt(text string) ([]byte, error) {
	return c.DecryptAAD(text, nil)
}

// DecryptAAD decrypts a text that was encrypted with associated data. With an empty aad it is the same as [Cipher.Decrypt].
//
// It fails as Decrypt does, and with [ErrScheme] if the scheme does not take associated data.
func (c *Cipher) DecryptAAD(text string, aad []byte) ([]byte, error) {
	plaintext, err := c.AppendDecryptAAD([]byte{}, bytesOf(text), aad)
	if err != nil {
		return nil, err
	}
	return plaintext, nil
}

// AppendDecrypt decrypts a text, appends the plaintext to dst and returns the extended slice. It allocates nothing if dst has
// spare capacity for 3 bytes per 4 characters of base64, or 1 byte per 2 characters of hexadecimal. The spare capacity of dst
// must not overlap the text ([ErrOverlap]).
//
// Otherwise it fails as [Cipher.Decrypt] does. After a failure it returns dst unchanged.
func (c *Cipher) AppendDecrypt(dst, text []byte) ([]byte, error) {
	return c.AppendDecryptAAD(dst, text, nil)
}

// AppendDecryptAAD is [Cipher.AppendDecrypt] with associated data: see [Cipher.DecryptAAD].
func (c *Cipher) AppendDecryptAAD(dst, text, aad []byte) ([]byte, error) {
	return c.transform(dst, text, aad, c.plaintextBound(len(text)), decryptTo)
}

// transform appends the output of call to dst; capacity is the expected length of the output.
func (c *Cipher) transform(dst, input, aad []byte, capacity int,
	call func(h handle, input, aad, out []byte) (int, Status)) ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle == nil {
		return dst, ErrClosed
	}
	dst, status := appendTo(dst, capacity, func(out []byte) (int, Status) { return call(c.handle, input, aad, out) })
	if status != statusOK {
		return dst, c.failure(status, -1)
	}
	return dst, nil
}

// appendTo appends the output of write to dst. If the capacity is too small for the library, write returns the length needed and
// is called again.
func appendTo(dst []byte, capacity int, write func(out []byte) (int, Status)) ([]byte, Status) {
	for {
		dst = slices.Grow(dst, capacity)
		n, status := write(dst[len(dst) : len(dst)+capacity])
		if status != ErrBufferTooSmall || n <= capacity {
			return dst[:len(dst)+n], status
		}
		capacity = n
	}
}

// textLen returns the length of the text for a message of n bytes, so that one call into C suffices.
func (c *Cipher) textLen(n int) int {
	raw := uint64(n) + 12 + 16 // nonce and tag
	if c.scheme != GCMBase64 {
		raw = uint64(n)/16*16 + 16
	}
	if c.scheme == CBCHex {
		return toInt(2 * raw)
	}
	return toInt((raw + 2) / 3 * 4)
}

// plaintextBound returns the capacity that the library demands to decrypt a text of n characters.
func (c *Cipher) plaintextBound(n int) int {
	if c.scheme == CBCHex {
		return n / 2
	}
	return toInt(uint64(n) / 4 * 3)
}

// toInt returns n, or 0 if no slice can be that long: then the library reports the error.
func toInt(n uint64) int {
	if n > math.MaxInt {
		return 0
	}
	return int(n)
}

// failure returns the error for the status of a call on this cipher; index is that of the batch item at fault, -1 for none.
func (c *Cipher) failure(status Status, index int) error {
	message := statusMessage(status)
	if status == ErrScheme {
		message = fmt.Sprintf("scheme %d does not take associated data; leave it out, or use scheme %d", c.scheme, GCMBase64)
	}
	return &Error{Status: status, Index: index, Message: message}
}
