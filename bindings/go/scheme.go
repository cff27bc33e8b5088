package netcoreaes

import "strconv"

// Scheme is how a payload is encrypted and encoded. Its number is the x-eCode of the request.
type Scheme uint32

// The schemes.
const (
	// CBCBase64 is AES-256-CBC with PKCS#7 padding, in base64: the vendor's default.
	CBCBase64 Scheme = 11256
	// CBCHex is the same in hexadecimal: written in lower case, read in either.
	CBCHex Scheme = 11257
	// GCMBase64 is AES-256-GCM: base64 of nonce, ciphertext and tag. It takes associated data, and no IV: it draws a nonce for
	// each message.
	GCMBase64 Scheme = 11258
)

// String returns the vendor's name of the scheme, such as "AES_256_CBC_BASE64".
func (s Scheme) String() string {
	switch s {
	case CBCBase64:
		return "AES_256_CBC_BASE64"
	case CBCHex:
		return "AES_256_CBC_HEX"
	case GCMBase64:
		return "AES_256_GCM_BASE64"
	}
	return "Scheme(" + strconv.FormatUint(uint64(s), 10) + ")"
}

// KeyForm is how a key was given.
type KeyForm uint32

// The forms of a key.
const (
	// KeyText is 32 characters, whose bytes are the key.
	KeyText KeyForm = 1
	// KeyBase64 is 44 characters of base64 that hold the key.
	KeyBase64 KeyForm = 2
)

// String returns "text" or "base64".
func (f KeyForm) String() string {
	switch f {
	case KeyText:
		return "text"
	case KeyBase64:
		return "base64"
	}
	return "KeyForm(" + strconv.FormatUint(uint64(f), 10) + ")"
}
