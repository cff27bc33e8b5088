// A view of a key that is gone: error: .*deleted
std::string_view refused()
{
    return netcore_aes::gcm_keygen();
}
