package netcoreaes_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// constants returns the constants of the header that match a pattern, without their prefix.
func constants(t *testing.T, pattern string) map[string]int64 {
	t.Helper()
	inRepository(t)
	header, err := os.ReadFile(filepath.Join(repository, "include", "netcore_aes.h"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int64{}
	for _, match := range regexp.MustCompile(`(?m)^#define NETCORE_AES_`+pattern+` (\d+)$`).FindAllStringSubmatch(string(header), -1) {
		number, err := strconv.ParseInt(match[2], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		found[match[1]] = number
	}
	if len(found) == 0 {
		t.Fatal("the header has none of ", pattern)
	}
	return found
}

func TestStatusesAreTheHeadersAndTheLibrarys(t *testing.T) {
	header := constants(t, `ERR_(\w+)`)
	if len(header) != len(statuses) {
		t.Errorf("the header has %d statuses, this package %d", len(header), len(statuses))
	}
	for name, status := range statuses {
		if header[name] != int64(status) {
			t.Errorf("%s is %d here, %d in the header", name, status, header[name])
		}
		if got := netcoreaes.StatusName(status); got != "NETCORE_AES_ERR_"+name {
			t.Errorf("%s is %q in the library", name, got)
		}
	}
}

func TestOtherNumbersAreTheHeaders(t *testing.T) {
	for name, number := range constants(t, `SCHEME_(\w+)`) {
		if got := netcoreaes.Scheme(number).String(); got != "AES_256_"+name {
			t.Errorf("%s is %s here", name, got)
		}
	}
	regions := map[string]netcoreaes.Region{
		"US": netcoreaes.RegionUS, "INDIA": netcoreaes.RegionIndia, "EU": netcoreaes.RegionEU}
	for name, number := range constants(t, `REGION_(\w+)`) {
		if got, ok := regions[name]; !ok || int64(got) != number {
			t.Errorf("region %s is %d here, %d in the header", name, got, number)
		}
	}
	forms := map[string]netcoreaes.KeyForm{"TEXT": netcoreaes.KeyText, "BASE64": netcoreaes.KeyBase64}
	for name, number := range constants(t, `KEY_FORM_(\w+)`) {
		if got, ok := forms[name]; !ok || int64(got) != number {
			t.Errorf("key form %s is %d here, %d in the header", name, got, number)
		}
	}
	if abi := constants(t, `(ABI_VERSION)`)["ABI_VERSION"]; int64(netcoreaes.ABIVersion()) != abi {
		t.Errorf("the library's ABI is %d, the header's %d", netcoreaes.ABIVersion(), abi)
	}
}

func TestVersionIsTheProjects(t *testing.T) {
	inRepository(t)
	cargo, err := os.ReadFile(filepath.Join(repository, "Cargo.toml"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^\[workspace.package\]\nversion = "(.*)"$`).FindSubmatch(cargo)
	if version == nil || string(version[1]) != netcoreaes.LibraryVersion() {
		t.Errorf("the library is %s, Cargo.toml says %q", netcoreaes.LibraryVersion(), version)
	}
}

// The first capacity is the one that the library demands, so one call into C suffices.
func TestFirstCapacitySuffices(t *testing.T) {
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		for n := range 300 {
			text := must[string](t)(c.Encrypt(make([]byte, n)))
			if c.TextLen(n) != len(text) {
				t.Errorf("%v: %d bytes take %d, not %d", scheme, n, len(text), c.TextLen(n))
			}
			if !c.DecryptFits(text) || c.DecryptFitsLess(text) {
				t.Errorf("%v: the capacity for a text of %d is not the one that the library demands", scheme, len(text))
			}
		}
	}
}
