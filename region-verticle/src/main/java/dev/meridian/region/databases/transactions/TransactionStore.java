package dev.meridian.region.databases.transactions;

import dev.meridian.region.api.Caller;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.postgres.OpenTransaction;
import dev.meridian.region.sealing.Sealer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Transactions and what is staged in them, in the database. */
final class TransactionStore {

    /** Of one user, not ended. */
    private static final int MOST_PENDING = 100;

    private static final String CREATE = """
            insert into meridian.row_transaction (project_id, transaction_id, owner, status, operations, size, expires_at,
                created_at, updated_at)
            select $1::text, $2::text, $3::text, 'pending', 0, 0, $4::timestamptz, $5::timestamptz, $5::timestamptz
            where $3::text = '' or (select count(*) from meridian.row_transaction where project_id = $1::text
                and owner = $3::text and status = 'pending' and expires_at > $5::timestamptz) < $6::int8
            returning *
            """;
    private static final String FIND =
            "select * from meridian.row_transaction where project_id = $1 and transaction_id = $2";
    private static final String STAGED = """
            select operation from meridian.row_transaction_operation where project_id = $1 and transaction_id = $2
            order by number
            """;
    private static final String MET = """
            select database_id, table_id, row_id, state from meridian.row_transaction_met
            where project_id = $1 and transaction_id = $2
            """;
    private static final String ADD = """
            insert into meridian.row_transaction_operation (project_id, transaction_id, number, operation)
            values ($1, $2, $3, $4)
            """;
    private static final String ADD_MET = """
            insert into meridian.row_transaction_met (project_id, transaction_id, database_id, table_id, row_id, state)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """;

    private static final String FAIL = """
            update meridian.row_transaction set status = 'failed', updated_at = $3
            where project_id = $1 and transaction_id = $2 and status = 'pending' returning status
            """;
    private static final String DROP =
            "delete from meridian.row_transaction_operation where project_id = $1 and transaction_id = $2";
    private static final String DROP_MET =
            "delete from meridian.row_transaction_met where project_id = $1 and transaction_id = $2";

    private TransactionStore() {}

    /** Whose a transaction is that a caller creates: a user's ID, or empty text for servers, who may use all; guests have none. */
    static Optional<String> owner(Caller caller) {
        return switch (caller) {
            case Caller.User user -> Optional.of(user.userId());
            case Caller.Key key -> Optional.of("");
            case Caller.Admin admin -> Optional.of("");
            case Caller.Guest guest -> Optional.empty();
            case Caller.Halfway halfway -> Optional.empty();
        };
    }

    static Transaction create(
            OpenTransaction open,
            String project,
            String id,
            String owner,
            OffsetDateTime now,
            OffsetDateTime expiresAt) {
        return open.first(CREATE, project, id, owner, expiresAt, now, (long) MOST_PENDING)
                .map(Transaction::of)
                .orElseThrow(() -> DatabaseProblems.transactionLimit(
                        "A user has " + MOST_PENDING + " pending transactions at most; end one of them."));
    }

    /** A transaction, which nobody else uses until the end; {@code transaction_not_found} also where it is another's. */
    static Transaction lock(OpenTransaction open, String project, String id, Caller caller) {
        return found(open, FIND + " for update", project, id, caller);
    }

    /** The same without keeping others from it. */
    static Transaction find(OpenTransaction open, String project, String id, Caller caller) {
        return found(open, FIND, project, id, caller);
    }

    private static Transaction found(OpenTransaction open, String sql, String project, String id, Caller caller) {
        return open.first(sql, project, id)
                .filter(row -> mayUse(caller, row.getString("owner")))
                .map(Transaction::of)
                .orElseThrow(() -> DatabaseProblems.transactionNotFound(id));
    }

    private static boolean mayUse(Caller caller, String owner) {
        return caller.isPrivileged() || owner(caller).filter(owner::equals).isPresent();
    }

    /** In the order in which they were staged. */
    static List<Staged> staged(OpenTransaction open, Transaction transaction, Sealer sealer) {
        List<Staged> staged = new ArrayList<>();
        open.statement(STAGED, transaction.project(), transaction.id())
                .forEach(row -> staged.add(Staged.of(sealer, transaction, row.getString("operation"))));
        return staged;
    }

    /** The rows that what is staged met first, as they were then. */
    static Map<RowState.Key, RowState> met(OpenTransaction open, Transaction transaction) {
        Map<RowState.Key, RowState> met = new LinkedHashMap<>();
        for (Row row : open.statement(MET, transaction.project(), transaction.id())) {
            TableId table = new TableId(transaction.project(), row.getString("database_id"), row.getString("table_id"));
            met.put(new RowState.Key(table, row.getString("row_id")), new RowState(row.getString("state")));
        }
        return met;
    }

    /** Stages operations; @return the transaction with them */
    static Transaction add(
            OpenTransaction open,
            Transaction transaction,
            List<String> operations,
            Map<RowState.Key, RowState> met,
            OffsetDateTime now) {
        List<Tuple> numbered = new ArrayList<>();
        for (String operation : operations) {
            int number = transaction.operations() + numbered.size();
            numbered.add(Tuple.of(transaction.project(), transaction.id(), number, operation));
        }
        open.batch(ADD, numbered);
        if (!met.isEmpty()) {
            List<Tuple> states = new ArrayList<>();
            met.forEach((key, state) -> states.add(Tuple.of(
                    transaction.project(),
                    transaction.id(),
                    key.table().database(),
                    key.table().table(),
                    key.row(),
                    state.value())));
            open.batch(ADD_MET, states);
        }
        Transaction more = transaction.with(operations, now);
        update(open, more);
        return more;
    }

    /** Ends a transaction: what was staged is dropped, having been done or not. */
    static Transaction end(OpenTransaction open, Transaction transaction, String status, OffsetDateTime now) {
        Transaction ended = transaction.ended(status, now);
        update(open, ended);
        drop(open, ended);
        return ended;
    }

    /** Ends one whose commit was refused, unless somebody else has ended it since. */
    static void fail(OpenTransaction open, Transaction transaction, OffsetDateTime now) {
        open.first(FAIL, transaction.project(), transaction.id(), now).ifPresent(failed -> drop(open, transaction));
    }

    private static void drop(OpenTransaction open, Transaction transaction) {
        for (String sql : List.of(DROP, DROP_MET)) {
            open.statement(sql, transaction.project(), transaction.id());
        }
    }

    private static void update(OpenTransaction open, Transaction transaction) {
        open.statement(
                "update meridian.row_transaction set status = $3, operations = $4, size = $5, updated_at = $6"
                        + " where project_id = $1 and transaction_id = $2",
                transaction.project(),
                transaction.id(),
                transaction.status(),
                transaction.operations(),
                transaction.size(),
                transaction.updatedAt());
    }

    static void delete(OpenTransaction open, Transaction transaction) {
        open.statement(
                "delete from meridian.row_transaction where project_id = $1 and transaction_id = $2",
                transaction.project(),
                transaction.id());
    }
}
