package io.github.netcoreaes.spark;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.Scheme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ciphers of this process, an executor's, by the keys of its environment. */
final class Keys {
    private static final String KEY = "NETCORE_AES_KEY";
    private static final String IV = "NETCORE_AES_IV";
    private static final String FILE = "NETCORE_AES_CREDENTIALS";
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?(\\w+)\\s*=\\s*([\"']?)(.*?)\\2\\s*");
    private static final Map<Scheme, Cipher> CIPHERS = new ConcurrentHashMap<>();

    private Keys() {}

    /** Returns the cipher of a scheme, the same for every task. */
    static Cipher cipher(Scheme scheme) {
        return CIPHERS.computeIfAbsent(scheme, Keys::load);
    }

    private static Cipher load(Scheme scheme) {
        boolean isGcm = scheme == Scheme.GCM_BASE64;
        // The two are of one place.
        boolean isInFile = isSet(FILE) && !isSet(KEY) && (isGcm || !isSet(IV));
        String key = find(KEY, isInFile);
        return isGcm ? Cipher.gcm(key) : Cipher.of(scheme, key, find(IV, isInFile));
    }

    private static boolean isSet(String name) {
        String value = System.getenv(name);
        return value != null && !value.isEmpty();
    }

    private static String find(String name, boolean isInFile) {
        String value = isInFile ? inFile(name, System.getenv(FILE)) : System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(
                    name
                            + " is not set: set it in the environment of each executor, or in the"
                            + " file that "
                            + FILE
                            + " names");
        }
        return value;
    }

    private static String inFile(String name, String file) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                Matcher setting = LINE.matcher(line);
                if (setting.matches() && setting.group(1).equals(name)) {
                    return setting.group(3);
                }
            }
        } catch (IOException error) {
            // Without the cause: it may show a part of the file.
            throw new IllegalStateException(
                    "the file '" + file + "', which " + FILE + " names, cannot be read");
        }
        return null;
    }
}
