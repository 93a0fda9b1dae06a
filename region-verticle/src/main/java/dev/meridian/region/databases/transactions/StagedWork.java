package dev.meridian.region.databases.transactions;

import dev.meridian.core.id.Ids;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.databases.naming.DatabaseProblems;
import dev.meridian.region.databases.rows.Author;
import dev.meridian.region.databases.rows.Done;
import dev.meridian.region.databases.rows.OperationParameters.Addressed;
import dev.meridian.region.databases.rows.RowOperation;
import dev.meridian.region.databases.rows.RowOperations;
import dev.meridian.region.databases.rows.RowTransaction;
import dev.meridian.region.databases.rows.RowTransactions;
import dev.meridian.region.databases.rows.Staging;
import dev.meridian.region.databases.tables.TableId;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.postgres.OpenTransaction;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Stages operations, looks at what they would do, and does them. On virtual threads only. */
final class StagedWork implements Staging {

    private final RegionContext region;
    private final RowTransactions rows;
    private final RowOperations operations;

    StagedWork(RegionContext region, RowTransactions rows, RowOperations operations) {
        this.region = region;
        this.rows = rows;
        this.operations = operations;
    }

    @Override
    public <T> T stage(ApiRequest request, String id, TableId table, RowOperation operation, Answer<T> answer) {
        return stage(request, id, List.of(new Addressed(table, operation)), answer)
                .answers()
                .getLast();
    }

    /** All of them or none; @return the transaction with them */
    Transaction stage(ApiRequest request, String id, List<Addressed> operations) {
        return stage(request, id, operations, (transaction, table, done) -> done)
                .after();
    }

    /** What was answered to each operation, and the transaction with all of them. */
    private record Tried<T>(List<T> answers, Transaction after) {}

    private <T> Tried<T> stage(ApiRequest request, String id, List<Addressed> operations, Answer<T> answer) {
        List<Staged> staged = staged(request, operations);
        List<String> texts =
                staged.stream().map(one -> one.kept(region.sealer(), id)).toList();
        return use(request, id, (transaction, held) -> {
            held.checkRoom(texts);
            FirstStates earlier = new FirstStates();
            FirstStates met = new FirstStates(earlier);
            List<T> answers = transaction.tryOut(() -> {
                Replay replay = replay(transaction.watched(earlier), held, staged);
                return tried(replay, transaction.watched(met), staged, answer);
            });
            return new Tried<>(answers, TransactionStore.add(transaction.open(), held, texts, met.met(), region.now()));
        });
    }

    private List<Staged> staged(ApiRequest request, List<Addressed> operations) {
        Author author = Author.of(request);
        OffsetDateTime now = region.now();
        Ids ids = region.node().ids();
        operations.forEach(one -> checkRepeatable(one.operation()));
        return operations.stream()
                .map(one -> new Staged(one.table(), one.operation().identified(ids), author, now))
                .toList();
    }

    private static <T> List<T> tried(Replay replay, RowTransaction transaction, List<Staged> staged, Answer<T> answer) {
        List<T> answers = new ArrayList<>();
        for (Staged one : staged) {
            Done done = replay.run(transaction, one);
            answers.add(answer.of(transaction, transaction.table(one.table()), done));
        }
        return answers;
    }

    @Override
    public <T> T look(ApiRequest request, String id, Function<RowTransaction, T> work) {
        return use(
                request,
                id,
                (transaction, held) -> transaction.tryOut(() -> {
                    replay(transaction, held, List.of());
                    return work.apply(transaction);
                }));
    }

    /** Does what is staged again, as far as that still can be done. */
    private Replay replay(RowTransaction transaction, Transaction held, List<Staged> more) {
        List<Staged> staged = TransactionStore.staged(transaction.open(), held, region.sealer());
        List<Staged> all = new ArrayList<>(staged);
        all.addAll(more);
        Replay.hold(transaction, all);
        Replay replay = new Replay(operations, region.node().clock());
        transaction.refusal(() -> replay.run(transaction, staged)).ifPresent(refused -> {
            throw DatabaseProblems.transactionConflict("What is staged cannot be done any more: " + refused.text());
        });
        return replay;
    }

    /**
     * Does what is staged, for good, if it meets exactly the rows that it met when it was staged, and those as they were.
     *
     * @return the transaction as it is then
     * @throws Problem the reason for which nothing was done; the transaction has failed then
     */
    Transaction commit(ApiRequest request, String id) {
        try {
            return use(request, id, (transaction, held) -> {
                transaction.refusal(() -> apply(transaction, held)).ifPresent(refused -> {
                    throw new Refused(held, refused);
                });
                return TransactionStore.end(transaction.open(), held, Transaction.COMMITTED, region.now());
            });
        } catch (Refused refused) {
            OpenTransaction.run(region.database(), open -> {
                TransactionStore.fail(open, refused.transaction, region.now());
                return refused;
            });
            throw meant(refused.problem);
        }
    }

    /** Takes a refusal out of the database transaction that it ends, past those who would take it for an old definition's. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Transaction transaction;
        private final transient Problem problem;

        Refused(Transaction transaction, Problem problem) {
            super(problem.text(), null, false, false);
            this.transaction = transaction;
            this.problem = problem;
        }
    }

    private void apply(RowTransaction transaction, Transaction held) {
        List<Staged> staged = TransactionStore.staged(transaction.open(), held, region.sealer());
        Replay.hold(transaction, staged);
        ExpectedStates expected = new ExpectedStates(TransactionStore.met(transaction.open(), held));
        expected.lock(transaction);
        new Replay(operations, region.node().clock()).run(transaction.watched(expected), staged);
    }

    /** What could be done when it was staged was kept from it by somebody else's rows since. */
    private static Problem meant(Problem refused) {
        boolean isDuplicate = refused.type().equals(DatabaseProblems.ROW_EXISTS)
                || refused.type().equals(DatabaseProblems.ROW_UNIQUE);
        return isDuplicate
                ? DatabaseProblems.transactionConflict("A row in the way was made since this was staged")
                : refused;
    }

    /** Drops what is staged. */
    Transaction rollBack(ApiRequest request, String id) {
        return use(
                request,
                id,
                (transaction, held) ->
                        TransactionStore.end(transaction.open(), held, Transaction.FAILED, region.now()));
    }

    /** Works with a transaction that is the caller's, pending, and used by nobody else meanwhile. */
    private <T> T use(ApiRequest request, String id, BiFunction<RowTransaction, Transaction, T> work) {
        return rows.run(transaction -> {
            Replay.limit(transaction);
            Transaction held = TransactionStore.lock(transaction.open(), request.project(), id, request.caller());
            held.checkUsable(region.now());
            return work.apply(transaction, held);
        });
    }

    private static void checkRepeatable(RowOperation operation) {
        if (operation instanceof RowOperation.OfFound found && found.isRandom()) {
            throw Invalid.parameter("queries", "In a transaction rows cannot be chosen at random");
        }
    }
}
