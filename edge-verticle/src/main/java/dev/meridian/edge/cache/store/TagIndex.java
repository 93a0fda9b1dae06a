package dev.meridian.edge.cache.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which entries carry a tag. Tags of different projects are different tags. Used under the store's lock. */
final class TagIndex {

    private record Tag(String region, String project, String name) {}

    private final Map<Tag, Map<VariantKey, Entry>> entries = new HashMap<>();

    void add(VariantKey key, Entry entry) {
        entry.tags()
                .forEach(name -> entries.computeIfAbsent(tag(key, name), tag -> new HashMap<>(2))
                        .put(key, entry));
    }

    /** Removes this very entry, not one that has come in its place. */
    void remove(VariantKey key, Entry entry) {
        for (String name : entry.tags()) {
            Map<VariantKey, Entry> tagged = entries.get(tag(key, name));
            if (tagged != null && tagged.remove(key, entry) && tagged.isEmpty()) {
                entries.remove(tag(key, name));
            }
        }
    }

    List<Map.Entry<VariantKey, Entry>> of(PurgeScope scope) {
        return scope.tags().stream()
                .map(name -> entries.getOrDefault(new Tag(scope.region(), scope.project(), name), Map.of()))
                .flatMap(tagged -> tagged.entrySet().stream())
                .map(Map.Entry::copyOf)
                .distinct()
                .toList();
    }

    /** How many tags are known. */
    int size() {
        return entries.size();
    }

    private static Tag tag(VariantKey key, String name) {
        return new Tag(key.resource().region(), key.resource().project(), name);
    }
}
