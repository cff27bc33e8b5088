package io.github.netcoreaes.internal;

/** Chooses how the library is called, on Java 22 and later. */
final class BackEnd {
    private BackEnd() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name for the system to find
     * @param wanted {@code ffm}, {@code jna}, or null for the best that there is
     */
    static Functions open(String library, String wanted) {
        if ("jna".equals(wanted)) {
            return JnaFunctions.open(library);
        }
        try {
            return FfmFunctions.open(library);
        } catch (UnsupportedOperationException noLinker) {
            // A Java for a rare processor. JNA may know it.
            return JnaFunctions.open(library);
        }
    }
}
