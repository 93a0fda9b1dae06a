package dev.meridian.functions.visit;

import dev.meridian.functions.Launch;
import dev.meridian.functions.wire.HeaderLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Headers that a function is told by the platform (contract section 8.2). */
public final class PlatformHeaders {

    static final String TRIGGER = "x-appwrite-trigger";

    private static final Set<String> NAMES = Set.of(
            "x-appwrite-execution-id",
            "x-appwrite-key",
            TRIGGER,
            "x-appwrite-event",
            "x-appwrite-user-id",
            "x-appwrite-user-jwt",
            "x-appwrite-country-code",
            "x-appwrite-continent-code",
            "x-appwrite-continent-eu",
            "x-appwrite-client-ip");

    private PlatformHeaders() {}

    /**
     * Whether only the platform may say this.
     *
     * @param name in lower case
     */
    static boolean isReserved(String name) {
        return NAMES.contains(name) || name.startsWith("x-open-runtimes-");
    }

    /** @param now when the execution begins */
    public static List<HeaderLine> of(String execution, Trigger trigger, Launch launch, Asker asker, Instant now) {
        List<HeaderLine> headers = new ArrayList<>(List.of(
                new HeaderLine("x-appwrite-execution-id", execution),
                new HeaderLine(
                        "x-appwrite-key",
                        launch.keys().mint(now, launch.limits().wall(), trigger.depth())),
                new HeaderLine(TRIGGER, trigger.word()),
                new HeaderLine("x-appwrite-user-id", asker.userId()),
                new HeaderLine("x-appwrite-user-jwt", asker.userToken()),
                new HeaderLine("x-appwrite-country-code", ""),
                new HeaderLine("x-appwrite-continent-code", ""),
                new HeaderLine("x-appwrite-continent-eu", "false"),
                new HeaderLine("x-appwrite-client-ip", asker.address())));
        if (!trigger.event().isEmpty()) {
            headers.add(new HeaderLine("x-appwrite-event", trigger.event()));
        }
        return List.copyOf(headers);
    }
}
