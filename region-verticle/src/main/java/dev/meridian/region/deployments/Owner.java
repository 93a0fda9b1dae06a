package dev.meridian.region.deployments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;

/** A function or site: what deployments and variables belong to; variables also to a project, whose ID here is empty. */
public record Owner(Kind kind, String project, String id) {

    /** The sorts of things that are deployed. */
    public enum Kind {
        FUNCTION("function", "functions"),
        SITE("site", "sites"),
        PROJECT("project", "project");

        private final String word;
        private final String plural;

        Kind(String word, String plural) {
            this.word = word;
            this.plural = plural;
        }

        /** As the database and variables call it. */
        public String word() {
            return word;
        }

        /** As paths, scopes and deployments call it. */
        public String plural() {
            return plural;
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static Owner of(Row row) {
        return new Owner(Kind.of(row.getString("owner_type")), row.getString("project_id"), row.getString("owner_id"));
    }

    /** {@code project_id, owner_type, owner_id} as the first three arguments of a statement. */
    Tuple key() {
        return Tuple.of(project, kind.word(), id);
    }
}
