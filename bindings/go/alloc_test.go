//go:build !race && !asan

package netcoreaes_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// A call allocates nothing with the caller's buffer, otherwise one result. (The race detector and the sanitizer allocate too.)
func TestAllocations(t *testing.T) {
	event, aad := benchEvent(), []byte("aad")
	events := benchEvents()
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		text := must[[]byte](t)(c.AppendEncrypt(nil, event))
		texts := must[[]string](t)(c.EncryptBatch(events))
		asString := string(text)
		to := make([]byte, 0, 2048)
		cases := map[string]struct {
			most float64
			call func() error
		}{
			"AppendEncrypt": {0, func() error { _, err := c.AppendEncrypt(to, event); return err }},
			"AppendDecrypt": {0, func() error { _, err := c.AppendDecrypt(to, text); return err }},
			"Encrypt":       {1, func() error { _, err := c.Encrypt(event); return err }},
			"Decrypt":       {1, func() error { _, err := c.Decrypt(asString); return err }},
			"EncryptBatch":  {2, func() error { _, err := c.EncryptBatch(events); return err }},
			"DecryptBatch":  {2, func() error { _, err := c.DecryptBatch(texts); return err }},
			"AppendEncryptAAD": {0, func() error {
				if scheme != netcoreaes.GCMBase64 {
					aad = nil
				}
				_, err := c.AppendEncryptAAD(to, event, aad)
				return err
			}},
		}
		for name, c := range cases {
			if got := testing.AllocsPerRun(50, func() {
				if err := c.call(); err != nil {
					t.Fatal(err)
				}
			}); got > c.most {
				t.Errorf("%v, %s: %v allocations, at most %v", scheme, name, got, c.most)
			}
		}
	}
}

// C's memory, which Go does not see, is freed too.
func TestClosedCiphersAndStreamsTakeNoMemory(t *testing.T) {
	resident := func() (kilobytes int) {
		t.Helper()
		status := must[[]byte](t)(os.ReadFile("/proc/self/status"))
		_, after, _ := strings.Cut(string(status), "VmRSS:")
		return must[int](t)(strconv.Atoi(strings.Fields(after)[0]))
	}
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	open := func(n int) {
		for range n {
			_ = must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV)).Close()
		}
	}
	open(1000)
	before := resident()
	open(100_000) // nearly a kilobyte each: 90 MB if they were leaked
	if grown := resident() - before; grown > 32<<10 {
		t.Errorf("%d KB more than before", grown)
	}
	cipher, piece := newCipher(t, netcoreaes.CBCBase64), []byte("{}\n"+goodEvent+"\n"+strings.Repeat("{", 8000))
	before = resident()
	for range 20_000 { // 160 MB of events that did not come out
		s := must[*netcoreaes.UploadStream](t)(netcoreaes.NewUploadStream(cipher, "a", netcoreaes.UploadOptions{}))
		for range s.Push(piece) {
			break
		}
		for range s.Push(nil) { // a warning, and all but the last event is read
		}
		_ = s.Close()
	}
	if grown := resident() - before; grown > 48<<10 {
		t.Errorf("%d KB more than before by streams", grown)
	}
}
