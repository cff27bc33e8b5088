package netcoreaes

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Region is the region that stores a panel's data; it decides the host to post events to.
type Region uint32

// The regions.
const (
	// RegionUS is the United States: api2.netcoresmartech.com, as in the vendor's guide.
	RegionUS Region = 0
	// RegionIndia is India: apiin2.netcoresmartech.com.
	RegionIndia Region = 1
	// RegionEU is the European Union: apieu2.netcoresmartech.com.
	RegionEU Region = 2
)

// String returns "us", "in" or "eu".
func (r Region) String() string {
	switch r {
	case RegionUS:
		return "us"
	case RegionIndia:
		return "in"
	case RegionEU:
		return "eu"
	}
	return "Region(" + strconv.FormatUint(uint64(r), 10) + ")"
}

// Panel holds the settings of a panel of the vendor. Printed or written as JSON, it hides the API key, wherever it is nested. It
// is immutable, and any number of goroutines may use it at once.
type Panel struct {
	region  Region
	assetID string
	apiKey  func() string // a function, since printers cannot look into one
}

// NewPanel creates a panel. region is the panel's region; assetID is the panel's asset id, the same as in the events; apiKey is
// the panel's API key, a secret. Both must be printable ASCII without spaces, which the first request checks.
func NewPanel(region Region, assetID, apiKey string) Panel {
	return Panel{region: region, assetID: assetID, apiKey: func() string { return apiKey }}
}

// Region returns the region.
func (p Panel) Region() Region { return p.region }

// AssetID returns the asset id.
func (p Panel) AssetID() string { return p.assetID }

// String returns the panel without its API key.
func (p Panel) String() string {
	return fmt.Sprintf("netcoreaes.Panel(%s, asset id %q)", p.region, p.assetID)
}

// Format writes String, whatever the verb.
func (p Panel) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(p.String())) }

// MarshalText returns String: logs and JSON show that, and no API key.
func (p Panel) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UploadRequest is a request that uploads one encrypted payload, for any HTTP client. This package sends nothing.
//
// It is immutable, and any number of goroutines may use it at once. Printed or written as JSON, it shows neither the API key nor
// the body.
type UploadRequest struct {
	scheme Scheme
	url    string
	secret func() secret // a function, since printers cannot look into one
}

type secret struct{ headers, body string }

// NewUploadRequest builds a request. text is the encrypted payload, as a cipher of the scheme returned it.
//
// It fails with [ErrRegion], [ErrScheme], [ErrAssetID], [ErrAPIKey], or [ErrEncoding] if text is not in the scheme's encoding,
// such as a payload that was not encrypted; checked in this order. Also with [ErrMemory] and [ErrTooLarge].
func NewUploadRequest(panel Panel, scheme Scheme, text string) (*UploadRequest, error) {
	return newUploadRequest(panel, scheme, bodyOf(scheme, bytesOf(text)))
}

// UploadRequestFromEvents checks events, encrypts them and builds the request.
//
// payload is JSON, an array of 1 to 1000 events, which is sent unchanged. Timestamps are compared with the system's clock.
//
// It fails with an [*EventsError] if [CheckEvents] finds an error; then nothing is encrypted. Otherwise it fails as
// [NewUploadRequest] and [Cipher.Encrypt] do.
func UploadRequestFromEvents(panel Panel, cipher *Cipher, payload []byte) (*UploadRequest, error) {
	problems, err := CheckEvents(payload, panel.assetID, time.Now())
	if err != nil {
		return nil, err
	}
	for _, problem := range problems {
		if problem.Severity == SeverityError {
			return nil, &EventsError{problems}
		}
	}
	text, err := cipher.AppendEncrypt(nil, payload)
	if err != nil {
		return nil, err
	}
	return newUploadRequest(panel, cipher.Scheme(), bodyOf(cipher.Scheme(), text))
}

// bodyOf puts the body of a text together, once it is called.
func bodyOf(scheme Scheme, text []byte) func() (string, Status) {
	return func() (string, Status) {
		body, status := appendTo(nil, len(text)+23, func(out []byte) (int, Status) { return requestBodyTo(scheme, text, out) })
		return stringOf(body), status
	}
}

// newUploadRequest builds a request; the body comes last, in the order of checks.
func newUploadRequest(panel Panel, scheme Scheme, makeBody func() (string, Status)) (*UploadRequest, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	url, status := appendTo(nil, 64, func(out []byte) (int, Status) { return requestURLTo(panel.region, out) })
	if status != statusOK {
		return nil, panel.failure(status, scheme)
	}
	apiKey := ""
	if panel.apiKey != nil {
		apiKey = panel.apiKey()
	}
	headers, status := appendTo(nil, 128+len(panel.assetID)+len(apiKey), func(out []byte) (int, Status) {
		return requestHeadersTo(scheme, bytesOf(panel.assetID), bytesOf(apiKey), out)
	})
	if status != statusOK {
		return nil, panel.failure(status, scheme)
	}
	body, status := makeBody()
	if status != statusOK {
		return nil, panel.failure(status, scheme)
	}
	contents := secret{headers: stringOf(headers), body: body}
	return &UploadRequest{scheme: scheme, url: stringOf(url), secret: func() secret { return contents }}, nil
}

// failure returns the error for the arguments of a request.
func (p Panel) failure(status Status, scheme Scheme) error {
	switch status {
	case ErrRegion:
		return &Error{Status: status, Index: -1,
			Message: fmt.Sprintf("region %d is unknown; use RegionUS, RegionIndia or RegionEU", p.region)}
	case ErrScheme:
		return argumentError(status, scheme, nil, nil)
	}
	return statusError(status)
}

// Method returns "POST".
func (r *UploadRequest) Method() string { return http.MethodPost }

// URL returns the URL to post to.
func (r *UploadRequest) URL() string { return r.url }

// Scheme returns the scheme that the payload was encrypted under.
func (r *UploadRequest) Scheme() Scheme { return r.scheme }

// Body returns the body: {"encryptedRequest":"..."}.
func (r *UploadRequest) Body() string { return r.secret().body }

// Header returns the headers, in a new map each time. Authorization contains the API key: keep it out of logs.
//
// Names are in net/http's canonical form, as [http.Header.Get] expects; HTTP ignores case.
func (r *UploadRequest) Header() http.Header {
	header := make(http.Header, 4)
	for name, value := range r.HeaderFields() {
		header.Set(name, value)
	}
	return header
}

// HeaderFields yields the name and value of each header, in the order and spelling of the vendor's guide, for clients other than
// net/http. Authorization contains the API key: keep it out of logs.
func (r *UploadRequest) HeaderFields() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for line := range strings.SplitSeq(strings.TrimSuffix(r.secret().headers, "\r\n"), "\r\n") {
			name, value, _ := strings.Cut(line, ": ")
			if !yield(name, value) {
				return
			}
		}
	}
}

// HTTPRequest returns the request for net/http, a new one each time. Its GetBody is set, so that it can be sent again.
//
// It fails if ctx is nil.
func (r *UploadRequest) HTTPRequest(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method(), r.url, strings.NewReader(r.Body()))
	if err != nil {
		return nil, err
	}
	request.Header = r.Header()
	return request, nil
}

// String returns the method, the URL and the scheme.
func (r *UploadRequest) String() string {
	return fmt.Sprintf("netcoreaes.UploadRequest(POST %s, %s)", r.url, r.scheme)
}

// Format writes String, whatever the verb.
func (r *UploadRequest) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// MarshalText returns String: logs and JSON show that, and neither API key nor body.
func (r *UploadRequest) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
