// A status cannot be ignored: error: ignoring return
void refused(const netcore_aes::cipher &cipher)
{
    cipher.try_encrypt(nullptr, 0, "");
}
