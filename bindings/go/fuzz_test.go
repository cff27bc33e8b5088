package netcoreaes_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// The oracle is crypto/aes and crypto/cipher. The fuzzer also chooses the key and the IV, as 32 and 16 bytes in base64.

func credentials(seed []byte) (key, iv []byte) {
	both := make([]byte, 48)
	copy(both, seed)
	return both[:32], both[32:]
}

func block(t *testing.T, key []byte) cipher.Block {
	return must[cipher.Block](t)(aes.NewCipher(key))
}

func fuzzCipher(t *testing.T, scheme netcoreaes.Scheme, key, iv []byte) *netcoreaes.Cipher {
	c := must[*netcoreaes.Cipher](t)(netcoreaes.New(
		scheme, base64.StdEncoding.EncodeToString(key), base64.StdEncoding.EncodeToString(iv)))
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func padded(plaintext []byte) []byte {
	padding := aes.BlockSize - len(plaintext)%aes.BlockSize
	return append(bytes.Clone(plaintext), bytes.Repeat([]byte{byte(padding)}, padding)...)
}

func FuzzCBC(f *testing.F) {
	for n := range 50 {
		f.Add([]byte{byte(n)}, bytes.Repeat([]byte{byte(n)}, n))
	}
	f.Add([]byte(benchKey+benchIV), benchEvent())
	f.Fuzz(func(t *testing.T, seed, plaintext []byte) {
		key, iv := credentials(seed)
		want := padded(plaintext)
		cipher.NewCBCEncrypter(block(t, key), iv).CryptBlocks(want, want)
		for scheme, text := range map[netcoreaes.Scheme]string{
			netcoreaes.CBCBase64: base64.StdEncoding.EncodeToString(want), netcoreaes.CBCHex: hex.EncodeToString(want)} {
			c := fuzzCipher(t, scheme, key, iv)
			if got := must[string](t)(c.Encrypt(plaintext)); got != text {
				t.Errorf("%v encrypts %x to %s, want %s", scheme, plaintext, got, text)
			}
			if got := must[[]byte](t)(c.Decrypt(text)); !bytes.Equal(got, plaintext) {
				t.Errorf("%v decrypts %s to %x, want %x", scheme, text, got, plaintext)
			}
			texts := must[[]string](t)(c.EncryptBatch([][]byte{plaintext, nil, plaintext}))
			if texts[0] != text || texts[2] != text {
				t.Errorf("%v encrypts %x in a batch to %q", scheme, plaintext, texts)
			}
		}
	})
}

// oracle decrypts strictly, with crypto/cipher.
func oracle(t *testing.T, key, iv []byte, text string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || bytes.ContainsAny([]byte(text), "\r\n") {
		return nil, netcoreaes.ErrEncoding
	}
	if len(raw) == 0 || len(raw)%aes.BlockSize != 0 {
		return nil, netcoreaes.ErrDecrypt
	}
	cipher.NewCBCDecrypter(block(t, key), iv).CryptBlocks(raw, raw)
	padding := int(raw[len(raw)-1])
	if padding < 1 || padding > aes.BlockSize ||
		!bytes.Equal(raw[len(raw)-padding:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, netcoreaes.ErrDecrypt
	}
	return raw[:len(raw)-padding], nil
}

// Any text decrypts to the oracle's plaintext, or fails with the oracle's error.
func FuzzDecryptCBC(f *testing.F) {
	good, _ := documented(make([]byte, 32), make([]byte, 16), []byte("event"))
	for _, text := range []string{good, good[:4], good[:23] + "=", good + "\n", "", "=", "AAAA", "AB==", "AA==", "A A=", "\x00\xff"} {
		f.Add([]byte(nil), text)
	}
	f.Fuzz(func(t *testing.T, seed []byte, text string) {
		key, iv := credentials(seed)
		want, fault := oracle(t, key, iv, text)
		got, err := fuzzCipher(t, netcoreaes.CBCBase64, key, iv).Decrypt(text)
		if !errors.Is(err, fault) || !bytes.Equal(got, want) {
			t.Errorf("%q: got %x, %v; want %x, %v", text, got, err, want, fault)
		}
	})
}

func FuzzGCM(f *testing.F) {
	for n := range 50 {
		f.Add([]byte{byte(n)}, bytes.Repeat([]byte{byte(n)}, n), bytes.Repeat([]byte{1}, n%20), uint(n))
	}
	f.Fuzz(func(t *testing.T, seed, plaintext, aad []byte, flip uint) {
		key, nonce := credentials(seed)
		aead := must[cipher.AEAD](t)(cipher.NewGCM(block(t, key)))
		c := fuzzCipher(t, netcoreaes.GCMBase64, key, nil)

		ours := must[string](t)(c.EncryptAAD(plaintext, aad))
		raw := must[[]byte](t)(base64.StdEncoding.Strict().DecodeString(ours))
		if got := must[[]byte](t)(aead.Open(nil, raw[:12], raw[12:], aad)); !bytes.Equal(got, plaintext) {
			t.Errorf("crypto/cipher reads %x, want %x", got, plaintext)
		}

		theirs := aead.Seal(nonce[:12:12], nonce[:12], plaintext, aad)
		text := base64.StdEncoding.EncodeToString(theirs)
		if got := must[[]byte](t)(c.DecryptAAD(text, aad)); !bytes.Equal(got, plaintext) {
			t.Errorf("we read %x, want %x", got, plaintext)
		}

		theirs[flip/8%uint(len(theirs))] ^= 1 << (flip % 8)
		_, err := c.DecryptAAD(base64.StdEncoding.EncodeToString(theirs), aad)
		mustFail(t, err, netcoreaes.ErrDecrypt)
	})
}
