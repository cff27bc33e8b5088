/**
 * Encryption of event payloads for Netcore CE, as the vendor's guide describes it.
 *
 * <pre>{@code
 * Credentials credentials = NetcoreAes.keygen(); // once; give both to the vendor
 * try (Cipher cipher = Cipher.of(Scheme.CBC_BASE64, credentials.key(), credentials.iv())) {
 *     String text = cipher.encrypt("[{\"activity_name\": \"form_submitted\"}]");
 *     String json = cipher.decryptToString(text);
 * }
 * }</pre>
 *
 * <p>The CBC schemes, 11256 and 11257, use one IV for all messages, as the vendor's protocol
 * requires: equal events become equal texts, and equal beginnings are visible. CBC does not detect
 * changes to a text. Prefer 11258 where the panel offers it, and never decrypt texts from
 * strangers.
 *
 * <p>Strings are encrypted as UTF-8. A null argument is a {@link java.lang.NullPointerException}
 * with a message that names it, unless the method documents null; every other failure is a {@link
 * io.github.netcoreaes.NetcoreAesException}.
 */
package io.github.netcoreaes;
