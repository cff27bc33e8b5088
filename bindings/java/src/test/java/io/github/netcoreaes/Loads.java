package io.github.netcoreaes;

/** Run in a child: loads the library and prints the result, twice. */
public final class Loads {
    private Loads() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            try (Cipher cipher = Vectors.cipher()) {
                System.out.println(
                        NetcoreAes.backEnd()
                                + " "
                                + cipher.decryptToString(cipher.encrypt("event")));
            } catch (LibraryException refused) {
                System.out.println("refused: " + refused.getMessage());
            }
        }
    }
}
