// One message is no batch: a single one is no batch
void refused(const netcore_aes::cipher &cipher, const std::string &message)
{
    cipher.encrypt_batch(message);
}
