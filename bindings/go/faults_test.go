//go:build netcore_aes_pkgconfig && netcore_aes_faults

package netcoreaes_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// Every status that the library can return, from every call. testdata/faults.c must be preloaded.
func TestEveryStatusOfTheLibrary(t *testing.T) {
	c := newCipher(t, netcoreaes.GCMBase64)
	text := must[string](t)(c.Encrypt([]byte("event")))
	good := newStream(t, c, netcoreaes.UploadOptions{})
	calls := map[string]func() error{
		"Keygen":        func() error { _, _, err := netcoreaes.Keygen(); return err },
		"GCMKeygen":     func() error { return second(netcoreaes.GCMKeygen()) },
		"New":           func() error { return second(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV)) },
		"Encrypt":       func() error { return second(c.Encrypt([]byte("event"))) },
		"Decrypt":       func() error { return second(c.Decrypt(text)) },
		"AppendEncrypt": func() error { return second(c.AppendEncrypt(make([]byte, 0, 999), []byte("event"))) },
		"EncryptBatch":  func() error { return second(c.EncryptBatch([][]byte{[]byte("event")})) },
		"DecryptBatch":  func() error { return second(c.DecryptBatch([]string{text})) },
		"CheckEvents":   func() error { return second(netcoreaes.CheckEvents([]byte("[]"), "", noTime)) },
		"NewUploadStream": func() error {
			s, err := netcoreaes.NewUploadStream(c, "a", netcoreaes.UploadOptions{})
			if err == nil {
				err = s.Close()
			}
			return err
		},
		"UploadStream.Push": func() error {
			for _, err := range good.Push(nil) {
				return err
			}
			return nil
		},
		"UploadStream.Flush": func() error {
			for _, err := range good.Flush() {
				return err
			}
			return nil
		},
		"NewUploadRequest": func() error {
			return second(netcoreaes.NewUploadRequest(netcoreaes.NewPanel(0, "a", "k"), c.Scheme(), "AAAA"))
		},
	}
	for name, call := range calls {
		for cause, status := range statuses {
			t.Setenv("NETCORE_AES_FAULT", fmt.Sprint(int32(status)))
			e := mustFail(t, call(), status)
			if e.Message == "" || e.Index != -1 {
				t.Errorf("%s, %s: %+v", name, cause, e)
			}
		}
		t.Setenv("NETCORE_AES_FAULT", "77") // a status of a later version
		if e := mustFail(t, call(), 77); e.Message != "the status is unknown to this version of netcore-aes; use the library and the package of the same release" {
			t.Errorf("%s: %v", name, e)
		}
		t.Setenv("NETCORE_AES_FAULT", "")
		if err := call(); err != nil {
			t.Errorf("%s still fails: %v", name, err)
		}
	}
}

// Runs again with NETCORE_AES_FAULT_ABI set: of a library with another ABI, only the version is asked.
func TestAnotherABI(t *testing.T) {
	if os.Getenv("NETCORE_AES_FAULT_ABI") == "" {
		return
	}
	for _, err := range []error{
		second(netcoreaes.New(netcoreaes.CBCBase64, benchKey, benchIV)), second(netcoreaes.GCMKeygen()),
		func() error { _, _, err := netcoreaes.Keygen(); return err }(), second(netcoreaes.CheckEvents(nil, "", noTime)),
		second(netcoreaes.NewUploadRequest(netcoreaes.NewPanel(0, "a", "k"), netcoreaes.CBCBase64, "AAAA")),
		second(netcoreaes.NewUploadStream(nil, "a", netcoreaes.UploadOptions{})),
	} {
		if err == nil || !strings.Contains(err.Error(), "has ABI version 7, but the program was compiled for version 1; install the") {
			t.Error(err)
		}
	}
}

// What an error of the library kept from coming out comes out later: bodies, problems, and what follows them in the piece.
func TestNothingOfAStreamIsLost(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	stream := []byte(strings.Repeat(goodEvent+"\n", 20) + "{}\n" + goodEvent)
	for _, function := range []string{"bodies", "problems"} {
		s, o := newStream(t, c, netcoreaes.UploadOptions{MaxEvents: 1}), outcome{Offset: -1}
		t.Setenv("NETCORE_AES_FAULT", fmt.Sprint(int32(netcoreaes.ErrRandom)))
		t.Setenv("NETCORE_AES_FAULT_OF", function)
		_, err := o.take(t, c, s.Push(stream), -1)
		mustFail(t, err, netcoreaes.ErrRandom)
		_, err = o.take(t, c, s.Push(nil), -1)
		mustFail(t, err, netcoreaes.ErrRandom)
		t.Setenv("NETCORE_AES_FAULT", "")
		if _, err := o.take(t, c, s.Finish(), -1); err != nil {
			t.Fatal(err)
		}
		if want := byStream(t, c, stream, 1<<20, -1, netcoreaes.UploadOptions{MaxEvents: 1}); !reflect.DeepEqual(o, want) {
			t.Errorf("%s: %+v", function, o)
		}
	}
}
