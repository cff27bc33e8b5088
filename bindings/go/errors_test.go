package netcoreaes_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// Every error that arguments can cause, with a part of its message.
func TestEveryErrorOfArguments(t *testing.T) {
	cbc, gcm := newCipher(t, netcoreaes.CBCBase64), newCipher(t, netcoreaes.GCMBase64)
	anew := func(scheme netcoreaes.Scheme, key, iv string) error {
		_, err := netcoreaes.New(scheme, key, iv)
		return err
	}
	request := func(panel netcoreaes.Panel, scheme netcoreaes.Scheme, text string) error {
		_, err := netcoreaes.NewUploadRequest(panel, scheme, text)
		return err
	}
	good := netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k")
	buffer := []byte(strings.Repeat("AAAA", 100))
	cases := []struct {
		err    error
		status netcoreaes.Status
		says   string
	}{
		{anew(1, benchKey, benchIV), netcoreaes.ErrScheme, "scheme 1 is unknown; use x-eCode 11256, 11257 or 11258"},
		{anew(11256, benchKey[1:], benchIV), netcoreaes.ErrKey, "the key has 31 bytes"},
		{anew(11256, strings.Repeat("*", 44), benchIV), netcoreaes.ErrKey, "not valid base64 of 32 bytes"},
		{anew(11256, benchKey[1:]+"\n", benchIV), netcoreaes.ErrKey, "printable"},
		{anew(11256, "", benchIV), netcoreaes.ErrKey, "the key has 0 bytes"},
		{anew(11256, benchKey, benchIV[1:]), netcoreaes.ErrIV, "the IV has 15 bytes"},
		{anew(11256, benchKey, ""), netcoreaes.ErrIV, "scheme 11256 needs an IV"},
		{anew(11258, benchKey, benchIV), netcoreaes.ErrIV, "scheme 11258 does not take an IV"},
		{second(cbc.EncryptAAD(nil, []byte("a"))), netcoreaes.ErrScheme, "scheme 11256 does not take associated data; leave it out"},
		{second(cbc.DecryptAAD("AAAA", []byte("a"))), netcoreaes.ErrScheme, "scheme 11256 does not take associated data; leave it out"},
		{second(cbc.Decrypt("not base64")), netcoreaes.ErrEncoding, "pass it exactly as it was encrypted"},
		{second(cbc.Decrypt("AAAA")), netcoreaes.ErrDecrypt, "check that it is complete"},
		{second(gcm.Decrypt(strings.Repeat("AAAA", 20))), netcoreaes.ErrDecrypt, "check that it is complete"},
		{second(cbc.AppendEncrypt(buffer[:0], buffer[:100])), netcoreaes.ErrOverlap, "use separate memory for each"},
		{second(cbc.AppendDecrypt(buffer[:0], buffer)), netcoreaes.ErrOverlap, "use separate memory for each"},
		{request(netcoreaes.NewPanel(7, "a", "k"), 11256, "AAAA"), netcoreaes.ErrRegion,
			"region 7 is unknown; use RegionUS, RegionIndia or RegionEU"},
		{request(good, 7, "AAAA"), netcoreaes.ErrScheme, "scheme 7 is unknown; use x-eCode"},
		{request(netcoreaes.NewPanel(netcoreaes.RegionUS, "", "k"), 11256, "AAAA"), netcoreaes.ErrAssetID, "copy it from the panel"},
		{request(netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k\r\n"), 11256, "AAAA"), netcoreaes.ErrAPIKey, "copy it from the panel"},
		{request(good, 11256, `[{"a": 1}]`), netcoreaes.ErrEncoding, "pass it exactly as it was encrypted"},
		{second(netcoreaes.CheckEvents([]byte("[]"), "\xff", noTime)), netcoreaes.ErrAssetID, "copy it from the panel"},
	}
	for _, c := range cases {
		e := mustFail(t, c.err, c.status)
		if !strings.Contains(e.Message, c.says) || e.Index != -1 || c.err.Error() != "netcoreaes: "+e.Message {
			t.Errorf("%v (index %d) does not say %q", c.err, e.Index, c.says)
		}
		if strings.Contains(fmt.Sprintf("%+v %#v", c.err, c.err), benchKey[1:]) {
			t.Error("the error shows the key")
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestErrorsAreToldApart(t *testing.T) {
	_, err := netcoreaes.New(netcoreaes.CBCBase64, "short", benchIV)
	wrapped := fmt.Errorf("setting up: %w", err)
	for name, status := range statuses {
		if errors.Is(wrapped, status) != (status == netcoreaes.ErrKey) {
			t.Errorf("errors.Is of %s", name)
		}
		if !strings.HasPrefix(status.Error(), "netcoreaes: ") || len(status.Error()) < 30 {
			t.Errorf("%s says %q", name, status.Error())
		}
	}
	if unknown := netcoreaes.Status(999).Error(); unknown != "netcoreaes: the status is unknown to this version of netcore-aes; use the library and the package of the same release" {
		t.Error(unknown)
	}
}

// Decrypting has one message for every cause.
func TestOneDecryptError(t *testing.T) {
	c := newCipher(t, netcoreaes.GCMBase64)
	text := must[string](t)(c.Encrypt([]byte("event")))
	said := map[string]bool{}
	for _, bad := range []string{"", "AAAA", text[4:], text[:len(text)-4], "AAAA" + text[4:]} {
		_, err := c.Decrypt(bad)
		said[mustFail(t, err, netcoreaes.ErrDecrypt).Message] = true
	}
	if len(said) != 1 {
		t.Error(said)
	}
}
