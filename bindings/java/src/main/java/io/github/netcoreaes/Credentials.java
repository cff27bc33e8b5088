package io.github.netcoreaes;

/**
 * A key and an IV for schemes 11256 and 11257, as {@link NetcoreAes#keygen()} generates them. Give
 * both to the vendor once, and store them as secrets.
 *
 * <p>Immutable. {@code toString} shows neither, and it cannot be serialized.
 */
public final class Credentials {
    private final String key;
    private final String iv;

    Credentials(String key, String iv) {
        this.key = key;
        this.iv = iv;
    }

    /**
     * The key.
     *
     * @return 32 characters of {@code A-Z a-z 0-9}: the vendor's SECRET_KEY
     */
    public String key() {
        return key;
    }

    /**
     * The IV.
     *
     * @return 16 characters of {@code A-Z a-z 0-9}: the vendor's SECRET_IV
     */
    public String iv() {
        return iv;
    }

    @Override
    public String toString() {
        return "Credentials[key=<hidden>, iv=<hidden>]";
    }
}
