package netcoreaes_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	netcoreaes "github.com/netcore-aes/netcore-aes/bindings/go"
)

const goodEvent = `{"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,"activity_source":"web","activity_params":{}}`

// The time of the good event.
func eventTime() time.Time { return time.Unix(1_756_209_943, 0) }

// outcome is what came out of a stream. An event that came in parts is put together.
type outcome struct {
	Bodies   []body
	Problems []netcoreaes.EventProblems
	Offset   int64 // of the fault that ended the stream; -1 without one
}

type body struct {
	Payload string // decrypted, since under GCM no text is like another
	Events  netcoreaes.UploadEvents
}

func newStream(t testing.TB, cipher *netcoreaes.Cipher, options netcoreaes.UploadOptions) *netcoreaes.UploadStream {
	t.Helper()
	if options.Now == nil {
		options.Now = eventTime
	}
	s := must[*netcoreaes.UploadStream](t)(netcoreaes.NewUploadStream(cipher, "a", options))
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// take adds what a sequence yields, at most `most` of it, and returns the number and the error.
func (o *outcome) take(t testing.TB, cipher *netcoreaes.Cipher, uploads iter.Seq2[netcoreaes.Upload, error], most int) (int, error) {
	t.Helper()
	n := 0
	for upload, err := range uploads {
		if err != nil {
			return n, err
		}
		switch upload := upload.(type) {
		case *netcoreaes.UploadBody:
			text := strings.TrimSuffix(strings.TrimPrefix(upload.Body, `{"encryptedRequest":"`), `"}`)
			payload := must[[]byte](t)(cipher.Decrypt(text))
			request := must[*netcoreaes.UploadRequest](t)(
				netcoreaes.NewUploadRequest(netcoreaes.NewPanel(0, "a", "k"), cipher.Scheme(), text))
			if request.Body() != upload.Body {
				t.Errorf("a body is %.40q…", upload.Body)
			}
			o.Bodies = append(o.Bodies, body{string(payload), upload.Events})
		case *netcoreaes.EventProblems:
			last := len(o.Problems) - 1
			if last >= 0 && !o.Problems[last].IsLast {
				before := &o.Problems[last]
				if before.Index != upload.Index || !slices.Equal(before.Problems, upload.Problems) {
					t.Errorf("%+v does not follow %+v", upload, before)
				}
				before.Event, before.IsLast = append(before.Event, upload.Event...), upload.IsLast
			} else {
				o.Problems = append(o.Problems, *upload)
			}
		}
		if n++; n == most {
			break
		}
	}
	return n, nil
}

// byStream takes a stream in pieces. With `most`, each loop ends after as many uploads, and another goes on.
func byStream(t testing.TB, cipher *netcoreaes.Cipher, stream []byte, piece, most int, options netcoreaes.UploadOptions) outcome {
	t.Helper()
	o, s := outcome{Offset: -1}, newStream(t, cipher, options)
	var fault *netcoreaes.EventStreamError
	whole := func(uploads iter.Seq2[netcoreaes.Upload, error]) bool {
		n, err := o.take(t, cipher, uploads, most)
		for n > 0 && n == most && err == nil {
			n, err = o.take(t, cipher, s.Push(nil), most)
		}
		if errors.As(err, &fault) {
			o.Offset = fault.Offset
		} else if err != nil {
			t.Fatal(err)
		}
		return err == nil
	}
	for piece := range slices.Chunk(stream, piece) {
		if !whole(s.Push(piece)) {
			_, err := o.take(t, cipher, s.Push([]byte("{}")), -1)
			mustFail(t, err, netcoreaes.ErrEventStream) // again
			return o
		}
	}
	whole(s.Finish())
	return o
}

// problemsOf returns the problems of an event by CheckEvents, in an array of its own or, where it is not JSON, alone.
func problemsOf(t testing.TB, event string, index int) []netcoreaes.Problem {
	t.Helper()
	check := func(payload string) []netcoreaes.Problem {
		return must[[]netcoreaes.Problem](t)(netcoreaes.CheckEvents([]byte(payload), "a", eventTime()))
	}
	problems, within := check(event), ""
	isJSON := !slices.ContainsFunc(problems, func(p netcoreaes.Problem) bool { return p.Rule == "json" })
	if isJSON {
		problems, within = check("["+event+"]"), "/0"
	} else {
		problems = slices.DeleteFunc(problems, func(p netcoreaes.Problem) bool { return p.Rule != "json" && event[0] != '{' || p.Rule == "lone" })
	}
	for i := range problems {
		problems[i].Pointer = fmt.Sprintf("/%d%s", index, strings.TrimPrefix(problems[i].Pointer, within))
		problems[i].Event = index
	}
	return problems
}

// stepByStep checks each event, puts events together and encrypts them, one after the other. An event that is longer than `longest`
// has the problem tooLong.
func stepByStep(t testing.TB, events []string, most, longestPayload, longest int) outcome {
	t.Helper()
	o := outcome{Offset: -1}
	var payload []string
	var in netcoreaes.UploadEvents
	closePayload := func() {
		if len(payload) > 0 {
			in.Count = len(payload)
			o.Bodies = append(o.Bodies, body{"[" + strings.Join(payload, ",") + "]", in})
			payload = nil
		}
	}
	for i, event := range events {
		problems := problemsOf(t, event, i)
		if len(event) > longest {
			problems = []netcoreaes.Problem{{Pointer: fmt.Sprintf("/%d", i), Event: i, Rule: "too-long", Severity: netcoreaes.SeverityError}}
		}
		isRefused := slices.ContainsFunc(problems, func(p netcoreaes.Problem) bool { return p.Severity == netcoreaes.SeverityError })
		if len(problems) > 0 {
			o.Problems = append(o.Problems, netcoreaes.EventProblems{Index: i, Event: []byte(event), Problems: problems, IsRefused: isRefused, IsLast: true})
		}
		if isRefused {
			continue
		}
		if len(payload) == most || len("["+strings.Join(append(payload, event), ",")+"]") > longestPayload {
			closePayload()
		}
		if len(payload) == 0 {
			in.First = i
		}
		in.Last = i
		payload = append(payload, event)
	}
	closePayload()
	return o
}

// same compares outcomes; an event that is too long has the message of the library.
func same(t testing.TB, got, want outcome) bool {
	t.Helper()
	for i := range min(len(got.Problems), len(want.Problems)) {
		if p := want.Problems[i].Problems; p[0].Rule == "too-long" && len(got.Problems[i].Problems) > 0 {
			if p[0].Message = got.Problems[i].Problems[0].Message; !strings.Contains(p[0].Message, "bytes") {
				t.Error(p[0])
			}
		}
	}
	return reflect.DeepEqual(got, want)
}

func TestUploadStreamGivesWhatTheStepsGive(t *testing.T) {
	long := strings.Replace(goodEvent, "{}", `{"x":"`+strings.Repeat("y", 300)+`"}`, 1)
	warned := strings.Replace(goodEvent, "2025", "2024", 1)
	lines := slices.Concat([]string{goodEvent, long, "{}", warned, "nonsense", `{"a":`, `{"asset_id":"a","asset_id":"b"}`, "7"},
		slices.Repeat([]string{goodEvent, warned}, 40))
	array := slices.Concat([]string{goodEvent, "7", long, `[{}]`, warned, `"x"`}, slices.Repeat([]string{goodEvent}, 37))
	limits := []netcoreaes.UploadOptions{{}, {MaxEvents: 2, MaxEventBytes: 200}, {MaxEvents: 5000, MaxPayloadBytes: 500}, {MaxEvents: 1, MaxPayloadBytes: -1}}
	for _, scheme := range schemes {
		c := newCipher(t, scheme)
		for _, options := range limits {
			most, payload, event := min(max(options.MaxEvents, 0), 1000), max(options.MaxPayloadBytes, 0), options.MaxEventBytes
			for limit, unset := range map[*int]int{&most: 1000, &payload: 2 << 20, &event: 1 << 20} {
				if *limit == 0 {
					*limit = unset
				}
			}
			cases := map[string][]string{strings.Join(lines, "\n"): lines, "[" + strings.Join(array, ",\n ") + "]": array, goodEvent: {goodEvent}, "": nil, " [ ] ": nil}
			for stream, events := range cases {
				want := stepByStep(t, events, most, payload, event)
				for _, piece := range []int{1, 7, 64, 1 << 20} {
					for _, each := range []int{-1, 1, 3} {
						if got := byStream(t, c, []byte(stream), piece, each, options); !same(t, got, want) {
							t.Fatalf("%v, %+v, pieces of %d, loops of %d: %.60q\ngot  %+v\nwant %+v", scheme, options, piece, each, stream, got, want)
						}
					}
				}
			}
		}
	}
}

// What is before the fault comes out, and then its place.
func TestUploadStreamFaults(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	three := strings.Repeat(goodEvent+",", 3)
	for stream, at := range map[string]int{
		"[" + three + "]":                         3*len(goodEvent) + 4 - 1 + 1,
		"[" + three + goodEvent:                   4*len(goodEvent) + 4,
		"[" + three + goodEvent + "}":             4*len(goodEvent) + 4,
		"[" + three + goodEvent[:40]:              3*len(goodEvent) + 4 + 40,
		"[" + three + goodEvent + "]" + goodEvent: 4*len(goodEvent) + 5,
	} {
		for _, piece := range []int{1, 50, 1 << 20} {
			got := byStream(t, c, []byte(stream), piece, -1, netcoreaes.UploadOptions{})
			count := 4
			if got.Offset < int64(4*len(goodEvent)) {
				count = 3
			}
			if got.Offset != int64(at) || len(got.Bodies) != 1 || got.Bodies[0].Events != (netcoreaes.UploadEvents{Count: count, Last: count - 1}) {
				t.Errorf("%q in pieces of %d: a fault at %d, not %d; %+v", stream[len(three):], piece, got.Offset, at, got.Bodies)
			}
		}
	}
	s := newStream(t, c, netcoreaes.UploadOptions{})
	_, err := new(outcome).take(t, c, s.Push([]byte("[,")), -1)
	if e := mustFail(t, err, netcoreaes.ErrEventStream); e.Index != -1 || err.Error() != "netcoreaes: "+e.Message ||
		!strings.HasPrefix(e.Message, "at byte 1 of the stream: ") {
		t.Error(err)
	}
}

func TestUploadStreamReads(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCHex)
	stream := strings.Repeat(goodEvent+"\n", 50) + "{}"
	want := byStream(t, c, []byte(stream), 1<<20, -1, netcoreaes.UploadOptions{MaxEvents: 2})
	for name, r := range map[string]io.Reader{
		"strings": strings.NewReader(stream), "bytes": iotest.OneByteReader(strings.NewReader(stream)),
		"halves": iotest.HalfReader(strings.NewReader(stream)), "the end with data": iotest.DataErrReader(strings.NewReader(stream)),
	} {
		o, s := outcome{Offset: -1}, newStream(t, c, netcoreaes.UploadOptions{MaxEvents: 2})
		if _, err := o.take(t, c, s.ReadAll(r), -1); err != nil || !reflect.DeepEqual(o, want) {
			t.Errorf("%s: %v, %+v", name, err, o)
		}
		_, err := o.take(t, c, s.Push([]byte("{}")), -1)
		mustFail(t, err, netcoreaes.ErrEventStream) // it has ended
	}

	// An error of the reader, a break, and an error that wraps EOF do not end the stream.
	broken := errors.New("broken")
	o, s := outcome{Offset: -1}, newStream(t, c, netcoreaes.UploadOptions{MaxEvents: 2})
	cut := strings.NewReader(stream[100:])
	for _, fault := range []error{broken, fmt.Errorf("wrapped: %w", io.EOF)} {
		first := io.MultiReader(strings.NewReader(stream[:50]), iotest.ErrReader(fault))
		if fault != broken {
			first = io.MultiReader(strings.NewReader(stream[50:100]), iotest.ErrReader(fault))
		}
		if _, err := o.take(t, c, s.ReadAll(first), -1); err != fault {
			t.Fatal(err)
		}
	}
	for n := 1; n == 1; {
		n, _ = o.take(t, c, s.ReadAll(cut), 1)
	}
	if !reflect.DeepEqual(o, want) {
		t.Errorf("%+v", o)
	}
}

func TestUploadStreamFlushes(t *testing.T) {
	c := newCipher(t, netcoreaes.GCMBase64)
	o, s := outcome{}, newStream(t, c, netcoreaes.UploadOptions{})
	for i := range 3 {
		line := goodEvent + "\n" + goodEvent[:9]
		if i > 0 {
			line = goodEvent[9:] + "\n" + goodEvent[:9]
		}
		if n, err := o.take(t, c, s.Push([]byte(line)), -1); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := o.take(t, c, s.Flush(), -1); n != 1 || err != nil || o.Bodies[i].Events != (netcoreaes.UploadEvents{Count: 1, First: i, Last: i}) {
			t.Fatal(n, err, o.Bodies)
		}
		if n, err := o.take(t, c, s.Flush(), -1); n != 0 || err != nil {
			t.Fatal(n, err)
		}
	}
}

// 17 payloads of 1000 events: more than are encrypted side by side.
func TestUploadStreamOf17000Events(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	stream := bytes.Repeat([]byte(goodEvent+"\n"), 17_001)
	payload := "[" + strings.Repeat(goodEvent+",", 999) + goodEvent + "]"
	for _, piece := range []int{1000, 1 << 16, len(stream)} {
		got := byStream(t, c, stream, piece, -1, netcoreaes.UploadOptions{})
		if len(got.Bodies) != 18 || got.Problems != nil || got.Bodies[17].Payload != "["+goodEvent+"]" {
			t.Fatalf("%d bodies", len(got.Bodies))
		}
		for i, body := range got.Bodies[:17] {
			if body.Payload != payload || body.Events != (netcoreaes.UploadEvents{Count: 1000, First: 1000 * i, Last: 1000*i + 999}) {
				t.Errorf("body %d: %+v", i, body.Events)
			}
		}
	}
}

// Timestamps are compared with the clock, with another time, or with none.
func TestTimeOfAnUploadStream(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	now := strings.Replace(goodEvent, "2025-08-26T12:05:43Z", time.Now().UTC().Format(time.RFC3339), 1)
	for _, test := range []struct {
		event string
		now   func() time.Time
		rules []string
	}{
		{goodEvent, nil, []string{"timestamp-old"}}, {now, nil, nil}, {goodEvent, eventTime, nil},
		{now, eventTime, []string{"timestamp-future"}}, {now, func() time.Time { return time.Time{} }, nil},
	} {
		s := must[*netcoreaes.UploadStream](t)(netcoreaes.NewUploadStream(c, "", netcoreaes.UploadOptions{Now: test.now}))
		var o outcome
		if _, err := o.take(t, c, s.ReadAll(strings.NewReader(test.event)), -1); err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, event := range o.Problems {
			rules = append(rules, event.Problems[0].Rule)
		}
		if !slices.Equal(rules, test.rules) {
			t.Errorf("%v, not %v", rules, test.rules)
		}
		_ = s.Close()
	}
}

// Nothing is lost when the asset id or the cipher is at fault, nor when a stream or a cipher is closed.
func TestErrorsOfAnUploadStream(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	bad := must[*netcoreaes.UploadStream](t)(netcoreaes.NewUploadStream(c, "\xff", netcoreaes.UploadOptions{}))
	for range 2 {
		_, err := new(outcome).take(t, c, bad.ReadAll(strings.NewReader(goodEvent)), -1)
		mustFail(t, err, netcoreaes.ErrAssetID)
	}
	_ = bad.Close()
	_ = bad.Close()
	zero := new(netcoreaes.UploadStream)
	closed := newStream(t, c, netcoreaes.UploadOptions{})
	var o outcome
	for upload, err := range closed.ReadAll(strings.NewReader("{}\n{}\n" + goodEvent)) {
		if _, isProblem := upload.(*netcoreaes.EventProblems); !isProblem || err != nil {
			t.Fatal(upload, err)
		}
		break
	}
	_ = closed.Close()
	for _, s := range []*netcoreaes.UploadStream{bad, zero, closed} {
		for _, uploads := range []iter.Seq2[netcoreaes.Upload, error]{
			s.Push([]byte("{}")), s.Flush(), s.Finish(), s.ReadAll(strings.NewReader("{}"))} {
			if n, err := o.take(t, c, uploads, -1); n != 0 || !errors.Is(err, netcoreaes.ErrClosed) {
				t.Error(n, err)
			}
		}
		if got := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(got, "activity") || !strings.HasPrefix(got, "netcoreaes.UploadStream(") {
			t.Error(got)
		}
	}
	if _, err := netcoreaes.NewUploadStream(nil, "a", netcoreaes.UploadOptions{}); !errors.Is(err, netcoreaes.ErrClosed) {
		t.Error(err)
	}
	gone := must[*netcoreaes.Cipher](t)(netcoreaes.New(netcoreaes.CBCHex, benchKey, benchIV))
	_ = gone.Close()
	if _, err := o.take(t, c, newStream(t, gone, netcoreaes.UploadOptions{}).Push([]byte("{}")), -1); !errors.Is(err, netcoreaes.ErrClosed) {
		t.Error(err)
	}
}

// Request adds the URL and the headers to a body.
func TestRequestOfAnUploadBody(t *testing.T) {
	for _, scheme := range schemes {
		s := newStream(t, newCipher(t, scheme), netcoreaes.UploadOptions{})
		for upload, err := range s.ReadAll(strings.NewReader(goodEvent)) {
			body, ok := upload.(*netcoreaes.UploadBody)
			if err != nil || !ok {
				t.Fatal(upload, err)
			}
			request := must[*netcoreaes.UploadRequest](t)(body.Request(netcoreaes.NewPanel(netcoreaes.RegionIndia, "a", "k")))
			if request.Body() != body.Body || request.Scheme() != scheme || request.Header().Get("x-eCode") != fmt.Sprint(int(scheme)) ||
				request.Header().Get("Authorization") != "Bearer k" || request.URL() != "https://apiin2.netcoresmartech.com/v1/activity/upload" {
				t.Error(request, request.Header())
			}
			_, err = body.Request(netcoreaes.NewPanel(9, "", ""))
			mustFail(t, err, netcoreaes.ErrRegion)
			_, err = body.Request(netcoreaes.NewPanel(0, "", "k"))
			mustFail(t, err, netcoreaes.ErrAssetID)
			_, err = body.Request(netcoreaes.NewPanel(0, "a", ""))
			mustFail(t, err, netcoreaes.ErrAPIKey)
		}
	}
}

// A stream is closed, by Close while another goroutine reads or by the garbage collector.
func TestUploadStreamsAreFreed(t *testing.T) {
	c := newCipher(t, netcoreaes.CBCBase64)
	before := netcoreaes.LiveHandles()
	func() {
		for range 100 {
			s := must[*netcoreaes.UploadStream](t)(netcoreaes.NewUploadStream(c, "a", netcoreaes.UploadOptions{MaxEvents: 1}))
			for range s.Push([]byte(strings.Repeat(goodEvent+"\n", 20) + "{}\n{}\n")) {
				break // what was not taken goes, too
			}
		}
	}()
	for tries := 0; netcoreaes.LiveHandles() > before; tries++ {
		if tries == 200 {
			t.Fatalf("%d streams were never freed", netcoreaes.LiveHandles()-before)
		}
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	if netcoreaes.LiveHandles() < before {
		t.Error("some were freed twice")
	}
	for range 20 {
		s := newStream(t, c, netcoreaes.UploadOptions{MaxEvents: 1})
		var reading sync.WaitGroup
		reading.Add(1)
		go func() {
			defer reading.Done()
			for {
				for _, err := range s.Push([]byte(goodEvent + "\n{}\n")) {
					if errors.Is(err, netcoreaes.ErrClosed) {
						return
					} else if err != nil {
						t.Error(err)
					}
				}
			}
		}()
		time.Sleep(time.Millisecond)
		_ = s.Close()
		reading.Wait()
	}
}

// Printed or logged, what comes out of a stream shows neither an event nor a text.
func TestUploadsAreNotShown(t *testing.T) {
	s := newStream(t, newCipher(t, netcoreaes.CBCBase64), netcoreaes.UploadOptions{})
	log := new(strings.Builder)
	logger := slog.New(slog.NewJSONHandler(log, nil))
	for upload, err := range s.ReadAll(strings.NewReader(goodEvent + "\n{\"secret\":1}\n")) {
		if err != nil {
			t.Fatal(err)
		}
		values := []any{upload}
		switch upload := upload.(type) {
		case *netcoreaes.UploadBody:
			values = append(values, *upload)
		case *netcoreaes.EventProblems:
			values = append(values, *upload)
		}
		for _, value := range values {
			fmt.Fprintf(log, "%v %+v %#v %s %x\n", value, value, value, value, value)
			logger.Info("value", "value", value)
		}
	}
	for _, shown := range []string{"UploadBody(1 events, 0 to 0)", "EventProblems(event 1: unknown-field"} {
		if strings.Count(log.String(), shown) != 12 {
			t.Errorf("%q is not shown in each form: %s", shown, log)
		}
	}
	for _, hidden := range []string{"encryptedRequest", "secret", fmt.Sprintf("%x", "secret"), "[123 "} {
		if strings.Contains(log.String(), hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
}
