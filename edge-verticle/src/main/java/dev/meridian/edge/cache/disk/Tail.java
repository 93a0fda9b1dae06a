package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Where chains are appended to. Belongs to the lane; blocks.
 *
 * <p>A segment ends at an eighth of what its owner has, within bounds: so an owner of little loses little at a time, and
 * one of much does not have many files. Of the segments that are appended to only the latest few are open.
 */
final class Tail {

    private static final int SMALLEST = 1 << 20;
    private static final int PARTS = 8;
    private static final int MOST_OPEN = 128;

    private final DiskSettings settings;
    private final SegmentFiles files;
    private final SecureRandom random = new SecureRandom();
    private final Map<Chain, ActiveSegment> open = new LinkedHashMap<>(16, 0.75f, true);

    Tail(DiskSettings settings, SegmentFiles files) {
        this.settings = settings;
        this.files = files;
    }

    /** Bytes by which the owner's files grow at most. */
    static long cost(long span) {
        return span + Footer.LINE + FileHead.BYTES + Footer.TRAILER;
    }

    /** @param ticket gives the record's number, or none if it is not wanted any more; asked for at the last moment */
    Optional<Slot> append(Chain chain, Draft draft, Supplier<OptionalLong> ticket) throws IOException {
        ActiveSegment active = withRoom(chain, draft.span());
        OptionalLong sequence = ticket.get();
        if (sequence.isEmpty()) {
            return Optional.empty();
        }
        try {
            Line line = active.append(draft, sequence.getAsLong());
            files.count(active.file(), draft.span() + Footer.LINE);
            return Optional.of(Slot.recovered(active.file().id(), line));
        } catch (IOException failure) {
            giveUp(chain, active);
            throw failure;
        }
    }

    private ActiveSegment withRoom(Chain chain, long span) throws IOException {
        ActiveSegment active = chain.active;
        if (active != null && active.file().size() + span > limit(chain)) {
            seal(chain);
            active = null;
        }
        if (active == null) {
            active = begin(chain);
        }
        open.put(chain, active);
        if (open.size() > MOST_OPEN) {
            Chain eldest = open.keySet().iterator().next();
            ActiveSegment least = open.remove(eldest);
            if (least != null) {
                least.suspend();
            }
        }
        return active;
    }

    int limit(Chain chain) {
        return Math.clamp(chain.bytes / PARTS, Math.min(SMALLEST, settings.segment()), settings.segment());
    }

    SegmentFile newFile(Chain chain, boolean single) {
        FileHead head = new FileHead(files.nextId(), random.nextLong(), single, chain.owner);
        return new SegmentFile(files, head, chain, 0);
    }

    private ActiveSegment begin(Chain chain) throws IOException {
        ActiveSegment fresh = new ActiveSegment(newFile(chain, false), new Footer());
        files.add(fresh.file());
        chain.files.addLast(fresh.file());
        files.count(fresh.file(), FileHead.BYTES + Footer.TRAILER);
        try {
            fresh.create();
        } catch (IOException failure) {
            files.discard(fresh.file());
            throw failure;
        }
        chain.active = fresh;
        return fresh;
    }

    void seal(Chain chain) throws IOException {
        ActiveSegment active = chain.active;
        if (active == null) {
            return;
        }
        try {
            active.seal();
            close(chain);
        } catch (IOException failure) {
            giveUp(chain, active);
            throw failure;
        }
    }

    private void giveUp(Chain chain, ActiveSegment active) throws IOException {
        close(chain);
        active.abandon();
    }

    /** Appends no more to the chain's last segment, which is about to be deleted. */
    void drop(Chain chain) throws IOException {
        ActiveSegment active = chain.active;
        close(chain);
        if (active != null) {
            active.suspend();
        }
    }

    private void close(Chain chain) {
        chain.active = null;
        open.remove(chain);
    }

    void sealAll(List<Chain> chains) throws IOException {
        for (Chain chain : new ArrayList<>(chains)) {
            seal(chain);
        }
    }
}
