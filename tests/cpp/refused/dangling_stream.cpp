// A stream of a temporary cipher: error: .*deleted
netcore_aes::upload_stream refused(std::string_view key)
{
    return netcore_aes::upload_stream(netcore_aes::cipher(key, netcore_aes::scheme::gcm_base64), "asset");
}
