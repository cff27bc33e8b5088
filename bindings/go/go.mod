module github.com/netcore-aes/netcore-aes/bindings/go

go 1.24
