// Package darwin_amd64 holds the static library for darwin/amd64, and no code: `go mod vendor` leaves out folders without a Go file.
package darwin_amd64
