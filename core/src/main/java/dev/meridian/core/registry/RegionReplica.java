package dev.meridian.core.registry;

import dev.meridian.proto.registry.v1.HeldRecords;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds of one region's records, and how far it has come. Not safe for several threads.
 *
 * <p>A list that follows a reset is gathered aside and takes the place of what was held only when it is complete, so
 * that a stream which breaks off in between takes nothing away.
 */
final class RegionReplica {

    /** What an answer did. */
    sealed interface Applied {}

    /** Records are other than before. */
    record Changed() implements Applied {}

    /** Records are as before; the version may have grown. */
    record Unchanged() implements Applied {}

    /** The answer breaks the contract: the stream must be ended, and the next one begins from nothing. */
    record Refused(String reason) implements Applied {}

    /** Records at a version of an epoch. */
    private static final class Position {

        private final String epoch;
        private final Map<String, Record> records = new HashMap<>();
        private long version;

        private Position(String epoch, long version) {
            this.epoch = epoch;
            this.version = version;
        }

        private boolean apply(Record entry) {
            Record before = records.get(entry.getKey());
            if (before != null && before.getVersion() >= entry.getVersion()) {
                return false;
            }
            if (entry.hasDeleted()) {
                return records.remove(entry.getKey()) != null;
            }
            records.put(entry.getKey(), entry);
            return true;
        }
    }

    private final String region;
    private Position held = new Position("", 0);
    private @Nullable Position listed;
    private boolean distrusted;

    RegionReplica(String region) {
        this.region = region;
    }

    /** What was read from disk. */
    static RegionReplica of(HeldRecords kept) {
        RegionReplica replica = new RegionReplica(kept.getRegion());
        replica.held = new Position(kept.getEpoch(), kept.getVersion());
        kept.getRecordsList().forEach(replica.held::apply);
        return replica;
    }

    String region() {
        return region;
    }

    String epoch() {
        return held.epoch;
    }

    long version() {
        return held.version;
    }

    /** By key; an unchangeable copy of this moment. */
    Map<String, Record> records() {
        return Map.copyOf(held.records);
    }

    /** Begins a stream: whatever an earlier one had listed by halves is dropped. */
    WatchRequest request(String node) {
        listed = null;
        WatchRequest.Builder request = WatchRequest.newBuilder().setNode(node);
        return distrusted
                ? request.build()
                : request.setEpoch(held.epoch).setFromVersion(held.version).build();
    }

    Applied apply(WatchResponse answer) {
        Applied applied = take(answer);
        if (applied instanceof Refused) {
            distrusted = true;
            listed = null;
        }
        return applied;
    }

    private Applied take(WatchResponse answer) {
        if (!answer.getRegion().equals(region)) {
            return new Refused("it is region '" + answer.getRegion() + "' that answers");
        }
        if (answer.getReset()) {
            listed = new Position(answer.getEpoch(), 0);
        }
        Position position = listed == null ? held : listed;
        if (distrusted && listed == null) {
            return new Refused("a list from nothing did not begin with a reset");
        }
        if (!answer.getEpoch().equals(position.epoch)) {
            return new Refused("the epoch changed without a reset");
        }
        if (answer.getVersion() < position.version) {
            return new Refused("version " + answer.getVersion() + " came after " + position.version);
        }
        boolean changed = false;
        for (Record entry : answer.getRecordsList()) {
            changed |= position.apply(entry);
        }
        position.version = answer.getVersion();
        if (listed == null) {
            return changed ? new Changed() : new Unchanged();
        }
        return answer.getCurrent() ? complete(listed) : new Unchanged();
    }

    private Applied complete(Position list) {
        held = list;
        listed = null;
        distrusted = false;
        return new Changed();
    }

    HeldRecords kept() {
        return HeldRecords.newBuilder()
                .setRegion(region)
                .setEpoch(held.epoch)
                .setVersion(held.version)
                .addAllRecords(held.records.values())
                .build();
    }
}
