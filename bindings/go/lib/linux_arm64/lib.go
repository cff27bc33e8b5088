// Package linux_arm64 holds the static library for linux/arm64. It has no code: `go mod vendor` skips folders without a Go file.
package linux_arm64
