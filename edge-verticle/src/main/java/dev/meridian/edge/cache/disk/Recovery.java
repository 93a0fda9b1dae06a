package dev.meridian.edge.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds again what a folder holds. Blocks; for a start, when nobody else uses the parts.
 *
 * <p>Of each segment the footer is read, or, where a crash prevented one, record after record up to the first that is
 * not whole; the rest is cut off and the segment gets its footer. Nothing behind a damaged record is looked for: bodies
 * hold what others chose. What is damaged is counted and dropped.
 */
final class Recovery {

    private static final Pattern OURS = Pattern.compile("[0-9a-f]{8}\\.(segment|part|gone)");

    private record Refreshed(SegmentFile file, Line line) {}

    private final SegmentFiles files;
    private final Chains chains;
    private final Index index;
    private final Tail tail;
    private final Health health;
    private final Map<SegmentFile, Lines> found = new HashMap<>();
    private final List<Refreshed> refreshed = new ArrayList<>();

    Recovery(SegmentFiles files, Chains chains, Index index, Tail tail, Health health) {
        this.files = files;
        this.chains = chains;
        this.index = index;
        this.tail = tail;
        this.health = health;
    }

    /** @return the journal, rewritten to what is still needed */
    JournalFile run(Path folder, Path journal) throws IOException {
        Optional<List<Tombstone>> tombstones = JournalFile.read(journal);
        List<Path> segments = segments(folder);
        if (tombstones.isEmpty() && !segments.isEmpty()) {
            health.damaged(new Damaged("it cannot be told what was removed"));
            for (Path segment : segments) {
                files.advance(number(segment));
                Files.delete(segment);
            }
            segments = List.of();
        }
        List<Tombstone> removed = tombstones.orElse(List.of());
        removed.forEach(tombstone -> {
            index.advance(tombstone.sequence());
            files.advance(tombstone.lastFile());
        });
        Graves graves = new Graves(removed);
        for (Path segment : segments) {
            read(segment, graves);
        }
        refresh();
        settle();
        return JournalFile.create(journal, Journal.needed(removed, files));
    }

    /** Whole files, the oldest first; what was under way or given up is deleted. */
    private static List<Path> segments(Path folder) throws IOException {
        List<Path> ours;
        try (Stream<Path> all = Files.list(folder)) {
            ours = all.filter(path -> OURS.matcher(name(path)).matches())
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Recovery::name))
                    .toList();
        }
        List<Path> whole = new ArrayList<>();
        for (Path path : ours) {
            if (name(path).endsWith(SegmentFiles.WHOLE)) {
                whole.add(path);
            } else {
                Files.delete(path);
            }
        }
        return whole;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static int number(Path path) {
        return Integer.parseUnsignedInt(name(path), 0, 8, 16);
    }

    private void read(Path path, Graves graves) throws IOException {
        int id = number(path);
        files.advance(Math.max(0, id));
        try {
            FileHead head = head(path, id);
            SegmentFile file = new SegmentFile(files, head, chains.of(head.owner()), Files.size(path));
            Lines lines = lines(file);
            if (lines.damaged()) {
                health.damaged(new Damaged(path + " ends as it should not"));
            }
            found.put(file, lines);
            files.add(file);
            file.chain().files.addLast(file);
            enter(file, lines, graves);
        } catch (Damaged damage) {
            health.damaged(damage);
            Files.delete(path);
        }
    }

    private static FileHead head(Path path, int id) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(FileHead.BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            Bytes.readFully(channel, bytes, 0);
        }
        return FileHead.decode(bytes.flip(), id);
    }

    private static Lines lines(SegmentFile file) throws IOException {
        if (!file.hold()) {
            throw new Damaged("it is gone");
        }
        try {
            return Lines.read(file);
        } finally {
            file.release();
        }
    }

    private void enter(SegmentFile file, Lines lines, Graves graves) {
        for (Line line : lines.lines()) {
            index.advance(line.sequence());
            if (graves.cover(file.chain().hash, line.hash(), line.sequence())) {
                continue;
            }
            if (!line.hasBodyHere()) {
                refreshed.add(new Refreshed(file, line));
            } else if (index.find(line.hash())
                    .filter(known -> known.sequence() > line.sequence())
                    .isEmpty()) {
                index.put(Slot.recovered(file.id(), line));
            }
        }
    }

    /** Gives objects the newest metadata that is theirs. */
    private void refresh() {
        Map<Long, Long> bases = new HashMap<>();
        refreshed.sort(Comparator.comparingLong(each -> each.line().sequence()));
        for (Refreshed each : refreshed) {
            Line line = each.line();
            Optional<Slot> known = index.find(line.hash());
            if (known.isPresent()
                    && bases.getOrDefault(line.hash(), known.get().sequence()) == line.base()
                    && known.get().bodyFile() == line.bodyFile()) {
                bases.put(line.hash(), line.base());
                index.put(Slot.recovered(each.file().id(), line));
            }
        }
    }

    private void settle() throws IOException {
        for (int shard = 0; shard < Index.SHARDS; shard++) {
            index.matching(shard, slot -> true).forEach(files::enter);
        }
        for (Chain chain : chains.all()) {
            for (SegmentFile file : List.copyOf(chain.files)) {
                settle(chain, file, file == chain.files.peekLast());
            }
            chains.dropIfEmpty(chain);
        }
    }

    private void settle(Chain chain, SegmentFile file, boolean last) throws IOException {
        Lines lines = found.getOrDefault(file, new Lines(List.of(), file.size(), true, false));
        if (file.head().single()) {
            files.count(file, file.size());
        } else {
            files.count(file, lines.end() + (long) lines.lines().size() * Footer.LINE + Footer.TRAILER);
        }
        if (file.live().get() == 0) {
            files.discard(file);
        } else if (!file.head().single()) {
            resume(chain, file, lines, last);
        }
    }

    private void resume(Chain chain, SegmentFile file, Lines lines, boolean last) throws IOException {
        boolean goesOn = last && lines.end() < tail.limit(chain) / 2;
        if (!goesOn && lines.footed()) {
            return;
        }
        Footer footer = new Footer();
        lines.lines().forEach(footer::add);
        file.resize(lines.end());
        ActiveSegment segment = new ActiveSegment(file, footer);
        if (goesOn) {
            chain.active = segment;
        } else {
            segment.seal();
        }
    }
}
