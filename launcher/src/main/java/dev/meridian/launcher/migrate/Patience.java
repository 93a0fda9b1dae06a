package dev.meridian.launcher.migrate;

import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How often, and after how long, a request is made again. */
record Patience(int attempts, long firstPauseMillis) {

    static final Patience USUAL = new Patience(7, 250);

    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        HttpResponse<T> make() throws IOException, InterruptedException;
    }

    /** @throws StartRefused where nobody answers, or the thread was interrupted */
    <T> HttpResponse<T> ask(Attempt<T> attempt, Api api) {
        try {
            for (int made = 1; ; made++) {
                try {
                    HttpResponse<T> answer = attempt.make();
                    if (made >= attempts || !PASSING.contains(answer.statusCode())) {
                        return answer;
                    }
                    TimeUnit.MILLISECONDS.sleep(Math.max(pause(made), asked(answer)));
                } catch (IOException e) {
                    if (made >= attempts) {
                        throw api.silent(e);
                    }
                    TimeUnit.MILLISECONDS.sleep(pause(made));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("the migration was interrupted", e);
        }
    }

    private long pause(int made) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, firstPauseMillis << made);
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    /** What the API asks for (RFC 9110, 10.2.3), where it is a number of seconds. */
    private static long asked(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Math.min(LONGEST_PAUSE_MILLIS, 1_000 * Long.parseLong(text)))
                .orElse(0L);
    }
}
