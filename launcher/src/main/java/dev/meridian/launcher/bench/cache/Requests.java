package dev.meridian.launcher.bench.cache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for one object after the other in a given order, some at a time; for what is counted and not timed. */
final class Requests {

    private static final int AT_ONCE = 64;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Requests() {}

    /**
     * @param objects asked for as {@code /SIZE/OBJECT}
     * @throws IOException when any answer is not 200
     */
    static void send(int port, int[] objects, int size) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(clients.submit(() -> {
                    for (int at = next.getAndIncrement(); at < objects.length; at = next.getAndIncrement()) {
                        send(client, "http://127.0.0.1:" + port + "/" + size + "/" + objects[at]);
                    }
                    return null;
                }));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a request failed", e.getCause());
        }
    }

    private static void send(HttpClient client, String uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).timeout(LIMIT).build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException(uri + " answered " + status);
        }
    }
}
