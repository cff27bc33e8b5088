// Package linux_amd64 holds the static library for linux/amd64. It has no code: `go mod vendor` skips folders without a Go file.
package linux_amd64
