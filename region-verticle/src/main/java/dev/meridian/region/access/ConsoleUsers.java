package dev.meridian.region.access;

import io.vertx.core.Future;
import java.util.Optional;

/** Finds the console user of a session, wherever the console project lives. */
@FunctionalInterface
public interface ConsoleUsers {

    /** @param session encoded value, as a cookie carries it */
    Future<Optional<SessionUser>> find(String session);
}
