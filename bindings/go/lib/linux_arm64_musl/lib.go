// Package linux_arm64_musl holds the static library for linux/arm64 with musl. It has no code: `go mod vendor` skips folders without a
// Go file.
package linux_arm64_musl
