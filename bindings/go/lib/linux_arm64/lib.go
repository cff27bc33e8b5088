// Package linux_arm64 holds the static library for linux/arm64, and no code: `go mod vendor` leaves out folders without a Go file.
package linux_arm64
