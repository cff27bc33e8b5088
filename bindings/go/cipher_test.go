package netcoreaes_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

func messages() [][]byte {
	return [][]byte{nil, {}, {0}, []byte("a\x00b\x00"), []byte("Größe, 大きさ, 🐘"), {0xff, 0xfe},
		bytes.Repeat([]byte("event "), 1<<19), make([]byte, 1<<20+7)}
}

func TestRoundTrips(t *testing.T) {
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		for _, message := range messages() {
			text := must[string](t)(c.Encrypt(message))
			if back := must[[]byte](t)(c.Decrypt(text)); back == nil || !bytes.Equal(back, message) {
				t.Errorf("%v: %d bytes came back as %d", scheme, len(message), len(back))
			}
		}
	}
}

func TestAppend(t *testing.T) {
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		for _, spare := range []int{0, 1, 16, 4096} {
			dst := append(make([]byte, 0, 3+spare), "abc"...)
			text := must[[]byte](t)(c.AppendEncrypt(dst, []byte("event")))
			if !bytes.HasPrefix(text, []byte("abc")) || string(must[[]byte](t)(c.Decrypt(string(text[3:])))) != "event" {
				t.Errorf("%v: appended %q", scheme, text)
			}
			back := must[[]byte](t)(c.AppendDecrypt(bytes.Clone(dst), text[3:]))
			if string(back) != "abcevent" {
				t.Errorf("%v: appended %q", scheme, back)
			}
			if same, err := c.AppendDecrypt(dst, []byte("!")); string(same) != "abc" || !errors.Is(err, netcoreaes.ErrEncoding) {
				t.Errorf("%v: %q, %v", scheme, same, err)
			}
		}
	}
}

func TestAAD(t *testing.T) {
	c := newCipher(t, netcoreaes.GCMBase64)
	aad := []byte("x-asset: a\x00b")
	text := must[string](t)(c.EncryptAAD([]byte("event"), aad))
	if back := must[[]byte](t)(c.DecryptAAD(text, aad)); string(back) != "event" {
		t.Errorf("got %q", back)
	}
	appended := must[[]byte](t)(c.AppendEncryptAAD(nil, []byte("event"), aad))
	if back := must[[]byte](t)(c.AppendDecryptAAD(nil, appended, aad)); string(back) != "event" {
		t.Errorf("got %q", back)
	}
	_, err := c.Decrypt(text)
	mustFail(t, err, netcoreaes.ErrDecrypt)
	_, err = newCipher(t, netcoreaes.CBCHex).EncryptAAD([]byte("event"), aad)
	if e := mustFail(t, err, netcoreaes.ErrScheme); e.Message != "scheme 11257 does not take associated data; leave it out, or use scheme 11258" {
		t.Error(e.Message)
	}
}

// Each byte of associated data counts, however many there are.
func TestLengthsOfAAD(t *testing.T) {
	c := newCipher(t, netcoreaes.GCMBase64)
	for _, n := range []int{1, 255, 256, 65_535, 65_536, 65_537, 1 << 20} {
		aad := bytes.Repeat([]byte("a"), n)
		text := must[string](t)(c.EncryptAAD([]byte("event"), aad))
		if back := must[[]byte](t)(c.DecryptAAD(text, aad)); string(back) != "event" {
			t.Errorf("%d bytes: got %q", n, back)
		}
		aad[n-1] = 'b'
		_, err := c.DecryptAAD(text, aad)
		mustFail(t, err, netcoreaes.ErrDecrypt)
	}
}

func TestBatches(t *testing.T) {
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		for _, items := range [][][]byte{nil, {}, {nil}, {{}, {}}, messages(), messages()[:5]} {
			texts := must[[]string](t)(c.EncryptBatch(items))
			back := must[[][]byte](t)(c.DecryptBatch(texts))
			if len(texts) != len(items) || len(back) != len(items) {
				t.Fatalf("%v: %d items, %d texts, %d back", scheme, len(items), len(texts), len(back))
			}
			for i, item := range items {
				if !bytes.Equal(back[i], item) || cap(back[i]) != len(item) {
					t.Errorf("%v: item %d differs", scheme, i)
				}
				if scheme != netcoreaes.GCMBase64 && texts[i] != must[string](t)(c.Encrypt(item)) {
					t.Errorf("%v: text %d is not what Encrypt gives", scheme, i)
				}
			}
		}
	}
}

func TestBatchSaysWhichItem(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	texts := must[[]string](t)(c.EncryptBatch(messages()[:5]))
	for text, want := range map[string]netcoreaes.Status{"AAAA": netcoreaes.ErrDecrypt, "A": netcoreaes.ErrEncoding} {
		texts[3] = text
		plaintexts, err := c.DecryptBatch(texts)
		e := mustFail(t, err, want)
		if plaintexts != nil || e.Index != 3 || !strings.HasPrefix(err.Error(), "netcoreaes: item 3: ") {
			t.Errorf("%v, index %d", err, e.Index)
		}
	}
}

// Memory that is kept for the next batch is wiped.
func TestBatchesAreWiped(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	seen := 0
	for tries := 0; seen < 20 && tries < 10000; tries++ { // the pool may drop some
		_ = must[[]string](t)(c.EncryptBatch(benchEvents()[:10]))
		if _, err := c.DecryptBatch([]string{"AAAA"}); err == nil {
			t.Fatal("AAAA was decrypted")
		}
		kept := netcoreaes.KeptBatch()
		if len(kept) >= 4000 {
			seen++
		}
		if !bytes.Equal(kept, make([]byte, len(kept))) {
			t.Fatal("a batch was kept with data in it")
		}
	}
	if seen == 0 {
		t.Error("no memory is kept")
	}
}

// Memory of more than 4 MiB is left to the garbage collector.
func TestLargeBatchesAreNotKept(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	kept := map[int]bool{}
	for tries := 0; tries < 1000 && (tries < 5 || !kept[netcoreaes.MaxKept]); tries++ { // the pool may drop some
		for _, n := range []int{netcoreaes.MaxKept, netcoreaes.MaxKept + 1, 4 * netcoreaes.MaxKept} {
			if n > netcoreaes.MaxKept && tries >= 5 {
				continue
			}
			for netcoreaes.KeptBatch() != nil { // those of other batches
			}
			_ = must[[]string](t)(c.EncryptBatch([][]byte{make([]byte, n)}))
			// Another processor may still have had a small one of another test.
			if size := len(netcoreaes.KeptBatch()); size >= netcoreaes.MaxKept {
				kept[size] = true
			}
		}
	}
	if len(kept) != 1 || !kept[netcoreaes.MaxKept] {
		t.Error("these sizes were kept: ", kept)
	}
}

// Memory that is too small for a batch, by one byte or many, is not written to: nothing would wipe it.
func TestMemoryThatIsTooSmallStaysEmpty(t *testing.T) {
	items := func(total int) [][]byte {
		return [][]byte{bytes.Repeat([]byte("s"), total-1), []byte("s")}
	}
	for _, n := range []int{17, 100, 5000} {
		if held := netcoreaes.FilledTwice(items(16), items(n)); !bytes.Equal(held, make([]byte, len(held))) {
			t.Errorf("a batch of %d bytes was written to memory of 16", n)
		}
	}
	if held := netcoreaes.FilledTwice(items(17), items(17)); string(held) != strings.Repeat("s", 17) {
		t.Errorf("memory of the same size holds %q", held)
	}
}

// 32 bits of offsets: the last items lie beyond 4 GiB. It takes 12 GiB: the check differential of `make harden` sets the variable.
func TestBatchBeyond4GiB(t *testing.T) {
	if os.Getenv("NETCORE_AES_BEYOND_4_GIB") == "" {
		return
	}
	c := newCipher(t, netcoreaes.CBCBase64)
	items := slices.Repeat([][]byte{make([]byte, 1<<26)}, 65)
	texts := must[[]string](t)(c.EncryptBatch(append(items, []byte("one"), []byte("two"))))
	for i, want := range []string{"one", "two"} {
		if got := must[[]byte](t)(c.Decrypt(texts[65+i])); string(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestKeyForms(t *testing.T) {
	key := must[string](t)(netcoreaes.GCMKeygen())
	c := must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.GCMBase64, key, ""))
	defer c.Close()
	if c.KeyForm() != netcoreaes.KeyBase64 || c.Scheme() != netcoreaes.GCMBase64 || c.KeyForm().String() != "base64" {
		t.Error(c.KeyForm(), c.Scheme())
	}
	if c := newCipher(t, netcoreaes.CBCBase64); c.KeyForm() != netcoreaes.KeyText || c.KeyForm().String() != "text" {
		t.Error(c.KeyForm())
	}
}

func TestPublishedKeys(t *testing.T) {
	for key, published := range map[string]bool{
		benchKey: true, // from the vendor's script
		"SmpxSnh4Skp4RHNZeUppVndXYXZhUDBBZWpaYjVuVzQ=": true, // the same in base64
		must[string](t)(netcoreaes.GCMKeygen()):        false,
	} {
		c := must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.GCMBase64, key, ""))
		if must[bool](t)(c.KeyIsPublished()) != published {
			t.Errorf("a key is published: %v is wrong", !published)
		}
		_ = c.Close()
	}
}

func TestKeygen(t *testing.T) {
	key, iv, err := netcoreaes.Keygen()
	other, otherIV, _ := netcoreaes.Keygen()
	if err != nil || len(key) != 32 || len(iv) != 16 || key == other || iv == otherIV || strings.Trim(key+iv,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" {
		t.Error("not a key and an IV in the vendor's format")
	}
	_ = must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCHex, key, iv)).Close()
	gcm, err := netcoreaes.GCMKeygen()
	if again, _ := netcoreaes.GCMKeygen(); err != nil || len(gcm) != 44 || gcm == again {
		t.Error("not a key in the vendor's V5 format")
	}
}

func TestBytesMayBeWiped(t *testing.T) {
	key, iv := []byte(benchKey), []byte(benchIV)
	c := must[*netcoreaes.Cipher](t)(netcoreaes.NewFromBytes(netcoreaes.CBCBase64, key, iv))
	defer c.Close()
	clear(key)
	clear(iv)
	if must[string](t)(c.Encrypt([]byte("x"))) != must[string](t)(newCipher(t, netcoreaes.CBCBase64).Encrypt([]byte("x"))) {
		t.Error("the cipher depends on the caller's slices")
	}
}

func TestClosed(t *testing.T) {
	closed := must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV))
	before := netcoreaes.LiveHandles()
	for range 2 {
		if err := closed.Close(); err != nil {
			t.Error(err)
		}
	}
	if netcoreaes.LiveHandles() >= before {
		t.Error("Close did not free the cipher")
	}
	if closed.Scheme() != netcoreaes.CBCBase64 || closed.KeyForm() != netcoreaes.KeyText {
		t.Error("Scheme or KeyForm is lost")
	}
	for name, c := range map[string]*netcoreaes.Cipher{"closed": closed, "zero": new(netcoreaes.Cipher)} {
		calls := map[string]func() error{
			"KeyIsPublished":   func() error { _, err := c.KeyIsPublished(); return err },
			"Encrypt":          func() error { _, err := c.Encrypt(nil); return err },
			"EncryptAAD":       func() error { _, err := c.EncryptAAD(nil, nil); return err },
			"AppendEncrypt":    func() error { _, err := c.AppendEncrypt(nil, nil); return err },
			"AppendEncryptAAD": func() error { _, err := c.AppendEncryptAAD(nil, nil, nil); return err },
			"Decrypt":          func() error { _, err := c.Decrypt(""); return err },
			"DecryptAAD":       func() error { _, err := c.DecryptAAD("", nil); return err },
			"AppendDecrypt":    func() error { _, err := c.AppendDecrypt(nil, nil); return err },
			"AppendDecryptAAD": func() error { _, err := c.AppendDecryptAAD(nil, nil, nil); return err },
			"EncryptBatch":     func() error { _, err := c.EncryptBatch([][]byte{nil}); return err },
			"DecryptBatch":     func() error { _, err := c.DecryptBatch([]string{""}); return err },
			"request": func() error {
				_, err := netcoreaes.UploadRequestFromEvents(netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k"), c, []byte(goodEvents("a")))
				return err
			},
		}
		for method, call := range calls {
			if err := call(); !errors.Is(err, netcoreaes.ErrClosed) {
				t.Errorf("%s, %s: %v", name, method, err)
			}
		}
		if c.Close() != nil {
			t.Errorf("%s: Close failed", name)
		}
	}
}

// A cipher is closed while many goroutines use it: each call either succeeds or fails with ErrClosed.
func TestCloseWhileInUse(t *testing.T) {
	for range 50 {
		c := newCipher(t, netcoreaes.GCMBase64)
		text := must[string](t)(c.Encrypt([]byte("event")))
		var group sync.WaitGroup
		for range 8 {
			group.Add(1)
			go func() {
				defer group.Done()
				for {
					back, err := c.Decrypt(text)
					if errors.Is(err, netcoreaes.ErrClosed) {
						return
					}
					if err != nil || string(back) != "event" {
						t.Errorf("%q, %v", back, err)
						return
					}
				}
			}()
		}
		time.Sleep(100 * time.Microsecond)
		_ = c.Close()
		group.Wait()
	}
}

// The garbage collector frees ciphers that were not closed; Close frees at once, and only once.
func TestForgottenCiphersAreFreed(t *testing.T) {
	before := netcoreaes.LiveHandles()
	for range 1000 {
		c := must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV))
		if _, err := c.Encrypt([]byte("event")); err != nil {
			t.Fatal(err)
		}
	}
	for range 1000 {
		_ = must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV)).Close()
	}
	for tries := 0; netcoreaes.LiveHandles() > before; tries++ {
		if tries == 200 {
			t.Fatalf("%d ciphers were never freed", netcoreaes.LiveHandles()-before)
		}
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	if netcoreaes.LiveHandles() < before {
		t.Error("some were freed twice")
	}
}

// Printed, logged or written as JSON, no value shows a key or a text, however it is nested.
func TestNothingShowsSecrets(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "my-asset", "my-secret-api-key")
	request := must[*netcoreaes.UploadRequest](t)(netcoreaes.UploadRequestFromEvents(panel, c, []byte(goodEvents("my-asset"))))
	text := must[string](t)(c.Encrypt([]byte(goodEvents("my-asset"))))
	type nested struct {
		hidden *netcoreaes.UploadRequest
		cipher *netcoreaes.Cipher
		panel  netcoreaes.Panel
		open   netcoreaes.UploadRequest
		Any    any
	}
	log := new(strings.Builder)
	logger := slog.New(slog.NewJSONHandler(log, nil))
	plain := slog.New(slog.NewTextHandler(log, nil))
	for _, value := range []any{c, panel, &panel, request, *request, nested{request, c, panel, *request, panel}, &nested{request, c, panel, *request, request},
		[]any{c, panel, request}, map[string]any{"a": request, "b": panel, "c": c}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
			fmt.Fprintf(log, verb+"\n", value)
		}
		fmt.Fprintln(log, value)
		if data, err := json.Marshal(value); err != nil {
			t.Error(err)
		} else {
			log.Write(data)
		}
		logger.Info("value", "value", value)
		plain.Info("value", "value", value)
	}
	for _, secret := range []string{benchKey, benchIV, "my-secret-api-key", text[:20], "Bearer"} {
		for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret))} {
			if strings.Contains(log.String(), form) {
				t.Errorf("%q is shown", form)
			}
		}
	}
	if c.String() != "netcoreaes.Cipher(AES_256_CBC_BASE64)" || !strings.Contains(log.String(), c.String()) {
		t.Error(c)
	}
}
