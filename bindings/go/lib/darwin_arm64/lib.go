// Package darwin_arm64 holds the static library for darwin/arm64. It has no code: `go mod vendor` skips folders without a Go file.
package darwin_arm64
