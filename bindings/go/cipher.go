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
// Make it once and share it: it cannot be changed, and any number of goroutines may use it at once. It may not be copied
// after first use. Printed, it shows its scheme alone.
//
// Key and key schedule are in memory of the C library's, out of the garbage collector's reach, and are wiped by Close; or, if
// that is forgotten, some time after the last reference is gone. What a method returns is the caller's.
type Cipher struct {
	mu      sync.RWMutex // held for reading while C uses the handle, for writing while it is freed
	handle  handle       // nil after Close
	cleanup runtime.Cleanup
	scheme  Scheme
	keyForm KeyForm
}

// New makes a cipher.
//
// key is 32 printable ASCII characters, whose bytes are the key, or 32 bytes written as 44 characters of base64. iv is
// likewise 16 characters, or 16 bytes as 24 characters of base64; for [GCMBase64] it is "".
//
// It fails with [ErrScheme], [ErrKey] or [ErrIV], the first that is wrong, and a message that says what it must be; or with
// [ErrMemory].
func New(scheme Scheme, key, iv string) (*Cipher, error) {
	return NewFromBytes(scheme, bytesOf(key), bytesOf(iv))
}

// NewFromBytes is [New] for a key and an IV that are kept in slices, which may be wiped as soon as it returns.
func NewFromBytes(scheme Scheme, key, iv []byte) (*Cipher, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	made, status := cipherNew(scheme, key, iv)
	if status != statusOK {
		return nil, explained(status, scheme, key, iv)
	}
	live.Add(1)
	c := &Cipher{handle: made, scheme: scheme, keyForm: cipherKeyForm(made)}
	c.cleanup = runtime.AddCleanup(c, free, made)
	return c, nil
}

// explained is the error for arguments that cipherNew refused.
func explained(status Status, scheme Scheme, key, iv []byte) error {
	message := cipherExplain(scheme, key, iv)
	if message == "" {
		return failure(status)
	}
	return &Error{Status: status, Index: -1, Message: message}
}

// Close wipes the key and frees the cipher, as soon as calls that are running on it have ended. Every call after that fails
// with [ErrClosed], but for Close, Scheme and KeyForm. It always returns nil.
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

// KeyForm returns how the key was written. Which form a panel for [GCMBase64] expects is not published, so both are taken,
// and this says which one was.
func (c *Cipher) KeyForm() KeyForm { return c.keyForm }

// String returns the name of the scheme, and nothing of the key.
func (c *Cipher) String() string { return "netcoreaes.Cipher(" + c.scheme.String() + ")" }

// Format writes String, whatever the verb.
func (c *Cipher) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// Encrypt encrypts a message to text: base64, or hexadecimal under [CBCHex]. The message may be any bytes, and empty.
//
// It fails with [ErrTooLarge] and [ErrClosed]; under [GCMBase64] also with [ErrRandom] and [ErrLimit].
func (c *Cipher) Encrypt(plaintext []byte) (string, error) {
	return c.EncryptAAD(plaintext, nil)
}

// EncryptAAD encrypts a message with associated data, which [GCMBase64] authenticates and does not encrypt. The CBC schemes
// take none. With an empty aad it is [Cipher.Encrypt].
//
// It fails as Encrypt does, and with [ErrScheme] if the scheme takes no associated data and there is some.
func (c *Cipher) EncryptAAD(plaintext, aad []byte) (string, error) {
	text, err := c.AppendEncryptAAD(nil, plaintext, aad)
	return stringOf(text), err
}

// AppendEncrypt appends the text that a message encrypts to, and returns the extended slice. It allocates nothing if dst has
// room; the spare capacity of dst may not overlap the message ([ErrOverlap]).
//
// Otherwise it fails as [Cipher.Encrypt] does, and then returns dst as it was.
func (c *Cipher) AppendEncrypt(dst, plaintext []byte) ([]byte, error) {
	return c.AppendEncryptAAD(dst, plaintext, nil)
}

// AppendEncryptAAD is [Cipher.AppendEncrypt] with associated data, as [Cipher.EncryptAAD] takes it.
func (c *Cipher) AppendEncryptAAD(dst, plaintext, aad []byte) ([]byte, error) {
	return c.transform(dst, plaintext, aad, c.textLen(len(plaintext)), encryptTo)
}

// Decrypt decrypts a text.
//
// Under CBC nothing tells whether a text was changed on its way, and the error itself is a padding oracle to whoever may try
// texts at will: never decrypt for a stranger.
//
// It fails with [ErrEncoding] if the text is not strict base64 or hexadecimal, with [ErrDecrypt] for every other cause, and
// with [ErrTooLarge] and [ErrClosed].
func (c *Cipher) Decrypt(text string) ([]byte, error) {
	return c.DecryptAAD(text, nil)
}

// DecryptAAD decrypts a text that was encrypted with associated data. With an empty aad it is [Cipher.Decrypt].
//
// It fails as Decrypt does, and with [ErrScheme] if the scheme takes no associated data and there is some.
func (c *Cipher) DecryptAAD(text string, aad []byte) ([]byte, error) {
	plaintext, err := c.AppendDecryptAAD([]byte{}, bytesOf(text), aad)
	if err != nil {
		return nil, err
	}
	return plaintext, nil
}

// AppendDecrypt appends what a text decrypts to, and returns the extended slice. It allocates nothing if dst has room for 3
// bytes for each 4 characters of base64, or 1 for 2 of hexadecimal; the spare capacity of dst may not overlap the text
// ([ErrOverlap]).
//
// Otherwise it fails as [Cipher.Decrypt] does, and then returns dst as it was.
func (c *Cipher) AppendDecrypt(dst, text []byte) ([]byte, error) {
	return c.AppendDecryptAAD(dst, text, nil)
}

// AppendDecryptAAD is [Cipher.AppendDecrypt] with associated data, as [Cipher.DecryptAAD] takes it.
func (c *Cipher) AppendDecryptAAD(dst, text, aad []byte) ([]byte, error) {
	return c.transform(dst, text, aad, c.plaintextRoom(len(text)), decryptTo)
}

// transform appends what call makes of the input, first with the room that was guessed.
func (c *Cipher) transform(dst, input, aad []byte, room int,
	call func(h handle, input, aad, out []byte) (int, Status)) ([]byte, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.handle == nil {
		return dst, ErrClosed
	}
	dst, status := appendTo(dst, room, func(out []byte) (int, Status) { return call(c.handle, input, aad, out) })
	if status != statusOK {
		return dst, c.failure(status, -1)
	}
	return dst, nil
}

// appendTo appends what write writes. The library has the last word about the room: if that is too small, write returns what
// it takes, and is called again.
func appendTo(dst []byte, room int, write func(out []byte) (int, Status)) ([]byte, Status) {
	for {
		dst = slices.Grow(dst, room)
		n, status := write(dst[len(dst) : len(dst)+room])
		if status != ErrBufferTooSmall || n <= room {
			return dst[:len(dst)+n], status
		}
		room = n
	}
}

// textLen is the length of the text that a message of n bytes encrypts to, so that one call into C is enough.
func (c *Cipher) textLen(n int) int {
	raw := uint64(n) + 12 + 16 // nonce and tag
	if c.scheme != GCMBase64 {
		raw = uint64(n)/16*16 + 16
	}
	if c.scheme == CBCHex {
		return guess(2 * raw)
	}
	return guess((raw + 2) / 3 * 4)
}

// plaintextRoom is the room that decrypting a text of n characters asks for.
func (c *Cipher) plaintextRoom(n int) int {
	if c.scheme == CBCHex {
		return n / 2
	}
	return guess(uint64(n) / 4 * 3)
}

// guess is n, or none if no slice can be that long: then the library says so.
func guess(n uint64) int {
	if n > math.MaxInt {
		return 0
	}
	return int(n)
}

// failure is the error for the status of a call on this cipher; index is the item of a batch at fault, -1 for none.
func (c *Cipher) failure(status Status, index int) error {
	message := statusMessage(status)
	if status == ErrScheme {
		message = fmt.Sprintf("scheme %d takes no associated data; leave it out, or use %d", c.scheme, GCMBase64)
	}
	return &Error{Status: status, Index: index, Message: message}
}
