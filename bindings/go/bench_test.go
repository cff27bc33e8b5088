package netcoreaes_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// One event of 400 bytes, and batches of 1000 of them, beside crypto/aes and crypto/cipher in the same run.

const (
	benchKey = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"
	benchIV  = "5TOMPCQvDu6uHuMw"
)

func benchEvent() []byte { return bytes.Repeat([]byte("0123456789abcdef"), 25) }

func benchEvents() [][]byte {
	events := make([][]byte, 1000)
	for i := range events {
		events[i] = benchEvent()
	}
	return events
}

// documented encrypts like the examples of crypto/cipher.
func documented(key, iv, plaintext []byte) (string, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	padding := aes.BlockSize - len(plaintext)%aes.BlockSize
	padded := append(bytes.Clone(plaintext), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(padded, padded)
	return base64.StdEncoding.EncodeToString(padded), nil
}

// tuned is crypto/cipher at its best: it reuses block and buffers. The encrypter chains, so each message needs a new one.
type tuned struct {
	block          cipher.Block
	iv, padded, to []byte
}

func (t *tuned) encrypt(plaintext []byte) []byte {
	padding := aes.BlockSize - len(plaintext)%aes.BlockSize
	t.padded = append(t.padded[:0], plaintext...)
	for range padding {
		t.padded = append(t.padded, byte(padding))
	}
	cipher.NewCBCEncrypter(t.block, t.iv).CryptBlocks(t.padded, t.padded)
	t.to = base64.StdEncoding.AppendEncode(t.to[:0], t.padded)
	return t.to
}

func BenchmarkEncrypt400(b *testing.B) {
	event := benchEvent()
	b.Run("cbc/Encrypt", func(b *testing.B) {
		c := newCipher(b, netcoreaes.CBCBase64)
		measure(b, func() error { _, err := c.Encrypt(event); return err })
	})
	b.Run("cbc/AppendEncrypt", func(b *testing.B) {
		c, buffer := newCipher(b, netcoreaes.CBCBase64), []byte(nil)
		measure(b, func() (err error) { buffer, err = c.AppendEncrypt(buffer[:0], event); return err })
	})
	b.Run("cbc/AppendEncrypt/parallel", func(b *testing.B) {
		c := newCipher(b, netcoreaes.CBCBase64)
		b.SetBytes(int64(len(event)))
		b.RunParallel(func(pb *testing.PB) {
			var buffer []byte
			var err error
			for pb.Next() {
				if buffer, err = c.AppendEncrypt(buffer[:0], event); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("cbc/stdlib-documented", func(b *testing.B) {
		measure(b, func() error { _, err := documented([]byte(benchKey), []byte(benchIV), event); return err })
	})
	b.Run("cbc/stdlib-tuned", func(b *testing.B) {
		block, _ := aes.NewCipher([]byte(benchKey))
		t := &tuned{block: block, iv: []byte(benchIV)}
		measure(b, func() error { t.encrypt(event); return nil })
	})
	b.Run("gcm/AppendEncrypt", func(b *testing.B) {
		c, buffer := newCipher(b, netcoreaes.GCMBase64), []byte(nil)
		measure(b, func() (err error) { buffer, err = c.AppendEncrypt(buffer[:0], event); return err })
	})
	b.Run("gcm/stdlib-tuned", func(b *testing.B) {
		block, _ := aes.NewCipher([]byte(benchKey))
		aead, _ := cipher.NewGCM(block)
		var raw, to []byte
		nonce := make([]byte, aead.NonceSize())
		measure(b, func() error {
			_, _ = rand.Read(nonce)
			raw = aead.Seal(append(raw[:0], nonce...), nonce, event, nil)
			to = base64.StdEncoding.AppendEncode(to[:0], raw)
			return nil
		})
	})
}

func BenchmarkBatch1000x400(b *testing.B) {
	events := benchEvents()
	for _, scheme := range []netcoreaes.Scheme{netcoreaes.CBCBase64, netcoreaes.GCMBase64} {
		b.Run(fmt.Sprintf("EncryptBatch/%d", scheme), func(b *testing.B) {
			c := newCipher(b, scheme)
			measure(b, func() error { _, err := c.EncryptBatch(events); return err })
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/event")
		})
		b.Run(fmt.Sprintf("DecryptBatch/%d", scheme), func(b *testing.B) {
			c := newCipher(b, scheme)
			texts, err := c.EncryptBatch(events)
			if err != nil {
				b.Fatal(err)
			}
			measure(b, func() error { _, err := c.DecryptBatch(texts); return err })
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/event")
		})
	}
	b.Run("stdlib-documented", func(b *testing.B) {
		measure(b, func() error {
			texts := make([]string, len(events))
			for i, event := range events {
				texts[i], _ = documented([]byte(benchKey), []byte(benchIV), event)
			}
			return nil
		})
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/event")
	})
	b.Run("stdlib-tuned", func(b *testing.B) {
		block, _ := aes.NewCipher([]byte(benchKey))
		t := &tuned{block: block, iv: []byte(benchIV)}
		measure(b, func() error {
			texts := make([]string, len(events))
			for i, event := range events {
				texts[i] = string(t.encrypt(event))
			}
			return nil
		})
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/event")
	})
}

func BenchmarkUploadRequestFromEvents(b *testing.B) {
	c := newCipher(b, netcoreaes.CBCBase64)
	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "my-asset", "the-api-key")
	payload := []byte(`[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",` +
		` "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}]`)
	measure(b, func() error { _, err := netcoreaes.UploadRequestFromEvents(panel, c, payload); return err })
}

// From a file in memory, one event per line, to the bodies of requests; benches/run.py names the file.
func BenchmarkUploadStream(b *testing.B) {
	lines, err := os.ReadFile(os.Getenv("NETCORE_AES_EVENTS"))
	if err != nil {
		b.Skip("NETCORE_AES_EVENTS names no file of events")
	}
	c := newCipher(b, netcoreaes.CBCBase64)
	measure(b, func() error {
		uploads, err := netcoreaes.NewUploadStream(c, "a1b2c3d4e5", netcoreaes.UploadOptions{})
		if err != nil {
			return err
		}
		defer uploads.Close()
		for upload, err := range uploads.ReadAll(bytes.NewReader(lines)) {
			if err != nil {
				return err
			}
			if _, isBody := upload.(*netcoreaes.UploadBody); !isBody {
				return errors.New("an event has problems")
			}
		}
		return nil
	})
}

func measure(b *testing.B, call func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}
