import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.NetcoreAes;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.UploadRequest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** See README.md. */
final class Growth {
    private static final String KEY = "0123456789abcdefghijklmnopqrstuv";
    private static final String IV = "0123456789abcdef";
    private static final String EVENTS =
            """
            [{"asset_id": "my-asset", "activity_name": "form_submitted", "timestamp": "2025-08-26T12:05:43Z",
              "identity": "9999911111", "activity_source": "web", "activity_params": {"day": "Tuesday"}}]""";
    private static final String BAD_TEXT = "0".repeat(32);
    private static final List<String> MESSAGES =
            IntStream.range(0, 100).mapToObj(number -> "event " + number).toList();
    private static final NativeLibrary METER =
            NativeLibrary.getInstance(System.getenv("NETCORE_AES_METER"));
    private static final Function LIBRARY = METER.getFunction("meter_library");
    private static final Function MALLOC = METER.getFunction("meter_malloc");
    private static final Function RESIDENT = METER.getFunction("meter_resident");
    private static final byte[] AAD = "data".getBytes(StandardCharsets.US_ASCII);

    private Growth() {}

    public static void main(String[] arguments) throws InterruptedException {
        int part = Integer.parseInt(arguments[0]) / 10;
        boolean leak = arguments.length > 1;
        List<Cipher> ciphers = List.of(make(Scheme.CBC_BASE64), make(Scheme.CBC_HEX), make(Scheme.GCM_BASE64));
        List<Cipher> kept = new ArrayList<>(7 * part);
        System.out.println("over " + NetcoreAes.backEnd());
        for (int turn = 0; turn < 20; turn++) {
            for (int number = 0; number < part; number++) {
                for (Cipher cipher : ciphers) {
                    Cipher made = step(cipher);
                    if (leak && number % 3 == 0 && cipher == ciphers.get(0)) {
                        kept.add(made);
                    }
                }
            }
            read();
        }
        java.lang.ref.Reference.reachabilityFence(kept);
    }

    private static Cipher make(Scheme scheme) {
        return scheme == Scheme.GCM_BASE64 ? Cipher.gcm(KEY) : Cipher.of(scheme, KEY, IV);
    }

    private static Cipher step(Cipher cipher) {
        byte[] aad = cipher.scheme() == Scheme.GCM_BASE64 ? AAD : new byte[0];
        for (String message : MESSAGES) {
            require(cipher.decryptToString(cipher.encrypt(message, aad), aad).equals(message));
        }
        require(cipher.decryptBatchToStrings(cipher.encryptBatch(MESSAGES)).equals(MESSAGES));
        refused(() -> cipher.decrypt(BAD_TEXT));
        refused(() -> cipher.decryptBatch(List.of(cipher.encrypt("event"), BAD_TEXT)));
        refused(() -> Cipher.of(cipher.scheme(), "short", IV));
        require(!UploadRequest.builder().assetId("my-asset").apiKey("key").fromEvents(cipher, EVENTS).body().isEmpty());
        make(cipher.scheme()).close();
        return make(cipher.scheme());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("not what it should be");
        }
    }

    private static void refused(Runnable call) {
        try {
            call.run();
        } catch (NetcoreAesException expected) {
            return;
        }
        throw new IllegalStateException("it was not refused");
    }

    /** Prints the memory in use, after the cleaner has freed dropped ciphers and the compiler is idle. */
    private static void read() throws InterruptedException {
        long before = -1;
        for (int same = 0; same < 3; ) {
            System.gc();
            Thread.sleep(50);
            long now = MALLOC.invokeLong(new Object[0]);
            same = now == before ? same + 1 : 0;
            before = now;
        }
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        long library = LIBRARY.invokeLong(new Object[0]);
        long resident = RESIDENT.invokeLong(new Object[0]);
        System.out.printf("reading %d %d %d %d%n", library, before, resident, heap);
    }
}
