package io.github.netcoreaes.internal;

/**
 * Chooses between {@code java.lang.foreign} and JNA. This class is for Java 17 to 21, which only
 * have JNA; META-INF/versions/22 holds the class for later versions.
 */
final class BackEnd {
    private BackEnd() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name that the system resolves
     * @param wanted {@code ffm}, {@code jna}, or null to choose
     */
    static Functions open(String library, String wanted) {
        if ("ffm".equals(wanted)) {
            throw Errors.library(
                    "the property netcore_aes.backend is ffm, which needs Java 22 or later and this"
                            + " package as a multi-release jar; leave it unset, or run a later Java");
        }
        return JnaFunctions.open(library);
    }
}
