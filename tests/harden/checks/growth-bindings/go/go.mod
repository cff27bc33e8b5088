module growth

go 1.24

require github.com/netcore-aes/netcore-aes/bindings/go v0.0.0

replace github.com/netcore-aes/netcore-aes/bindings/go => ../../../../../bindings/go
