package dev.meridian.edge.cache.tier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.edge.cache.decide.Extent;
import dev.meridian.edge.cache.decide.Freshness;
import dev.meridian.edge.cache.decide.Profile;
import dev.meridian.edge.cache.decide.Sharing;
import dev.meridian.edge.cache.decide.StoredFacts;
import dev.meridian.edge.cache.decide.VaryRule;
import dev.meridian.edge.cache.store.Encodings;
import dev.meridian.edge.cache.store.Entry;
import dev.meridian.proto.cache.v1.StoredHeader;
import dev.meridian.proto.cache.v1.StoredResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what is kept of responses as {@link StoredResponse}, and reads it again. What is damaged, of another format or of
 * another profile is not read. Safe for use by many threads.
 */
final class Codec {

    /** To be raised with every change that an older or newer reader would misunderstand. */
    static final int FORMAT = 1;

    private final String profile;
    private final long run;

    /**
     * @param profile under which responses are judged
     * @param run of this process: marks of others mean nothing here
     */
    Codec(Profile profile, long run) {
        this.profile = profile.toString();
        this.run = run;
    }

    Buffer encode(Kept kept) {
        Entry entry = kept.entry();
        StoredFacts facts = entry.facts();
        StoredResponse.Builder stored = StoredResponse.newBuilder()
                .setFormat(FORMAT)
                .setProfile(profile)
                .setRun(run)
                .setMark(entry.mark())
                .setGeneration(kept.generation())
                .addAllVary(kept.rule().names())
                .setVariant(kept.variant())
                .setStatus(entry.status())
                .addAllHeaders(headers(entry.received().toMap(), entry.headers().toMap()))
                .addAllTags(entry.tags())
                .setFirst(entry.extent().first())
                .setTotal(entry.extent().isWhole() ? 0 : entry.extent().total())
                .setEncodings(entry.encodings().isOffered());
        return Buffer.buffer(withFacts(stored, facts).build().toByteArray());
    }

    private static StoredResponse.Builder withFacts(StoredResponse.Builder stored, StoredFacts facts) {
        return stored.setLifetimeMillis(facts.freshness().lifetime())
                .setWhileRevalidateMillis(facts.freshness().whileRevalidate())
                .setIfErrorMillis(facts.freshness().ifError())
                .setIfDisconnectedMillis(facts.freshness().ifDisconnected())
                .setSharing(sharing(facts.sharing()))
                .setEtag(facts.etag())
                .setLastModified(facts.lastModified())
                .setModifiedAtMillis(facts.modifiedAt())
                .setStoredAtMillis(facts.storedAt())
                .setInitialAgeMillis(facts.initialAge())
                .setSoftPurged(facts.softPurged());
    }

    /** Each field once, though most are both received and shown. */
    private static List<StoredHeader> headers(MultiMap received, MultiMap shown) {
        List<Map.Entry<String, String>> left = new ArrayList<>(pairs(shown));
        List<StoredHeader> all = new ArrayList<>();
        for (Map.Entry<String, String> field : pairs(received)) {
            all.add(header(field).setReceived(true).setShown(left.remove(field)).build());
        }
        left.forEach(field -> all.add(header(field).setShown(true).build()));
        return all;
    }

    private static List<Map.Entry<String, String>> pairs(MultiMap fields) {
        return fields.entries().stream()
                .map(field -> Map.entry(field.getKey(), field.getValue()))
                .toList();
    }

    private static StoredHeader.Builder header(Map.Entry<String, String> field) {
        return StoredHeader.newBuilder().setName(field.getKey()).setValue(field.getValue());
    }

    private static int sharing(Sharing sharing) {
        return switch (sharing) {
            case ANYONE -> 0;
            case AUTHORIZED -> 1;
            case EVERYONE -> 2;
        };
    }

    private static Optional<Sharing> sharing(int number) {
        return switch (number) {
            case 0 -> Optional.of(Sharing.ANYONE);
            case 1 -> Optional.of(Sharing.AUTHORIZED);
            case 2 -> Optional.of(Sharing.EVERYONE);
            default -> Optional.empty();
        };
    }

    /** @param length of the body */
    Optional<Kept> decode(Buffer metadata, long length) {
        try {
            StoredResponse stored = StoredResponse.parseFrom(metadata.getBytes());
            boolean readable =
                    stored.getFormat() == FORMAT && stored.getProfile().equals(profile);
            return readable ? decode(stored, length) : Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private Optional<Kept> decode(StoredResponse stored, long length) {
        long total = stored.getTotal() == 0 ? length : stored.getTotal();
        boolean possible = stored.getFirst() >= 0
                && stored.getFirst() <= total - length
                && stored.getStatus() >= 200
                && stored.getStatus() <= 999;
        return possible
                ? sharing(stored.getSharing()).map(sharing -> kept(stored, sharing, length, total))
                : Optional.empty();
    }

    private Kept kept(StoredResponse stored, Sharing sharing, long length, long total) {
        Entry entry = new Entry(
                facts(stored, sharing),
                stored.getStatus(),
                fields(stored.getHeadersList().stream()
                        .filter(StoredHeader::getShown)
                        .toList()),
                fields(stored.getHeadersList().stream()
                        .filter(StoredHeader::getReceived)
                        .toList()),
                new Extent(stored.getFirst(), length, total),
                Buffer.buffer(),
                new Encodings(stored.getEncodings()),
                new HashSet<>(stored.getTagsList()),
                stored.getRun() == run ? stored.getMark() : 0);
        return new Kept(new VaryRule(stored.getVaryList()), stored.getVariant(), stored.getGeneration(), entry);
    }

    private static StoredFacts facts(StoredResponse stored, Sharing sharing) {
        Freshness freshness = new Freshness(
                stored.getLifetimeMillis(),
                stored.getWhileRevalidateMillis(),
                stored.getIfErrorMillis(),
                stored.getIfDisconnectedMillis());
        return new StoredFacts(
                freshness,
                sharing,
                stored.getEtag(),
                stored.getLastModified(),
                stored.getModifiedAtMillis(),
                stored.getStoredAtMillis(),
                stored.getInitialAgeMillis(),
                stored.getSoftPurged());
    }

    private static MultiMap fields(List<StoredHeader> headers) {
        MultiMap fields = HttpHeaders.headers();
        headers.forEach(header -> fields.add(header.getName(), header.getValue()));
        return fields;
    }
}
