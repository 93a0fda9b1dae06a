package dev.meridian.region.databases.ties;

import dev.meridian.region.databases.DatabasesStage;
import java.util.List;
import java.util.Set;

/** A caller, and the roles that it has; a server's key has none and may do everything. */
@SuppressWarnings("ArrayRecordComponent")
record Who(String name, String[] headers, Set<String> roles) {

    static final Who KEY = new Who("key", DatabasesStage.KEY, Set.of());

    static final List<Who> ALL = List.of(
            new Who("guest", DatabasesStage.GUEST, Set.of("any", "guests")),
            new Who("anna", DatabasesStage.ANNA, Set.of("any", "users", "user:anna")),
            new Who("bert", DatabasesStage.BERT, Set.of("any", "users", "user:bert")),
            KEY);

    boolean isKey() {
        return equals(KEY);
    }

    boolean isAmong(Set<String> readers) {
        return isKey() || readers.stream().anyMatch(roles::contains);
    }

    @Override
    public String toString() {
        return name;
    }
}
