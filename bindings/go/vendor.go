//go:build netcore_aes_never

package netcoreaes

// Never compiled: these imports make `go mod vendor` copy the folders with the libraries.
import (
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/darwin_amd64"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/darwin_arm64"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/linux_amd64"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/linux_amd64_musl"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/linux_arm64"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/linux_arm64_musl"
	_ "github.com/netcore-aes/netcore-aes/bindings/go/lib/windows_amd64"
)
