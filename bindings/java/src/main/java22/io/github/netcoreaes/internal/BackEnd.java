package io.github.netcoreaes.internal;

/** Chooses between {@code java.lang.foreign} and JNA, on Java 22 and later. */
final class BackEnd {
    private BackEnd() {}

    /**
     * Loads the library.
     *
     * @param library a path, or a name that the system resolves
     * @param wanted {@code ffm}, {@code jna}, or null to choose
     * @throws UnsatisfiedLinkError if it is missing or cannot be loaded
     */
    static Functions open(String library, String wanted) {
        if ("jna".equals(wanted)) {
            return JnaFunctions.open(library, JnaNeed.ofProperty());
        }
        try {
            return FfmFunctions.open(library);
        } catch (UnsupportedOperationException noLinker) {
            return JnaFunctions.open(library, JnaNeed.ofNoLinker());
        }
    }
}
