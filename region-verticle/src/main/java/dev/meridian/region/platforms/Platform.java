package dev.meridian.region.platforms;

import dev.meridian.region.api.Timestamps;
import dev.meridian.region.query.Field;
import dev.meridian.region.query.Identifier;
import dev.meridian.region.query.TableShape;
import dev.meridian.region.query.ValueType;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A page or an app that may use a project.
 *
 * @param target host name of a page, identifier of an app
 */
record Platform(String id, Kind kind, String name, String target, Instant createdAt, Instant updatedAt) {

    /** What platforms there are; each calls its target by another name. */
    enum Kind {
        WEB("web", "hostname"),
        APPLE("apple", "bundleIdentifier"),
        ANDROID("android", "applicationId"),
        WINDOWS("windows", "packageIdentifierName"),
        LINUX("linux", "packageName");

        private final String word;
        private final String target;

        Kind(String word, String target) {
            this.word = word;
            this.target = target;
        }

        String word() {
            return word;
        }

        /** What parameters and models call the target. */
        String target() {
            return target;
        }

        /** By the names that kinds had once, for instance {@code flutter-ios}. */
        static Optional<Kind> older(String word) {
            return switch (word) {
                case "web", "flutter-web", "unity" -> Optional.of(WEB);
                case "android", "flutter-android", "react-native-android" -> Optional.of(ANDROID);
                case "windows", "flutter-windows" -> Optional.of(WINDOWS);
                case "linux", "flutter-linux" -> Optional.of(LINUX);
                default ->
                    word.matches("apple|(apple|flutter|react-native)-(ios|macos|watchos|tvos)")
                            ? Optional.of(APPLE)
                            : Optional.empty();
            };
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static final TableShape SHAPE = TableShape.of(new Identifier("meridian"), new Identifier("platform"), fields());

    /** Queries may name the target in the words of each kind; rows have it once for each of them. */
    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>(List.of(
                Field.required("$id", "platform_id", ValueType.STRING),
                Field.required("$sequence", "sequence", ValueType.INTEGER),
                Field.required("$createdAt", "created_at", ValueType.DATETIME),
                Field.required("$updatedAt", "updated_at", ValueType.DATETIME),
                Field.required("type", "type", ValueType.STRING),
                Field.required("name", "name", ValueType.STRING)));
        for (Kind kind : Kind.values()) {
            fields.add(Field.required(kind.target, "target", ValueType.STRING));
        }
        return fields;
    }

    static Platform of(Row row) {
        return new Platform(
                row.getString("platform_id"),
                Kind.of(row.getString("type")),
                row.getString("name"),
                row.getString("target"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    JsonObject model() {
        return new JsonObject()
                .put("$id", id)
                .put("$createdAt", Timestamps.format(createdAt))
                .put("$updatedAt", Timestamps.format(updatedAt))
                .put("name", name)
                .put("type", kind.word())
                .put(kind.target(), target);
    }
}
