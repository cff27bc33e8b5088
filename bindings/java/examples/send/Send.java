import io.github.netcoreaes.Cipher;
import io.github.netcoreaes.NetcoreAesException;
import io.github.netcoreaes.Scheme;
import io.github.netcoreaes.UploadRequest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Checks an event, encrypts it and posts it to Netcore CE.
 *
 * <p>It reads NETCORE_AES_KEY, NETCORE_AES_IV and NETCORE_API_KEY from the environment, and posts
 * to NETCORE_AES_ENDPOINT if that is set, such as a sandbox's URL. The exit status is 0 if the
 * event was accepted, 75 if a retry may help, and 1 otherwise.
 *
 * <p>With netcore-aes-0.1.0.jar beside it (and, before Java 22, jna.jar):
 *
 * <pre>java -cp netcore-aes-0.1.0.jar:jna.jar Send.java</pre>
 */
public final class Send {
    private static final String ASSET_ID = "my-asset";

    private Send() {}

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        try (Cipher cipher =
                Cipher.of(
                        Scheme.CBC_BASE64,
                        environment.get("NETCORE_AES_KEY"),
                        environment.get("NETCORE_AES_IV"))) {
            UploadRequest request =
                    UploadRequest.builder()
                            .assetId(ASSET_ID)
                            .apiKey(environment.get("NETCORE_API_KEY"))
                            .fromEvents(cipher, events());
            String endpoint = environment.getOrDefault("NETCORE_AES_ENDPOINT", request.url());
            System.exit(post(request, URI.create(endpoint)));
        } catch (NetcoreAesException refused) {
            System.err.println("not sent: " + refused.getMessage());
            System.exit(1);
        }
    }

    /** Your JSON library writes this from your own objects. */
    private static String events() {
        return """
        [{"asset_id": "%s", "activity_name": "form_submitted", "timestamp": "%s",
          "identity": "9999911111", "activity_source": "web",
          "activity_params": {"user_name": "Mahesh", "day": "Tuesday"}}]"""
                .formatted(ASSET_ID, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static int post(UploadRequest request, URI endpoint) throws InterruptedException {
        int status;
        try {
            status =
                    HttpClient.newHttpClient()
                            .send(
                                    request.toHttpRequest(endpoint),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode();
        } catch (IOException failed) {
            System.err.println("not sent, a retry may help: no response");
            return 75;
        }
        if (status >= 200 && status < 300) {
            System.out.println("accepted: " + status);
            return 0;
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            System.err.println("not sent, a retry may help: " + status);
            return 75;
        }
        System.err.println("rejected: " + status);
        return 1;
    }
}
