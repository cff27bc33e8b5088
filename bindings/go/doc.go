// Package netcoreaes encrypts event payloads for Netcore CE, as the vendor's guide describes it: AES-256-CBC (x-eCode 11256
// and 11257) and AES-256-GCM (11258).
//
//	cipher, err := netcoreaes.New(netcoreaes.CBCBase64, os.Getenv("NETCORE_AES_KEY"), os.Getenv("NETCORE_AES_IV"))
//	if err != nil {
//		return err
//	}
//	defer cipher.Close()
//	text, err := cipher.Encrypt(payload)
//
// A [Cipher] is made once and shared by any number of goroutines. [UploadRequestFromEvents] checks events, encrypts them and
// puts the request together, ready for net/http; [CheckEvents] says what the vendor would refuse, or drop without a word.
//
// The CBC schemes use one IV for all messages, since the vendor's protocol does: equal events give equal texts, and equal
// beginnings show. CBC detects no change to a text. Prefer [GCMBase64] where the panel has it, and never decrypt for a
// stranger.
//
// The package calls the C library libnetcore_aes by cgo. The released module holds it as a static library for the platforms
// that its README names; with the build tag netcore_aes_pkgconfig the installed one is linked instead, as pkg-config says.
package netcoreaes
