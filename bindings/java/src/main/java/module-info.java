/** Encryption of event payloads for Netcore CE. */
module io.github.netcoreaes {
    requires transitive java.net.http;
    requires static com.sun.jna;

    exports io.github.netcoreaes;
}
