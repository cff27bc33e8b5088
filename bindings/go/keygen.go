package netcoreaes

// Keygen generates a key and an IV for [CBCBase64] and [CBCHex], as the vendor's generator script does: 32 and 16 characters,
// each drawn uniformly and independently from A-Z a-z 0-9 by the operating system's generator (190 and 95 bits of entropy).
// Share both with the vendor once, and store them as secrets.
//
// It fails with [ErrRandom] and [ErrMemory]. Any goroutine may call it.
func Keygen() (key, iv string, err error) {
	if err := checkLibrary(); err != nil {
		return "", "", err
	}
	var k keyBuffer
	var v ivBuffer
	defer func() { clear(k[:]); clear(v[:]) }()
	if err := statusError(keygenTo(&k, &v)); err != nil {
		return "", "", err
	}
	return string(k[:len(k)-1]), string(v[:len(v)-1]), nil
}

// GCMKeygen generates a key for [GCMBase64], as the vendor's "V5" generator does: 32 random bytes, as 44 characters of base64.
//
// It fails with [ErrRandom] and [ErrMemory]. Any goroutine may call it.
func GCMKeygen() (key string, err error) {
	if err := checkLibrary(); err != nil {
		return "", err
	}
	var k gcmKeyBuffer
	defer clear(k[:])
	if err := statusError(gcmKeygenTo(&k)); err != nil {
		return "", err
	}
	return string(k[:len(k)-1]), nil
}
