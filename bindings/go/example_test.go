package netcoreaes_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

// A key and an IV for the examples; load yours from where you store secrets.
const (
	exampleKey = "0123456789abcdefghijklmnopqrstuv"
	exampleIV  = "0123456789abcdef"
)

func Example() {
	key, iv, err := netcoreaes.Keygen() // once: give both to the vendor, and store them as secrets
	if err != nil {
		panic(err)
	}
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, key, iv)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()

	text, err := cipher.Encrypt([]byte(`[{"activity_name": "form_submitted"}]`))
	if err != nil {
		panic(err)
	}
	plaintext, err := cipher.Decrypt(text)
	fmt.Println(len(text), string(plaintext), err)
	// Output: 64 [{"activity_name": "form_submitted"}] <nil>
}

func ExampleNew_errors() {
	_, err := netcoreaes.New(netcoreaes.CBCBase64, "too short", exampleIV)
	fmt.Println(errors.Is(err, netcoreaes.ErrKey))
	fmt.Println(err)
	// Output:
	// true
	// netcoreaes: the key has 9 bytes; it must have 32 characters, or 44 characters of base64 that hold 32 bytes
}

func ExampleCipher_AppendEncrypt() {
	cipher, err := netcoreaes.New(netcoreaes.CBCHex, exampleKey, exampleIV)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	buffer := make([]byte, 0, 4096) // reused, so that nothing is allocated
	for _, event := range []string{"one", "two"} {
		if buffer, err = cipher.AppendEncrypt(buffer[:0], []byte(event)); err != nil {
			panic(err)
		}
		fmt.Printf("%s\n", buffer)
	}
	// Output:
	// ee2979f28cf70a87e9405bc859c80782
	// c1d8d7d9701b05f2bf0c077a7994d96c
}

func ExampleCipher_EncryptBatch() {
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, exampleKey, exampleIV)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	texts, err := cipher.EncryptBatch([][]byte{[]byte("one"), []byte("two")})
	if err != nil {
		panic(err)
	}
	texts[1] = "AAAA"
	_, err = cipher.DecryptBatch(texts)
	var fault *netcoreaes.Error
	if errors.As(err, &fault) {
		fmt.Println(fault.Index, fault.Status == netcoreaes.ErrDecrypt)
	}
	// Output: 1 true
}

func ExampleCipher_EncryptAAD() {
	key, err := netcoreaes.GCMKeygen()
	if err != nil {
		panic(err)
	}
	cipher, err := netcoreaes.New(netcoreaes.GCMBase64, key, "")
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	text, err := cipher.EncryptAAD([]byte("event"), []byte("my-asset"))
	if err != nil {
		panic(err)
	}
	_, err = cipher.DecryptAAD(text, []byte("another"))
	fmt.Println(err)
	// Output: netcoreaes: the text cannot be decrypted; check that it is complete, and that the scheme, key, IV and associated data are those used to encrypt it
}

func ExampleCheckEvents() {
	problems, err := netcoreaes.CheckEvents([]byte(`[{"asset_id": "my-asset", "activity_name": "purchase",
		"timestamp": "2025-02-30T12:00:00Z", "identity": "9999911111", "activity_source": "web",
		"activity_params": {"items": []}}]`), "my-asset", time.Now())
	if err != nil {
		panic(err)
	}
	for _, problem := range problems {
		fmt.Println(problem.Event, problem.Severity, problem.Pointer, problem.Rule)
	}
	// Output:
	// 0 error /0/timestamp timestamp-calendar
	// 0 error /0/activity_params/items empty-array
}

func ExampleNewUploadRequest() {
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, exampleKey, exampleIV)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	text, err := cipher.Encrypt([]byte(`[{"asset_id": "my-asset"}]`))
	if err != nil {
		panic(err)
	}
	panel := netcoreaes.NewPanel(netcoreaes.RegionEU, "my-asset", "the-api-key")
	request, err := netcoreaes.NewUploadRequest(panel, cipher.Scheme(), text)
	if err != nil {
		panic(err)
	}
	fmt.Println(request)
	fmt.Println(request.Header().Get("x-eCode"))
	fmt.Println(request.Body())
	// Output:
	// netcoreaes.UploadRequest(POST https://apieu2.netcoresmartech.com/v1/activity/upload, AES_256_CBC_BASE64)
	// 11256
	// {"encryptedRequest":"zzYkvCXcAbPX4nBKHddnO0yQZKOxXroitjof9HHhSUo="}
}

func ExampleUploadRequestFromEvents() {
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, exampleKey, exampleIV)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "my-asset", "the-api-key")
	_, err = netcoreaes.UploadRequestFromEvents(panel, cipher, []byte(`[{"asset_id": "another", "activity_name": "purchase"}]`))
	var refused *netcoreaes.EventsError
	if errors.As(err, &refused) {
		fmt.Println(len(refused.Problems), "problems; the first:", refused.Problems[0].Pointer, refused.Problems[0].Rule)
	}
	// Output: 5 problems; the first: /0/asset_id asset-id
}

func ExampleUploadStream() {
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, exampleKey, exampleIV)
	if err != nil {
		panic(err)
	}
	defer cipher.Close()
	uploads, err := netcoreaes.NewUploadStream(cipher, "my-asset", netcoreaes.UploadOptions{MaxEvents: 500})
	if err != nil {
		panic(err)
	}
	defer uploads.Close()
	event := fmt.Sprintf(`{"asset_id": "my-asset", "activity_name": "purchase", "timestamp": %q, "identity": "1",`+
		` "activity_source": "web", "activity_params": {}}`, time.Now().UTC().Format(time.RFC3339))
	for upload, err := range uploads.ReadAll(strings.NewReader(event + "\n{}\n" + event)) { // or a file
		if err != nil {
			panic(err)
		}
		switch upload := upload.(type) {
		case *netcoreaes.UploadBody:
			fmt.Printf("%+v\n", upload.Events)
		case *netcoreaes.EventProblems:
			fmt.Println(upload.Index, upload.IsRefused, string(upload.Event), len(upload.Problems))
		}
	}
	// Output:
	// 1 true {} 6
	// {Count:2 First:0 Last:2}
}
