package dev.meridian.launcher.bench.databases;

/** What is timed. Those that change rows come last. */
enum Operation {
    FIND("get a row by its ID", 1),
    LIST("list 25 by an equality and a bound, in the order of the index, no total", 1),
    LIST_WITH_TOTAL("the same list with its total (Meridian counts up to 5,000, the peer all)", 1),
    UPDATE("update one column of a row", 1),
    CREATE("create a row", 1),
    CREATE_100("create 100 rows in one request", 100);

    private final String title;
    private final int created;

    Operation(String title, int created) {
        this.title = title;
        this.created = created;
    }

    String title() {
        return title;
    }

    /** New rows that a request may name at most. */
    int created() {
        return created;
    }
}
