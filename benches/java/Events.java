package bench;

import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.Upload;
import io.github.netcoreaes.UploadBody;
import io.github.netcoreaes.UploadStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event and batches of 1000, String in and String out: the package beside javax.crypto. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Events {
    private static final String KEY = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"; // the vendor's published sample pair
    private static final String IV = "5TOMPCQvDu6uHuMw";
    private static final String MODE = "AES/CBC/PKCS5Padding";
    private static final int BATCH = 1000;

    private final String one = "0123456789abcdef".repeat(25);
    private final List<String> events = new ArrayList<>();
    private static final int FILE = 64_000;

    private byte[] lines;
    private Cipher cipher;
    private javax.crypto.Cipher reused;

    @Setup
    public void prepare() throws GeneralSecurityException, IOException {
        lines = Files.readAllBytes(Path.of(System.getenv("NETCORE_AES_EVENTS")));
        for (int i = 0; i < BATCH; i++) {
            events.add(String.format("%08d", i) + one.substring(8));
        }
        cipher = Cipher.of(Scheme.CBC_BASE64, KEY, IV);
        reused = anew();
        if (!ours().equals(documented()) || !ours().equals(reused()) || !oursBatch().equals(reusedBatch())) {
            throw new IllegalStateException("not all write the same");
        }
        if (oursWay() != FILE) {
            throw new IllegalStateException("not all events are in bodies");
        }
    }

    private static javax.crypto.Cipher anew() throws GeneralSecurityException {
        javax.crypto.Cipher cipher = javax.crypto.Cipher.getInstance(MODE);
        cipher.init(
                javax.crypto.Cipher.ENCRYPT_MODE,
                new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "AES"),
                new IvParameterSpec(IV.getBytes(StandardCharsets.UTF_8)));
        return cipher;
    }

    private static String encrypt(javax.crypto.Cipher cipher, String event) throws GeneralSecurityException {
        return Base64.getEncoder().encodeToString(cipher.doFinal(event.getBytes(StandardCharsets.UTF_8)));
    }

    @Benchmark
    public String ours() {
        return cipher.encrypt(one);
    }

    /** As in the documentation of javax.crypto.Cipher. */
    @Benchmark
    public String documented() throws GeneralSecurityException {
        return encrypt(anew(), one);
    }

    /** At its best: doFinal() returns to the IV, so one Cipher serves every message. */
    @Benchmark
    public String reused() throws GeneralSecurityException {
        return encrypt(reused, one);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<String> oursBatch() {
        return cipher.encryptBatch(events);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<String> reusedBatch() throws GeneralSecurityException {
        List<String> texts = new ArrayList<>(BATCH);
        for (String event : events) {
            texts.add(encrypt(reused, event));
        }
        return texts;
    }

    /** From a file in memory, one event per line, to the bodies of requests. */
    @Benchmark
    @OperationsPerInvocation(FILE)
    public long oursWay() {
        long events = 0;
        try (UploadStream uploads =
                UploadStream.builder().assetId("a1b2c3d4e5").apiKey("key").build(cipher, lines)) {
            for (Upload upload : uploads) {
                events += ((UploadBody) upload).events();
            }
        }
        return events;
    }
}
