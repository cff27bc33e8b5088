package io.github.netcoreaes.internal;

/**
 * Chooses how the library is called. This is the class for Java 17 to 21, where there is JNA alone;
 * META-INF/versions/22 has the one for later Javas.
 */
final class BackEnd {
    private BackEnd() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name for the system to find
     * @param wanted {@code ffm}, {@code jna}, or null for the best that there is
     */
    static Functions open(String library, String wanted) {
        if ("ffm".equals(wanted)) {
            throw Errors.library(
                    "netcore_aes.backend is ffm, which takes Java 22 or later and this package as a"
                            + " multi-release jar; unset it, or run a later Java");
        }
        return JnaFunctions.open(library);
    }
}
