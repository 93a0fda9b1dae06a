package dev.meridian.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** Requests whose head is right and whose body, query or credentials are not. */
final class BadBodies {

    private static final String BAD = "400 general_bad_request";
    private static final String INVALID = "400 general_argument_invalid";
    private static final String STRUCTURE = "400 row_invalid_structure";
    private static final String QUERY = "400 general_query_invalid";
    private static final String FUNCTIONS = "/v1/functions";
    private static final String ROWS = "/v1/tablesdb/main/tables/orders/rows";
    private static final String FILES = "/v1/storage/buckets/photos/files";

    private final List<BadInput> rows = new ArrayList<>();

    private BadBodies() {}

    static List<BadInput> all() {
        BadBodies bodies = new BadBodies();
        bodies.json();
        bodies.values();
        bodies.rows();
        bodies.queries();
        bodies.credentials();
        bodies.forms();
        return bodies.rows;
    }

    private void json() {
        post("JSON cut off", BAD, FUNCTIONS, "{\"functionId\":");
        for (String text : List.of("[1,2]", "\"x\"", "null", "1e999999999", "{} {}", "{\"functionId\":\"\u00ff\"}")) {
            post("JSON [" + text + "]", BAD, FUNCTIONS, text);
        }
        post("nothing", INVALID, FUNCTIONS, "");
        post("lists in lists, without end", BAD, FUNCTIONS, "[".repeat(100_000));
        post("objects in objects", BAD, FUNCTIONS, "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000));
        post("a number of 5,000 digits", BAD, ROWS, row("\"t\",\"price\":" + "9".repeat(5_000)));
        post("11 MiB", BAD, FUNCTIONS, "{\"name\":\"" + "a".repeat(11 << 20) + "\"}");
        send("POST", "another media type", BAD, FUNCTIONS, "Content-Type: text/xml\r\n", "<xml/>");
    }

    private void values() {
        post("values of the wrong type", INVALID, FUNCTIONS, "{\"functionId\":5,\"name\":[],\"runtime\":{}}");
        for (String id : List.of("../x", "a".repeat(37), "a\\u0000", "-a", "", "a b")) {
            post("ID [" + id + "]", INVALID, FUNCTIONS, function(id, "n"));
        }
        post("an ID that comes twice", INVALID, FUNCTIONS, "{\"functionId\":\"a\",\"functionId\":\"../b\"}");
        post("a name with a NUL", INVALID, FUNCTIONS, function("nul", "a\\u0000b"));
        post("a name with half a pair", INVALID, FUNCTIONS, function("half", "\\ud800"));
        post("a bucket's name", INVALID, "/v1/storage/buckets", "{\"bucketId\":\"b\",\"name\":\"\\u0000\"}");
        post("a column of SQL", INVALID, ROWS.replace("rows", "columns/string"), "{\"key\":\"a\\\"; --\",\"size\":9}");
    }

    private void rows() {
        post("a row's ID", INVALID, ROWS, "{\"rowId\":\"a';--\",\"data\":{\"title\":\"t\"}}");
        post("a row of text", INVALID, ROWS, "{\"rowId\":\"x\",\"data\":\"nonsense\"}");
        post("a row of a list", INVALID, ROWS, "{\"rowId\":\"x\",\"data\":[1]}");
        post("a row with a NUL", STRUCTURE, ROWS, row("\"a\\u0000b\""));
        post("a row with half a pair", STRUCTURE, ROWS, row("\"\\ud800\""));
        post("a row 900 deep", STRUCTURE, ROWS, row("[".repeat(900) + "]".repeat(900)));
        post("a row beyond any float", STRUCTURE, ROWS, row("\"t\",\"price\":1e99999999"));
        post("a row of an unknown column", STRUCTURE, ROWS, row("\"t\",\"nope\":1"));
        post(
                "a permission",
                INVALID,
                ROWS,
                "{\"rowId\":\"x\",\"data\":{\"title\":\"t\"},\"permissions\":[\"fly(any)\"]}");
        send("PATCH", "a NUL for a row", INVALID, ROWS + "/%00", "Content-Type: application/json\r\n", row("\"t\""));
        send("DELETE", "a NUL to delete", INVALID, ROWS + "/%00", "", "");
    }

    private void queries() {
        query("nonsense", QUERY);
        query("[]", QUERY);
        query("{\"method\":\"fly\"}", QUERY);
        query("{\"method\":\"equal\",\"attribute\":\"title\"}", QUERY);
        query("{\"method\":\"equal\",\"attribute\":\"nope\",\"values\":[1]}", QUERY);
        query("{\"method\":\"equal\",\"attribute\":\"title\\\" or 1=1 --\",\"values\":[\"x\"]}", QUERY);
        query("{\"method\":\"equal\",\"attribute\":\"title\",\"values\":[\"\\u0000\"]}", QUERY);
        query("{\"method\":\"equal\",\"attribute\":\"price\",\"values\":[\"abc\"]}", QUERY);
        query("{\"method\":\"limit\",\"values\":[-1]}", QUERY);
        query("{\"method\":\"offset\",\"values\":[99999999999999999999]}", QUERY);
        query("{\"method\":\"and\",\"values\":[".repeat(50) + "1" + "]}".repeat(50), QUERY);
        query("{\"method\":\"cursorAfter\",\"values\":[\"nope\"]}", "400 general_cursor_not_found");
        query("{\"method\":\"cursorAfter\",\"values\":[\"\\u0000\"]}", INVALID);
        get("101 queries", INVALID, ROWS + "?" + "queries[]=%7B%7D&".repeat(101), BadInput.SERVER);
        get("queries that are one text", INVALID, ROWS + "?queries=x", BadInput.SERVER);
        get("1,001 parameters", BAD, ROWS + "?" + "a=1&".repeat(1_001), BadInput.SERVER);
    }

    private void credentials() {
        String scope = "401 general_unauthorized_scope";
        String project = "X-Appwrite-Project: shop\r\n";
        get("a key of no characters", scope, FUNCTIONS, project + "X-Appwrite-Key: standard_\u00ff\u00fe\r\n");
        get("a token", "401 user_jwt_invalid", "/v1/account", project + "X-Appwrite-JWT: a.b.c\r\n");
        get("cookies", scope, "/v1/account", project + "Cookie: a_session_console=%%%\u00ff; ;;;=\r\n");
        // {"id":"a<NUL>","secret":"b"}
        get(
                "a session with a NUL",
                scope,
                "/v1/account",
                project + "X-Appwrite-Session: eyJpZCI6ImFcdTAwMDAiLCJzZWNyZXQiOiJiIn0=\r\n");
        get("fallback cookies", scope, "/v1/account", project + "X-Fallback-Cookies: " + "[".repeat(20_000) + "\r\n");
    }

    private void forms() {
        form("a form without a boundary", INVALID, "multipart/form-data", "", "x");
        for (String body : List.of("", "garbage", "--B\r\n\r\nabc\r\n--B--\r\n", part("fileId", "cut"))) {
            file("a form [" + body.strip() + "]", INVALID, body);
        }
        file("a form that does not end", INVALID, part("fileId", "a") + part("file\"; filename=\"a", "data"));
        file("a form without a file", "400 storage_file_empty", part("fileId", "a") + "--B--\r\n");
        file("an empty file", "400 storage_file_empty", upload("a", "a.txt", ""));
        file("two files", INVALID, part("fileId", "a") + part("file\"; filename=\"a", "1") + upload("a", "b", "2"));
        file("a part's head of 100 kB", INVALID, "--B\r\nx: " + "a".repeat(100_000) + "\r\n\r\nabc\r\n--B--\r\n");
        file("3,000 fields", INVALID, part("f", "x").repeat(3_000) + "--B--\r\n");
        file("a field of 3 MB", INVALID, part("fileId", "a".repeat(3_000_000)) + upload("a", "a", "d"));
        file("a file's ID", INVALID, upload("../x", "a", "d"));
        file("a file's name with a NUL", INVALID, upload("a", "a\0b", "d"));
        for (String range :
                List.of("junk", "bytes 5-2/10", "bytes 0-9/5", "bytes 3-9/10", "bytes 0-4/" + "9".repeat(30))) {
            form(
                    "range " + range,
                    "400 storage_invalid_content_range",
                    "multipart/form-data; boundary=B",
                    "Content-Range: " + range + "\r\n",
                    upload("a", "a", "abcde"));
        }
    }

    private static String function(String id, String name) {
        return "{\"functionId\":\"%s\",\"name\":\"%s\",\"runtime\":\"edge-js-1\",\"entrypoint\":\"main.js\"}"
                .formatted(id, name);
    }

    private static String row(String title) {
        return "{\"rowId\":\"x\",\"data\":{\"title\":" + title + "}}";
    }

    private static String part(String name, String value) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String upload(String id, String name, String content) {
        return part("fileId", id) + part("file\"; filename=\"" + name, content) + "--B--\r\n";
    }

    private void query(String query, String expected) {
        get("query " + query, expected, ROWS + "?queries[]=" + URLEncoder.encode(query, ISO_8859_1), BadInput.SERVER);
    }

    private void get(String name, String expected, String path, String headers) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        rows.add(new BadInput(name, expected, request));
    }

    private void post(String name, String expected, String path, String body) {
        send("POST", name, expected, path, "Content-Type: application/json\r\n", body);
    }

    private void file(String name, String expected, String body) {
        form(name, expected, "multipart/form-data; boundary=B", "", body);
    }

    private void form(String name, String expected, String type, String headers, String body) {
        send("POST", name, expected, FILES, "Content-Type: " + type + "\r\n" + headers, body);
    }

    private void send(String method, String name, String expected, String path, String headers, String body) {
        String request = method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + BadInput.SERVER + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        rows.add(new BadInput(name, expected, request));
    }
}
