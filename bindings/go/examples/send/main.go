// Command send checks an event, encrypts it and posts it to Netcore CE; with the name of a file, it does so with the events in the
// file: a JSON array, or one event per line.
//
// It reads NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY from the environment, and posts to NETCORE_AES_ENDPOINT if that is
// set, to the sandbox for example. The exit status is 0 if the event was accepted, 75 if a retry may help, and 1 otherwise.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

type event struct {
	AssetID        string         `json:"asset_id"`
	ActivityName   string         `json:"activity_name"`
	Timestamp      time.Time      `json:"timestamp"`
	Identity       string         `json:"identity"`
	ActivitySource string         `json:"activity_source"`
	ActivityParams map[string]any `json:"activity_params"`
}

var errRetry = errors.New("a retry may help")

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "not sent:", err)
		if errors.Is(err, errRetry) {
			os.Exit(75)
		}
		os.Exit(1)
	}
}

func run() error {
	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, os.Getenv("NETCORE_AES_KEY"), os.Getenv("NETCORE_AES_IV"))
	if err != nil {
		return err
	}
	defer cipher.Close()

	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "my-asset", os.Getenv("NETCORE_API_KEY"))
	if len(os.Args) > 1 {
		return sendFile(panel, cipher, os.Args[1])
	}
	payload, err := json.Marshal([]event{{
		AssetID:        panel.AssetID(),
		ActivityName:   "form_submitted",
		Timestamp:      time.Now().UTC().Truncate(time.Second),
		Identity:       "9999911111",
		ActivitySource: "web",
		ActivityParams: map[string]any{"user_name": "Mahesh", "day": "Tuesday"},
	}})
	if err != nil {
		return err
	}
	upload, err := netcoreaes.UploadRequestFromEvents(panel, cipher, payload)
	if err != nil {
		return err
	}
	return post(upload)
}

// sendFile posts the events in a file. Those that the vendor would refuse go to the standard error.
func sendFile(panel netcoreaes.Panel, cipher *netcoreaes.Cipher, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	uploads, err := netcoreaes.NewUploadStream(cipher, panel.AssetID(), netcoreaes.UploadOptions{})
	if err != nil {
		return err
	}
	defer uploads.Close()
	for upload, err := range uploads.ReadAll(file) {
		if err != nil {
			return err
		}
		switch upload := upload.(type) {
		case *netcoreaes.EventProblems:
			fmt.Fprintln(os.Stderr, "refused:", upload.IsRefused, upload.Problems)
		case *netcoreaes.UploadBody:
			request, err := upload.Request(panel)
			if err != nil {
				return err
			}
			if err := post(request); err != nil {
				return fmt.Errorf("events %d to %d: %w", upload.Events.First, upload.Events.Last, err)
			}
		}
	}
	return nil
}

func post(upload *netcoreaes.UploadRequest) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request, err := upload.HTTPRequest(ctx)
	if err != nil {
		return err
	}
	endpoint, err := url.Parse(cmp.Or(os.Getenv("NETCORE_AES_ENDPOINT"), upload.URL()))
	if err != nil {
		return err
	}
	request.URL, request.Host = endpoint, endpoint.Host

	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", errRetry, err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // so that the connection is reused

	switch status := response.StatusCode; {
	case status >= 200 && status < 300:
		fmt.Println("accepted:", response.Status)
		return nil
	case status == 408, status == 425, status == 429, status >= 500:
		return fmt.Errorf("%w: %s", errRetry, response.Status)
	default:
		return fmt.Errorf("refused: %s", response.Status)
	}
}
