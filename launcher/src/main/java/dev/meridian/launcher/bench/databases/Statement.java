package dev.meridian.launcher.bench.databases;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that a database has run.
 *
 * @param session that has sent it
 * @param parameters in their order; empty for null
 */
record Statement(String session, String sql, List<Optional<String>> parameters) {

    /** How each entry of the log begins, for {@code log_line_prefix}. */
    static final String PREFIX = "@%p@";

    private static final Pattern ENTRY = Pattern.compile("(?m)^@(\\d+)@(LOG|DETAIL):  ");
    private static final Pattern RUN = Pattern.compile("(?s)(?:execute [^:]+|statement): (.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\$\\d+ = (?:NULL|'([^']*+(?:''[^']*+)*+)')");
    private static final Set<String> BEGINNINGS = Set.of("BEGIN", "START TRANSACTION");
    private static final Set<String> ENDS = Set.of("COMMIT", "ROLLBACK");

    boolean begins() {
        return BEGINNINGS.contains(sql);
    }

    boolean ends() {
        return ENDS.contains(sql);
    }

    /** Whether it mentions any of some names, in its text or as a parameter. */
    boolean mentions(Set<String> names) {
        return names.stream()
                .anyMatch(name -> sql.contains("\"" + name + "\"") || parameters.contains(Optional.of(name)));
    }

    /** Reads what PostgreSQL writes with {@code log_statement = all}. */
    static List<Statement> read(String log) {
        List<Statement> statements = new ArrayList<>();
        Matcher entry = ENTRY.matcher(log);
        boolean more = entry.find();
        while (more) {
            String session = entry.group(1);
            boolean detail = entry.group(2).equals("DETAIL");
            int from = entry.end();
            more = entry.find();
            String text =
                    log.substring(from, more ? entry.start() : log.length()).strip();
            Matcher run = RUN.matcher(text);
            if (detail && !statements.isEmpty()) {
                statements.add(statements.removeLast().with(text));
            } else if (run.matches()) {
                statements.add(new Statement(session, run.group(1).replace("\n\t", "\n"), List.of()));
            }
        }
        return statements;
    }

    private Statement with(String detail) {
        return new Statement(
                session,
                sql,
                PARAMETER
                        .matcher(detail)
                        .results()
                        .map(found -> Optional.ofNullable(found.group(1)).map(text -> text.replace("''", "'")))
                        .toList());
    }

    /** Those that mention the names, with the beginning and the end of the transactions that they are in. */
    static List<Statement> about(Set<String> names, List<Statement> all) {
        List<Statement> kept = new ArrayList<>();
        List<Statement> begun = new ArrayList<>();
        Set<String> within = new HashSet<>();
        for (Statement statement : all) {
            if (statement.begins()) {
                begun.add(statement);
            } else if (statement.ends()) {
                begun.removeIf(beginning -> beginning.session().equals(statement.session()));
                if (within.remove(statement.session())) {
                    kept.add(statement);
                }
            } else if (statement.mentions(names)) {
                for (Statement beginning : List.copyOf(begun)) {
                    if (beginning.session().equals(statement.session())) {
                        kept.add(beginning);
                        begun.remove(beginning);
                        within.add(statement.session());
                    }
                }
                kept.add(statement);
            }
        }
        return kept;
    }
}
