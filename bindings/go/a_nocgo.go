//go:build !cgo

package netcoreaes

// A build without cgo fails here, and the compiler's first message names this type: types come before variables, and this file
// before the others.
type _ netcoreaes_needs_cgo__set_CGO_ENABLED_to_1_and_install_a_C_compiler
