package netcoreaes_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

type vector struct {
	ID, Op, Key, AAD, Plaintext, Text string
	Scheme                            netcoreaes.Scheme
	IV, Error                         *string
}

func TestVectors(t *testing.T) {
	for _, file := range []string{"11256.json", "11257.json", "11258.json", "golden.json"} {
		cases := readVectors[vector](t, file)
		ran := 0
		for _, v := range cases {
			t.Run(v.ID, func(t *testing.T) { runVector(t, v); ran++ })
		}
		if ran != len(cases) {
			t.Errorf("%s: %d of %d cases ran to their end", file, ran, len(cases))
		}
	}
}

func runVector(t *testing.T, v vector) {
	iv := ""
	if v.IV != nil {
		iv = *v.IV
	}
	c, err := netcoreaes.New(v.Scheme, v.Key, iv)
	fromBytes, errFromBytes := netcoreaes.NewFromBytes(v.Scheme, []byte(v.Key), []byte(iv))
	if (err == nil) != (errFromBytes == nil) {
		t.Fatalf("New gives %v, NewFromBytes %v", err, errFromBytes)
	}
	if v.Op == "new" {
		checkOutcome(t, v, err)
		checkOutcome(t, v, errFromBytes)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = c.Close(), fromBytes.Close() }()
	plaintext, aad := unhex(t, v.Plaintext), unhex(t, v.AAD)
	switch v.Op {
	case "roundtrip":
		if text := must[string](t)(c.Encrypt(plaintext)); text != v.Text {
			t.Errorf("encrypts to %q, want %q", text, v.Text)
		}
		if back := must[[]byte](t)(fromBytes.Decrypt(v.Text)); !bytes.Equal(back, plaintext) {
			t.Errorf("decrypts to %x, want %x", back, plaintext)
		}
	case "decrypt":
		back, err := c.DecryptAAD(v.Text, aad)
		checkOutcome(t, v, err)
		if err == nil {
			again := must[string](t)(c.EncryptAAD(plaintext, aad))
			if !bytes.Equal(back, plaintext) || !bytes.Equal(must[[]byte](t)(c.DecryptAAD(again, aad)), plaintext) {
				t.Errorf("decrypts to %x, want %x", back, plaintext)
			}
		} else if back != nil {
			t.Error("a plaintext with an error")
		}
	case "encrypt":
		text, err := c.EncryptAAD(plaintext, aad)
		checkOutcome(t, v, err)
		if text != "" {
			t.Error("a text with an error")
		}
	default:
		t.Fatal("unknown op ", v.Op)
	}
}

// checkOutcome checks that err is the error that the vector names, or nil.
func checkOutcome(t *testing.T, v vector, err error) {
	t.Helper()
	if v.Error == nil {
		if err != nil {
			t.Error(err)
		}
		return
	}
	mustFail(t, err, statuses[*v.Error])
}

func TestEventVectors(t *testing.T) {
	type events struct {
		ID, Payload string
		AssetID     string `json:"asset_id"`
		Now         *int64
		Problems    []netcoreaes.Problem
	}
	for _, v := range readVectors[events](t, "events.json") {
		var now time.Time
		if v.Now != nil {
			now = time.Unix(*v.Now, 0)
		}
		problems, err := netcoreaes.CheckEvents([]byte(v.Payload), v.AssetID, now)
		if err != nil {
			t.Errorf("%s: %v", v.ID, err)
		}
		for i := range problems {
			if problems[i].Message == "" {
				t.Errorf("%s: no message", v.ID)
			}
			problems[i].Message = ""
		}
		if !slices.Equal(problems, v.Problems) {
			t.Errorf("%s: got %+v, want %+v", v.ID, problems, v.Problems)
		}
	}
}

type requestVector struct {
	ID, Region, Text, URL, Body string
	Scheme                      netcoreaes.Scheme
	RegionCode                  netcoreaes.Region `json:"region_code"`
	AssetID                     string            `json:"asset_id"`
	APIKey                      string            `json:"api_key"`
	Headers                     [][2]string
	Error                       *string
}

func TestRequestVectors(t *testing.T) {
	for _, v := range readVectors[requestVector](t, "requests.json") {
		t.Run(v.ID, func(t *testing.T) {
			panel := netcoreaes.NewPanel(v.RegionCode, v.AssetID, v.APIKey)
			request, err := netcoreaes.NewUploadRequest(panel, v.Scheme, v.Text)
			if v.Error != nil {
				mustFail(t, err, statuses[*v.Error])
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkRequest(t, v, request)
		})
	}
}

func checkRequest(t *testing.T, v requestVector, request *netcoreaes.UploadRequest) {
	t.Helper()
	if request.Method() != "POST" || request.URL() != v.URL || request.Body() != v.Body || request.Scheme() != v.Scheme {
		t.Errorf("got %s %s %s", request.Method(), request.URL(), request.Body())
	}
	if v.RegionCode.String() != v.Region {
		t.Errorf("region %d is %s, want %s", v.RegionCode, v.RegionCode, v.Region)
	}
	var fields [][2]string
	for name, value := range request.HeaderFields() {
		fields = append(fields, [2]string{name, value})
	}
	if !slices.Equal(fields, v.Headers) {
		t.Errorf("got headers %q", fields)
	}
	header := request.Header()
	if len(header) != len(v.Headers) {
		t.Errorf("got %d headers", len(header))
	}
	for _, field := range v.Headers {
		if header.Get(field[0]) != field[1] {
			t.Errorf("header %s is %q", field[0], header.Get(field[0]))
		}
	}
}
