package dev.meridian.router.map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One part of what those who look have been told: values by key, numbers or flat objects. News is taken in as far as a
 * delta may hold it; the rest comes with the next ones, in turn, so that nothing is left out for ever.
 */
final class Section {

    private final int mostChanges;
    private final NavigableMap<String, Object> told = new TreeMap<>();
    private String last = "";

    /** @param mostChanges how many values one delta may set */
    Section(int mostChanges) {
        this.mostChanges = mostChanges;
    }

    /** Everything that was told. */
    JsonObject whole() {
        JsonObject whole = new JsonObject();
        told.forEach(whole::put);
        return whole;
    }

    /** @return what is to be told: {@code set} and {@code gone}; empty where there is nothing */
    JsonObject take(NavigableMap<String, Object> present) {
        JsonObject delta = new JsonObject();
        List<String> gone =
                told.keySet().stream().filter(key -> !present.containsKey(key)).toList();
        if (!gone.isEmpty()) {
            gone.forEach(told::remove);
            delta.put("gone", new JsonArray(gone));
        }
        JsonObject set = set(present);
        return set.isEmpty() ? delta : delta.put("set", set);
    }

    private JsonObject set(NavigableMap<String, Object> present) {
        JsonObject set = new JsonObject();
        for (String key : inTurn(present)) {
            Object value = present.get(key);
            Object before = told.get(key);
            if (!Objects.equals(value, before)) {
                if (set.size() == mostChanges) {
                    return set;
                }
                set.put(key, difference(before, value));
                told.put(key, value);
                last = key;
            }
        }
        return set;
    }

    /** Begins after what was told last. */
    private List<String> inTurn(NavigableMap<String, Object> present) {
        List<String> keys = new ArrayList<>(present.tailMap(last, false).keySet());
        keys.addAll(present.headMap(last, true).keySet());
        return keys;
    }

    /** Of an object that was told before, the fields that are others. */
    private static @Nullable Object difference(@Nullable Object before, @Nullable Object value) {
        if (!(before instanceof JsonObject old && value instanceof JsonObject present)) {
            return value;
        }
        JsonObject changed = new JsonObject();
        present.forEach(field -> {
            if (!Objects.equals(field.getValue(), old.getValue(field.getKey()))) {
                changed.put(field.getKey(), field.getValue());
            }
        });
        return changed;
    }
}
