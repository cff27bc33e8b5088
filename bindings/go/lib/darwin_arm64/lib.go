// Package darwin_arm64 holds the static library for darwin/arm64, and no code: `go mod vendor` leaves out folders without a Go file.
package darwin_arm64
