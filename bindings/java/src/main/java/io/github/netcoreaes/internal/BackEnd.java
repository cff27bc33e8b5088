package io.github.netcoreaes.internal;

/**
 * Chooses between {@code java.lang.foreign} and JNA. This class is for Java 17 to 21, which only
 * have JNA; META-INF/versions/22 holds the class for later versions. Those run this one if the jar
 * was repacked and lost what makes it a multi-release jar.
 */
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
        int java = Runtime.version().feature();
        JnaNeed need = java < 22 ? JnaNeed.ofOldJava(java) : JnaNeed.ofRepackedJar(java);
        if ("ffm".equals(wanted)) {
            throw need.refusal();
        }
        return JnaFunctions.open(library, need);
    }
}
