package netcoreaes_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// statuses by their names in the vectors and, with the prefix NETCORE_AES_ERR_, in the header.
var statuses = map[string]netcoreaes.Status{
	"NULL": netcoreaes.ErrNull, "SCHEME": netcoreaes.ErrScheme, "KEY": netcoreaes.ErrKey, "IV": netcoreaes.ErrIV,
	"BUFFER_TOO_SMALL": netcoreaes.ErrBufferTooSmall, "TOO_LARGE": netcoreaes.ErrTooLarge, "OVERLAP": netcoreaes.ErrOverlap,
	"ENCODING": netcoreaes.ErrEncoding, "DECRYPT": netcoreaes.ErrDecrypt, "RANDOM": netcoreaes.ErrRandom,
	"MEMORY": netcoreaes.ErrMemory, "LIMIT": netcoreaes.ErrLimit, "OFFSETS": netcoreaes.ErrOffsets,
	"ASSET_ID": netcoreaes.ErrAssetID, "API_KEY": netcoreaes.ErrAPIKey, "REGION": netcoreaes.ErrRegion,
	"PANIC": netcoreaes.ErrPanic, "EVENT_STREAM": netcoreaes.ErrEventStream,
}

const repository = "../.."

var schemes = []netcoreaes.Scheme{netcoreaes.CBCBase64, netcoreaes.CBCHex, netcoreaes.GCMBase64}

// inRepository skips a test that needs files of the repository, outside it; test.sh fails if a test was skipped.
func inRepository(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(repository, "tests", "vectors")); err != nil {
		t.Skip("runs only in the repository: ", err)
	}
}

// readVectors reads a file of cases and checks its count.
func readVectors[T any](t *testing.T, name string) []T {
	t.Helper()
	inRepository(t)
	data, err := os.ReadFile(filepath.Join(repository, "tests", "vectors", name))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Count int
		Cases []T
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if file.Count == 0 || len(file.Cases) != file.Count {
		t.Fatalf("%s: %d cases, but its count is %d", name, len(file.Cases), file.Count)
	}
	return file.Cases
}

func newCipher(t testing.TB, scheme netcoreaes.Scheme) *netcoreaes.Cipher {
	t.Helper()
	iv := benchIV
	if scheme == netcoreaes.GCMBase64 {
		iv = ""
	}
	c, err := netcoreaes.New(scheme, benchKey, iv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mustFail checks the status of an error, by errors.Is and errors.As.
func mustFail(t testing.TB, err error, want netcoreaes.Status) *netcoreaes.Error {
	t.Helper()
	var e *netcoreaes.Error
	if !errors.Is(err, want) || !errors.As(err, &e) || e.Status != want {
		t.Fatalf("got %v, want status %d (%v)", err, int(want), want)
	}
	return e
}

func must[T any](t testing.TB) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
