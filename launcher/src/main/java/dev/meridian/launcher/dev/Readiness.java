package dev.meridian.launcher.dev;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks nodes, as anyone would, whether they are ready. */
final class Readiness {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private Readiness() {}

    /** Waits until the router says that the network is ready. */
    static void await(DevPlan plan, DevNetwork network, Duration limit) throws InterruptedException {
        DevNode router = plan.ofKind("router").getFirst();
        long end = System.nanoTime() + limit.toNanos();
        while (!answers(router.port(), "/readyz")) {
            if (!network.failure().isEmpty()) {
                throw new StartRefused(network.failure());
            }
            if (System.nanoTime() - end > 0) {
                throw new StartRefused("the network was not ready within " + limit.toSeconds() + " s; " + router.url()
                        + "/readyz tells what is missing");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    static boolean answers(int port, String path) throws IllegalArgumentException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
