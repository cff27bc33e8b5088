package netcoreaes_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

var noTime time.Time

func goodEvents(assetID string) string {
	return fmt.Sprintf(`[{"asset_id": %q, "activity_name": "form_submitted", "timestamp": %q, "identity": "9999911111",`+
		` "activity_source": "web", "activity_params": {"day": "Tuesday"}}]`, assetID, time.Now().UTC().Format(time.RFC3339))
}

func TestCheckEvents(t *testing.T) {
	problems, err := netcoreaes.CheckEvents([]byte(goodEvents("a")), "a", time.Now())
	if err != nil || problems != nil {
		t.Error(problems, err)
	}
	problems = must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents([]byte(goodEvents("a")), "b", noTime))
	if len(problems) != 1 || problems[0].Severity != netcoreaes.SeverityError || problems[0].Pointer != "/0/asset_id" || problems[0].Event != 0 {
		t.Error(problems)
	}
	if got := problems[0].String(); !strings.HasPrefix(got, "/0/asset_id: ") {
		t.Error(got)
	}
	problems = must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents(nil, "", noTime))
	if len(problems) != 1 || problems[0].Event != -1 || !strings.HasPrefix(problems[0].String(), "the payload: ") {
		t.Error(problems)
	}
}

// What encoding/json writes of Go's empty values.
func TestEmptyValuesOfGo(t *testing.T) {
	type event struct {
		AssetID  string         `json:"asset_id"`
		Name     string         `json:"activity_name"`
		Time     time.Time      `json:"timestamp"`
		Identity int            `json:"identity"`
		Source   string         `json:"activity_source"`
		Params   map[string]any `json:"activity_params"`
	}
	with := func(params map[string]any) []event {
		return []event{{"a", "form_submitted", time.Now().UTC(), 1, "web", params}}
	}
	var items []string
	for name, c := range map[string]struct {
		payload any
		want    string
	}{
		"nil slice of events":   {[]event(nil), "the payload: found null; expected an array of objects, the events"},
		"empty slice of events": {[]event{}, "the payload: the array is empty; send 1 to 1000 events"},
		"nil event":             {[]*event{nil}, "/0: found null; expected an object, the event"},
		"nil map":               {with(nil), "/0/activity_params: found null; expected an object, the event's parameters ({} for none)"},
		"empty map":             {with(map[string]any{}), ""},
		"nil slice within":      {with(map[string]any{"items": items}), ""},
		"empty slice within": {with(map[string]any{"items": []string{}}), "/0/activity_params/items: empty array in activity_params: " +
			"the vendor drops such an event silently; leave the field out, or write {} for an empty object"},
	} {
		payload := must[[]byte](t)(json.Marshal(c.payload))
		problems := must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents(payload, "a", time.Now()))
		if got := strings.Trim(fmt.Sprint(problems), "[]"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// More problems than fit into the first buffer.
func TestManyProblems(t *testing.T) {
	payload := []byte("[" + strings.Repeat("{},", 999) + "{}]")
	problems := must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents(payload, "", noTime))
	if len(problems) < 5000 || problems[len(problems)-1].Pointer[:5] != "/999/" || problems[len(problems)-1].Event != 999 {
		t.Error(len(problems), problems[len(problems)-1])
	}
}

// A problem in JSON has the library's form, and null for no event.
func TestProblemsInJSON(t *testing.T) {
	problems := []netcoreaes.Problem{{Event: -1, Rule: "count"}, {Pointer: "/2/identity", Event: 2, Severity: "error", Message: "m"}}
	written := string(must[[]byte](t)(json.Marshal(problems)))
	if want := `[{"pointer":"","event":null,"rule":"count","severity":"","message":""},` +
		`{"pointer":"/2/identity","event":2,"rule":"","severity":"error","message":"m"}]`; written != want {
		t.Error(written)
	}
	var read []netcoreaes.Problem
	if err := json.Unmarshal([]byte(written), &read); err != nil || !slices.Equal(read, problems) {
		t.Error(read, err)
	}
	if err := json.Unmarshal([]byte(`[{"event":"1"}]`), &read); err == nil {
		t.Error("an event that is not a number")
	}
}

func TestTheClock(t *testing.T) {
	payload := []byte(goodEvents("a"))
	for _, c := range []struct {
		now  time.Time
		want int
	}{{noTime, 0}, {time.Now(), 0}, {time.Now().Add(48 * time.Hour), 1}, {time.Now().Add(-48 * time.Hour), 1},
		{time.Unix(0, 0), 1}, {time.Unix(-1, 0), 1}, {time.Unix(1<<40, 0), 1}} {
		problems := must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents(payload, "a", c.now))
		if len(problems) != c.want || c.want == 1 && problems[0].Severity != netcoreaes.SeverityWarning {
			t.Error(c.now, problems)
		}
	}
}

func TestRequestFromEvents(t *testing.T) {
	panel := netcoreaes.NewPanel(netcoreaes.RegionEU, "my-asset", "the-api-key")
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		payload := goodEvents("my-asset")
		request := must[*netcoreaes.UploadRequest](t)(netcoreaes.UploadRequestFromEvents(panel, c, []byte(payload)))
		text := strings.TrimSuffix(strings.TrimPrefix(request.Body(), `{"encryptedRequest":"`), `"}`)
		if back := must[[]byte](t)(c.Decrypt(text)); string(back) != payload {
			t.Errorf("%v: the body holds %q", scheme, back)
		}
		if request.Scheme() != scheme || request.URL() != "https://apieu2.netcoresmartech.com/v1/activity/upload" {
			t.Error(request)
		}
	}
}

func TestRequestFromBadEvents(t *testing.T) {
	c, panel := newCipher(t, netcoreaes.CBCBase64), netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k")
	bad := strings.Replace(goodEvents("b"), `{"day": "Tuesday"}`, `{"items": [], "x": 1}, "more": 1`, 1)
	request, err := netcoreaes.UploadRequestFromEvents(panel, c, []byte(bad))
	var e *netcoreaes.EventsError
	if request != nil || !errors.As(err, &e) || len(e.Problems) != 3 {
		t.Fatalf("%v, %v, %+v", request, err, e)
	}
	if !strings.HasPrefix(err.Error(), "netcoreaes: the events would not arrive: /0/") || !strings.HasSuffix(err.Error(), " (first of 2 errors)") {
		t.Error(err)
	}
	_, err = netcoreaes.UploadRequestFromEvents(netcoreaes.NewPanel(netcoreaes.RegionUS, "a", ""), c, []byte(goodEvents("a")))
	mustFail(t, err, netcoreaes.ErrAPIKey)
	_, err = netcoreaes.UploadRequestFromEvents(netcoreaes.NewPanel(netcoreaes.RegionUS, "\xff", ""), c, []byte(goodEvents("a")))
	mustFail(t, err, netcoreaes.ErrAssetID)
}

// Warnings do not prevent a request.
func TestRequestFromEventsWithWarnings(t *testing.T) {
	old := strings.Replace(goodEvents("a"), time.Now().UTC().Format("2006"), "2020", 1)
	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k")
	if _, err := netcoreaes.UploadRequestFromEvents(panel, newCipher(t, netcoreaes.CBCBase64), []byte(old)); err != nil {
		t.Error(err)
	}
}

// Around the sizes of the first buffers and 16 bits, and far beyond.
func TestLengthsOfRequests(t *testing.T) {
	for _, n := range []int{1, 63, 64, 65, 127, 128, 129, 65_535, 65_536, 65_537, 1 << 20} {
		id, key, text := strings.Repeat("i", n), strings.Repeat("k", n+1), strings.Repeat("AAAA", n)
		request := must[*netcoreaes.UploadRequest](t)(netcoreaes.NewUploadRequest(
			netcoreaes.NewPanel(netcoreaes.RegionUS, id, key), netcoreaes.CBCBase64, text))
		if header := request.Header(); header.Get("x-asset") != id || header.Get("Authorization") != "Bearer "+key {
			t.Errorf("%d characters of id and key are lost", n)
		}
		if request.Body() != `{"encryptedRequest":"`+text+`"}` {
			t.Errorf("%d characters of text are lost", 4*n)
		}
	}
}

// net/http sends the request, and sends it again after a redirect.
func TestHTTPRequest(t *testing.T) {
	panel := netcoreaes.NewPanel(netcoreaes.RegionUS, "a", "k")
	request := must[*netcoreaes.UploadRequest](t)(netcoreaes.NewUploadRequest(panel, netcoreaes.CBCBase64, "AAAA"))
	arrived := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != "POST" || string(body) != request.Body() || r.ContentLength != int64(len(body)) {
			t.Errorf("%s %q", r.Method, body)
		}
		for name, value := range request.HeaderFields() {
			if r.Header.Get(name) != value {
				t.Errorf("%s: %q", name, r.Header.Get(name))
			}
		}
		if arrived++; arrived == 1 {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		}
	}))
	defer server.Close()
	out := must[*http.Request](t)(request.HTTPRequest(context.Background()))
	if out.URL.String() != request.URL() {
		t.Error(out.URL)
	}
	out.URL.Scheme, out.URL.Host = "http", strings.TrimPrefix(server.URL, "http://")
	response := must[*http.Response](t)(http.DefaultClient.Do(out))
	_ = response.Body.Close()
	if arrived != 2 || response.StatusCode != 200 {
		t.Error(arrived, response.StatusCode)
	}
	var none context.Context
	if _, err := request.HTTPRequest(none); err == nil {
		t.Error("no error without a context")
	}
	other := request.Header()
	other.Set("x-eCode", "changed")
	if request.Header().Get("x-eCode") != "11256" {
		t.Error("a request was changed")
	}
	var first bytes.Buffer
	for name := range request.HeaderFields() {
		first.WriteString(name)
		break
	}
	if first.String() != "Content-Type" {
		t.Error(first.String())
	}
}
