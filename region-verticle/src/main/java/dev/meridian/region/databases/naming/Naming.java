package dev.meridian.region.databases.naming;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Routes;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The two vocabularies of one engine (contract section 5): tables of rows under {@code /v1/tablesdb}, and, older,
 * collections of documents under {@code /v1/databases}. Everything here is said in the first; what a caller of the other
 * path sends and is told is put into the second at the door.
 */
public enum Naming {
    TABLES,
    COLLECTIONS;

    /** Paths of databases and of a database's tables, in the newer vocabulary. */
    public static final String DATABASES = "/v1/tablesdb";

    public static final String TABLES_PATH = DATABASES + "/{databaseId}/tables";

    private static final String OLDER = "/v1/databases";

    /** Segments of paths, names of parameters and fields. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("tablesdb", "databases"),
            Map.entry("tables", "collections"),
            Map.entry("columns", "attributes"),
            Map.entry("rows", "documents"),
            Map.entry("tableId", "collectionId"),
            Map.entry("rowId", "documentId"),
            Map.entry("column", "attribute"),
            Map.entry("rowSecurity", "documentSecurity"),
            Map.entry("relatedTable", "relatedCollection"),
            Map.entry("relatedTableId", "relatedCollectionId"),
            Map.entry("$tableId", "$collectionId"));

    private static final Map<String, String> WORDS = Map.of(
            "Table", "Collection",
            "table", "collection",
            "tables", "collections",
            "Column", "Attribute",
            "column", "attribute",
            "columns", "attributes",
            "Row", "Document",
            "row", "document",
            "rows", "documents");

    private static final Map<String, String> TYPES =
            Map.of("table_", "collection_", "column_index_", "index_", "column_", "attribute_", "row_", "document_");

    /** A quotation, or a word outside of them. */
    private static final Pattern PIECE = Pattern.compile("'[^']*'|\"[^\"]*\"|[$A-Za-z]+");

    /** By the path that the caller took. */
    public static Naming of(ApiRequest request) {
        return request.head().path().startsWith(OLDER) ? COLLECTIONS : TABLES;
    }

    /** A name of the newer vocabulary in this one. */
    public String name(String newer) {
        return this == TABLES ? newer : NAMES.getOrDefault(newer, newer);
    }

    /** Declares routes that answer in both vocabularies; paths are of the newer. */
    public static final class BothRoutes {

        private final Routes routes;

        public BothRoutes(Routes routes) {
            this.routes = routes;
        }

        public Routes.Declaration get(String path) {
            return both(routes.get(path), path);
        }

        public Routes.Declaration post(String path) {
            return both(routes.post(path), path);
        }

        public Routes.Declaration put(String path) {
            return both(routes.put(path), path);
        }

        public Routes.Declaration patch(String path) {
            return both(routes.patch(path), path);
        }

        public Routes.Declaration delete(String path) {
            return both(routes.delete(path), path);
        }

        private static Routes.Declaration both(Routes.Declaration declared, String path) {
            String older =
                    Arrays.stream(path.split("/", -1)).map(COLLECTIONS::name).collect(Collectors.joining("/"));
            return declared.alias(older, Naming::older);
        }
    }

    /** A refusal as callers of the older paths know it. What it quotes stays as it is. */
    private static Problem older(Problem problem) {
        String type = problem.type().name();
        String older = TYPES.keySet().stream()
                .filter(type::startsWith)
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .map(prefix -> TYPES.get(prefix) + type.substring(prefix.length()))
                .orElse(type);
        String text = PIECE.matcher(problem.text()).replaceAll(found -> {
            String piece = found.group();
            String named = NAMES.get(piece);
            return Matcher.quoteReplacement(WORDS.getOrDefault(piece, named == null ? piece : named));
        });
        return problem.reworded(new ProblemType(older, problem.type().status()), text);
    }
}
