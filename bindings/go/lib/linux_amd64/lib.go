// Package linux_amd64 holds the static library for linux/amd64, and no code: `go mod vendor` leaves out folders without a Go file.
package linux_amd64
