// Command conformance runs every shared vector and prints the outcome, in the format of ../README.md.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// The errors of the package, by number.
var statuses = []struct {
	status netcoreaes.Status
	name   string
}{
	{netcoreaes.ErrNull, "NULL"}, {netcoreaes.ErrScheme, "SCHEME"}, {netcoreaes.ErrKey, "KEY"}, {netcoreaes.ErrIV, "IV"},
	{netcoreaes.ErrBufferTooSmall, "BUFFER_TOO_SMALL"}, {netcoreaes.ErrTooLarge, "TOO_LARGE"},
	{netcoreaes.ErrOverlap, "OVERLAP"}, {netcoreaes.ErrEncoding, "ENCODING"}, {netcoreaes.ErrDecrypt, "DECRYPT"},
	{netcoreaes.ErrRandom, "RANDOM"}, {netcoreaes.ErrMemory, "MEMORY"}, {netcoreaes.ErrLimit, "LIMIT"},
	{netcoreaes.ErrOffsets, "OFFSETS"}, {netcoreaes.ErrEventStream, "EVENT_STREAM"},
	{netcoreaes.ErrAssetID, "ASSET_ID"}, {netcoreaes.ErrAPIKey, "API_KEY"}, {netcoreaes.ErrRegion, "REGION"}, {netcoreaes.ErrPanic, "PANIC"},
}

var schemes = []netcoreaes.Scheme{netcoreaes.CBCBase64, netcoreaes.CBCHex, netcoreaes.GCMBase64}

// clock is the time for a case whose time is null.
const clock = 1756209943

type vector struct {
	ID, Op, Key, AAD, Plaintext, Text string
	Scheme                            netcoreaes.Scheme
	IV                                *string
}

type eventsCase struct {
	ID, Payload string
	AssetID     string `json:"asset_id"`
	Now         *int64
}

type requestCase struct {
	ID, Text string
	Region   netcoreaes.Region `json:"region_code"`
	Scheme   netcoreaes.Scheme
	AssetID  string `json:"asset_id"`
	APIKey   string `json:"api_key"`
}

var (
	folder string
	lines  int
	out    = bufio.NewWriter(os.Stdout)
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: conformance VECTORS_DIR")
		os.Exit(2)
	}
	folder = os.Args[1]
	printNames()
	for _, file := range []string{"11256.json", "11257.json", "11258.json", "golden.json"} {
		for _, v := range read[vector](file) {
			result("case", file, v.ID, outcome(v))
		}
	}
	printBatches()
	printEvents()
	printRequests()
	line("end", lines)
	if err := out.Flush(); err != nil {
		panic(err)
	}
}

func printNames() {
	line("version", netcoreaes.LibraryVersion())
	line("abi", netcoreaes.ABIVersion())
	for _, scheme := range schemes {
		line("scheme", uint32(scheme), strings.TrimPrefix(scheme.String(), "AES_256_"))
	}
	for _, s := range statuses {
		line("status", int32(s.status), s.name)
	}
}

func outcome(v vector) string {
	iv := ""
	if v.IV != nil {
		iv = *v.IV
	}
	cipher, err := netcoreaes.New(v.Scheme, v.Key, iv)
	if err != nil {
		var e *netcoreaes.Error
		errors.As(err, &e)
		return fields(failure(err), hexOf(e.Message))
	}
	defer cipher.Close()
	plaintext, aad := must(hex.DecodeString(v.Plaintext)), must(hex.DecodeString(v.AAD))
	switch v.Op {
	case "new":
		return fields("ok", uint32(cipher.Scheme()), cipher.KeyForm())
	case "roundtrip":
		text := must(cipher.Encrypt(plaintext))
		return fields("ok", text, hexOf(string(must(cipher.Decrypt(text)))))
	case "decrypt":
		back, err := cipher.DecryptAAD(v.Text, aad)
		if err != nil {
			return failure(err)
		}
		again := must(cipher.EncryptAAD(back, aad))
		return fields("ok", hexOf(string(back)), len(again), hexOf(string(must(cipher.DecryptAAD(again, aad)))))
	case "encrypt":
		text, err := cipher.EncryptAAD(plaintext, aad)
		if err != nil {
			return failure(err)
		}
		return fields("ok", text)
	}
	panic("unknown op " + v.Op)
}

func printBatches() {
	golden := read[vector]("golden.json")[0]
	var payloads [][]byte
	for _, c := range read[eventsCase]("events.json") {
		payloads = append(payloads, []byte(c.Payload))
	}
	for i, bad := range []string{"AAAA", "00"} {
		scheme := schemes[i]
		cipher := must(netcoreaes.New(scheme, golden.Key, *golden.IV))
		texts := must(cipher.EncryptBatch(payloads))
		var back []string
		for _, plaintext := range must(cipher.DecryptBatch(texts)) {
			back = append(back, hexOf(string(plaintext)))
		}
		result("batch", uint32(scheme), fields("ok", len(texts), strings.Join(texts, ","), strings.Join(back, ",")))
		texts[2] = bad
		_, err := cipher.DecryptBatch(texts)
		var e *netcoreaes.Error
		errors.As(err, &e)
		result("batch", uint32(scheme), fields(failure(err), e.Index))
		_ = cipher.Close()
	}
}

func printEvents() {
	for _, c := range read[eventsCase]("events.json") {
		now := int64(clock)
		if c.Now != nil {
			now = *c.Now
		}
		problems, err := netcoreaes.CheckEvents([]byte(c.Payload), c.AssetID, time.Unix(now, 0))
		if err != nil {
			result("events", c.ID, failure(err))
			continue
		}
		wrong := 0
		list := ""
		for _, p := range problems {
			if p.Severity == netcoreaes.SeverityError {
				wrong++
			}
			list += "\t" + fields(hexOf(p.Pointer), p.Rule, p.Severity, hexOf(p.Message))
		}
		result("events", c.ID, fields("ok", wrong, len(problems)-wrong)+list)
	}
}

func printRequests() {
	for _, c := range read[requestCase]("requests.json") {
		request, err := netcoreaes.NewUploadRequest(netcoreaes.NewPanel(c.Region, c.AssetID, c.APIKey), c.Scheme, c.Text)
		if err != nil {
			result("request", c.ID, failure(err))
			continue
		}
		headers := ""
		for name, value := range request.HeaderFields() {
			headers += "\t" + fields(name, hexOf(value))
		}
		result("request", c.ID, fields("ok", request.URL())+headers, hexOf(request.Body()))
	}
}

func failure(err error) string {
	for _, s := range statuses {
		if errors.Is(err, s.status) {
			return fields("error", s.name, int32(s.status))
		}
	}
	panic(err)
}

func read[T any](name string) []T {
	var file struct {
		Count int
		Cases []T
	}
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(folder, name))), &file); err != nil {
		panic(err)
	}
	if len(file.Cases) != file.Count {
		panic(name + " does not have as many cases as its count says")
	}
	return file.Cases
}

func hexOf(s string) string {
	if s == "" {
		return "-"
	}
	return hex.EncodeToString([]byte(s))
}

func fields(values ...any) string {
	parts := make([]string, len(values))
	for i, value := range values {
		parts[i] = fmt.Sprint(value)
	}
	return strings.Join(parts, "\t")
}

func line(values ...any) { fmt.Fprintln(out, fields(values...)) }

func result(values ...any) {
	lines++
	line(values...)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
