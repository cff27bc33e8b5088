// Command growth: see ../README.md.
package main

// #include "../../growth/meter.h"
// #include "../watch.h"
import "C"

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

const (
	key = "0123456789abcdefghijklmnopqrstuv"
	iv  = "0123456789abcdef"
)

var (
	events = []byte(`[{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",` +
		` "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}]`)
	panel    = netcoreaes.NewPanel(netcoreaes.RegionUS, "my-asset", "key")
	badText  = strings.Repeat("0", 32)
	messages [][]byte
	kept     []*netcoreaes.Cipher
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func refused[T any](_ T, err error) {
	var problem *netcoreaes.Error
	if !errors.As(err, &problem) {
		log.Fatal("it was not refused: ", err)
	}
}

func newCipher(scheme netcoreaes.Scheme) *netcoreaes.Cipher {
	if scheme == netcoreaes.GCMBase64 {
		return must(netcoreaes.New(scheme, key, ""))
	}
	return must(netcoreaes.New(scheme, key, iv))
}

func step(cipher *netcoreaes.Cipher) *netcoreaes.Cipher {
	var aad []byte
	if cipher.Scheme() == netcoreaes.GCMBase64 {
		aad = []byte("data")
	}
	for _, message := range messages {
		text := must(cipher.EncryptAAD(message, aad))
		if string(must(cipher.DecryptAAD(text, aad))) != string(message) {
			log.Fatal("another message")
		}
	}
	back := must(cipher.DecryptBatch(must(cipher.EncryptBatch(messages))))
	if !slices.EqualFunc(back, messages, slices.Equal) {
		log.Fatal("another batch")
	}
	refused(cipher.Decrypt(badText))
	refused(cipher.DecryptBatch([]string{must(cipher.Encrypt([]byte("event"))), badText}))
	refused(netcoreaes.New(cipher.Scheme(), "short", ""))
	must(netcoreaes.UploadRequestFromEvents(panel, cipher, events))
	uploads, bodies := must(netcoreaes.NewUploadStream(cipher, "my-asset", netcoreaes.UploadOptions{})), 0
	for upload, err := range uploads.ReadAll(bytes.NewReader(events)) {
		if _, isBody := must(upload, err).(*netcoreaes.UploadBody); isBody {
			bodies++
		}
	}
	if bodies != 1 {
		log.Fatal("no body of the stream")
	}
	_ = uploads.Close()
	_ = newCipher(cipher.Scheme()).Close()
	return newCipher(cipher.Scheme())
}

// read prints the memory in use, after the cleanups of dropped ciphers have run.
func read() {
	before := ^C.size_t(0)
	for same := 0; same < 3; {
		debug.FreeOSMemory()
		time.Sleep(20 * time.Millisecond)
		now := C.meter_malloc()
		if now == before {
			same++
		} else {
			before, same = now, 0
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println("reading", uint64(C.meter_library()), uint64(before), uint64(C.meter_resident()), stats.HeapAlloc)
}

func main() {
	part := must(strconv.Atoi(os.Args[1])) / 10
	leak := slices.Contains(os.Args[2:], "leak")
	for number := range 100 {
		messages = append(messages, fmt.Appendf(nil, "event %d", number))
	}
	ciphers := []*netcoreaes.Cipher{
		newCipher(netcoreaes.CBCBase64), newCipher(netcoreaes.CBCHex), newCipher(netcoreaes.GCMBase64),
	}
	for range 20 {
		for number := range part {
			for _, cipher := range ciphers {
				made := step(cipher)
				if leak && number%3 == 0 && cipher == ciphers[0] {
					kept = append(kept, made)
				}
			}
		}
		read()
	}
	runtime.KeepAlive(kept)
}
