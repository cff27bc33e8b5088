// Package windows_amd64 holds the static library for windows/amd64. It has no code: `go mod vendor` skips folders without a Go file.
package windows_amd64
