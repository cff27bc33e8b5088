// Package linux_amd64_musl holds the static library for linux/amd64 with musl. It has no code: `go mod vendor` skips folders without a
// Go file.
package linux_amd64_musl
