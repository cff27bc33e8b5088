// Package darwin_amd64 holds the static library for darwin/amd64. It has no code: `go mod vendor` skips folders without a Go file.
package darwin_amd64
