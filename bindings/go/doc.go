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
// Create a [Cipher] once and share it between any number of goroutines. [UploadRequestFromEvents] checks events, encrypts them
// and builds the request for net/http; [UploadStream] goes the whole way from a file of events; [CheckEvents] finds events that the vendor would refuse or silently drop.
//
// The CBC schemes use one IV for all messages, as the vendor's protocol requires: equal events give equal texts, and equal
// beginnings are visible. CBC does not detect a changed text. Prefer [GCMBase64] where the panel supports it, and never decrypt
// for a stranger.
//
// The package calls the C library libnetcore_aes through cgo. The released module contains it as a static library for the
// platforms that its README names; with the build tag netcore_aes_pkgconfig, the installed library is linked instead, found by
// pkg-config.
package netcoreaes
