// A single message is not a batch: a single message is not a batch
void refused(const netcore_aes::cipher &cipher, const std::string &message)
{
    cipher.encrypt_batch(message);
}
