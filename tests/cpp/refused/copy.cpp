// A cipher cannot be copied: error: .*deleted
void refused(const netcore_aes::cipher &cipher)
{
    netcore_aes::cipher copy(cipher);
}
