package netcoreaes

import (
	"fmt"
	"log/slog"
	"strings"
)

// Upload is what comes out of an [UploadStream]: an [*UploadBody] or an [*EventProblems].
type Upload interface{ isUpload() }

// UploadBody is the body of a request. [UploadBody.Request] adds the URL and the headers.
type UploadBody struct {
	// Body is {"encryptedRequest":"..."}. The bodies of up to 16 requests share one allocation, which is freed when the last is
	// unreachable.
	Body string
	// Events are the events in it.
	Events UploadEvents

	scheme Scheme
}

// UploadEvents are the events of a request, by their indices in the stream, from 0.
type UploadEvents struct {
	// Count is the number of events.
	Count int
	// First is the index of the first event, Last that of the last. Refused events between the two are not in the request.
	First, Last int
}

// EventProblems are the problems of an event in a stream.
type EventProblems struct {
	// Index is the index of the event in the stream, from 0.
	Index int
	// Event are the bytes of the event, as they stand in the stream. An event that is longer than MaxEventBytes comes in parts, one
	// after the other, with the same index. The slice is yours.
	Event []byte
	// Problems are its problems, at least one. Pointers begin with the index, as if the stream were one array.
	Problems []Problem
	// IsRefused reports whether one of the problems is an error: the event is in no request then. With warnings alone it is.
	IsRefused bool
	// IsLast reports whether these are the last bytes of the event. It is false only for parts of an event that is too long.
	IsLast bool
}

// String describes the body, and does not show it.
func (b UploadBody) String() string {
	return fmt.Sprintf("netcoreaes.UploadBody(%d events, %d to %d)", b.Events.Count, b.Events.First, b.Events.Last)
}

// Format writes String, whatever the verb.
func (b UploadBody) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(b.String())) }

// LogValue is String.
func (b UploadBody) LogValue() slog.Value { return slog.StringValue(b.String()) }

// String names the event's index and the rules that it breaks, and does not show the event.
func (p EventProblems) String() string {
	rules := make([]string, len(p.Problems))
	for i, problem := range p.Problems {
		rules[i] = problem.Rule
	}
	return fmt.Sprintf("netcoreaes.EventProblems(event %d: %s)", p.Index, strings.Join(rules, ", "))
}

// Format writes String, whatever the verb.
func (p EventProblems) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(p.String())) }

// LogValue is String.
func (p EventProblems) LogValue() slog.Value { return slog.StringValue(p.String()) }

func (*UploadBody) isUpload()    {}
func (*EventProblems) isUpload() {}

// Request returns the request with this body.
//
// It fails with [ErrRegion], [ErrAssetID] or [ErrAPIKey], checked in this order; also with [ErrMemory] and [ErrTooLarge].
func (b *UploadBody) Request(panel Panel) (*UploadRequest, error) {
	return newUploadRequest(panel, b.scheme, func() (string, Status) { return b.Body, statusOK })
}
