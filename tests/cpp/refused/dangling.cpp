// A view of a temporary key: error: .*deleted
std::string_view refused()
{
    return netcore_aes::gcm_keygen();
}
