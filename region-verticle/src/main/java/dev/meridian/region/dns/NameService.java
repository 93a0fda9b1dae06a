package dev.meridian.region.dns;

import io.vertx.core.Future;

/** Answers questions about names, afresh each time. */
@FunctionalInterface
public interface NameService {

    /** Never fails: that nobody could be asked is an outcome too. */
    Future<LookUp> ask(String name, RecordKind kind);
}
