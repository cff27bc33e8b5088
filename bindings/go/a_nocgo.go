//go:build !cgo

package netcoreaes

// A build without cgo fails here, and the compiler's message names this variable. The file's name makes it the first.
var _ = netcoreaes_needs_cgo__set_CGO_ENABLED_to_1_and_install_a_C_compiler
