package dev.meridian.region.postgres;

import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A region's database, embedded or elsewhere, brought to the present schema.
 *
 * <p>Reads go over a pool whose connections are pipelined; writes and transactions over one whose connections are not, so
 * that each commit stands for itself. What the server gave up for concurrency's sake (SQL states 40001 and 40P01) is
 * tried again a few times. Outcomes come on the caller's context. Safe for use by many threads.
 */
public final class Database {

    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");
    private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");
    private static final int ATTEMPTS = 6;
    private static final ProblemType TIMEOUT = new ProblemType("database_timeout", 408);
    private static final int WAITING = 4_096;
    /** Milliseconds after which the server gives a read up, so that a few costly queries do not hold every connection. */
    private static final String LONGEST_READ = "15000";

    private final Vertx vertx;
    private final Pool reads;
    private final Pool searches;
    private final Pool writes;
    private final PgConnectOptions options;
    private final @Nullable EmbeddedServer server;
    private final List<Notifications> heard = new CopyOnWriteArrayList<>();

    private Database(
            Vertx vertx,
            Pool reads,
            Pool searches,
            Pool writes,
            PgConnectOptions options,
            @Nullable EmbeddedServer server) {
        this.vertx = vertx;
        this.reads = reads;
        this.searches = searches;
        this.writes = writes;
        this.options = options;
        this.server = server;
    }

    /** Starts or finds the server and applies what migrations it lacks. Fails with {@link DatabaseException}. */
    public static Future<Database> open(Vertx vertx, DatabaseSettings settings) {
        return connect(vertx, settings)
                .compose(database -> Migrations.apply(database)
                        .map(database)
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    /**
     * One statement that changes nothing and for which one plan is right whatever the arguments: it is made once for each
     * connection.
     */
    public Future<RowSet<Row>> read(String sql, @Nullable Object... arguments) {
        return read(reads, sql, arguments);
    }

    /**
     * One statement that changes nothing, planned for its arguments each time. The server would not do so on its own: once
     * plans for some arguments seem to cost as much as one for all, it keeps that.
     */
    public Future<RowSet<Row>> search(String sql, @Nullable Object... arguments) {
        return read(searches, sql, arguments);
    }

    private Future<RowSet<Row>> read(Pool pool, String sql, @Nullable Object... arguments) {
        return retrying(() -> pool.preparedQuery(sql).execute(Tuple.wrap(arguments)), ATTEMPTS)
                .recover(failure -> Future.failedFuture(isCancelled(failure) ? tookTooLong() : failure));
    }

    /** One statement, in a transaction of its own. */
    public Future<RowSet<Row>> write(String sql, @Nullable Object... arguments) {
        return retrying(() -> writes.preparedQuery(sql).execute(Tuple.wrap(arguments)), ATTEMPTS);
    }

    /**
     * Several statements that take effect together or not at all. The work may run more than once: it must do nothing
     * that a roll-back does not undo. It is rolled back when its future fails, and the failure passed on.
     */
    public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return retrying(() -> writes.withTransaction(work), ATTEMPTS);
    }

    /** A transaction that announces something; completes once this node has heard of that. */
    public <T> Future<T> announcing(Function<SqlConnection, Future<T>> work) {
        return transaction(work).compose(done -> heard().map(done));
    }

    /** Tells a listener of what transactions announce on a channel, until the database is closed. */
    public Notifications listen(String channel, Notifications.Listener listener) {
        Notifications notifications = new Notifications(
                vertx,
                options,
                channel,
                listener,
                text -> write("select pg_notify($1::text, $2::text)", channel, text));
        heard.add(notifications);
        return notifications;
    }

    /** Completes once every listener of this node has been told of what was announced before. */
    public Future<Void> heard() {
        return Future.join(heard.stream().map(Notifications::heard).toList()).mapEmpty();
    }

    /** Whether a statement failed because something of that key is there already. */
    public static boolean isDuplicate(Throwable failure) {
        return failure instanceof PgException refused && "23505".equals(refused.getSqlState());
    }

    /** The pool for reads, for what the methods here do not cover, such as cursors. */
    public Pool reads() {
        return reads;
    }

    /** The pool for writes. */
    public Pool writes() {
        return writes;
    }

    /** Ends every connection, and the server if it is our own. */
    public Future<Void> close() {
        return Future.join(heard.stream().map(Notifications::close).toList())
                .transform(deaf -> Future.join(reads.close(), searches.close(), writes.close()))
                .transform(closed -> server == null
                        ? Future.<Void>succeededFuture()
                        : vertx.executeBlocking(() -> {
                            server.stop();
                            return null;
                        }));
    }

    private <T> Future<T> retrying(Supplier<Future<T>> work, int attempts) {
        return work.get().recover(failure -> {
            if (attempts <= 1 || !isWorthRetrying(failure)) {
                return Future.failedFuture(isUnstorable(failure) ? unstorable() : failure);
            }
            long pause = 1L << (ATTEMPTS - attempts);
            return vertx.timer(pause, TimeUnit.MILLISECONDS).compose(elapsed -> retrying(work, attempts - 1));
        });
    }

    /** Whether the server gave a statement up (SQL state 57014). */
    private static boolean isCancelled(Throwable failure) {
        return failure instanceof PgException refused && "57014".equals(refused.getSqlState());
    }

    /** Whether a text had the one character that PostgreSQL keeps in none (SQL states 22021 and 22P05). */
    private static boolean isUnstorable(Throwable failure) {
        return failure instanceof PgException refused && UNSTORABLE.contains(refused.getSqlState());
    }

    private static Problem unstorable() {
        return Problem.of(ProblemType.ARGUMENT_INVALID, "A text of the request has the character U+0000");
    }

    private static Problem tookTooLong() {
        return Problem.of(TIMEOUT, "The query takes the database too long. Ask for less, or add an index");
    }

    private static boolean isWorthRetrying(Throwable failure) {
        return failure instanceof PgException refused && TRY_AGAIN.contains(refused.getSqlState());
    }

    private static Future<Database> connect(Vertx vertx, DatabaseSettings settings) {
        if (settings.url().isPresent()) {
            PgConnectOptions options =
                    PgConnectOptions.fromUri(settings.url().get().value());
            return Future.succeededFuture(over(vertx, settings, options, null));
        }
        return vertx.executeBlocking(() -> {
                    EmbeddedServer server = EmbeddedServer.start(settings);
                    PgConnectOptions options = new PgConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(server.port())
                            .setUser(EmbeddedServer.USER)
                            .setDatabase("postgres")
                            .setPassword(server.password());
                    return over(vertx, settings, options, server);
                })
                .map(Objects::requireNonNull);
    }

    private static Database over(
            Vertx vertx, DatabaseSettings settings, PgConnectOptions options, @Nullable EmbeddedServer server) {
        options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(512);
        PgConnectOptions reading =
                new PgConnectOptions(options).setPipeliningLimit(16).addProperty("statement_timeout", LONGEST_READ);
        Pool reads = pool(vertx, settings, planning(reading, "force_generic_plan"), "reads");
        Pool searches = pool(vertx, settings, planning(reading, "force_custom_plan"), "searches");
        Pool writes = pool(vertx, settings, new PgConnectOptions(options).setPipeliningLimit(1), "writes");
        return new Database(vertx, reads, searches, writes, options, server);
    }

    private static PgConnectOptions planning(PgConnectOptions options, String mode) {
        return new PgConnectOptions(options).addProperty("plan_cache_mode", mode);
    }

    private static Pool pool(Vertx vertx, DatabaseSettings settings, PgConnectOptions options, String name) {
        return PgBuilder.pool()
                .connectingTo(options)
                .with(new PoolOptions()
                        .setMaxSize(settings.connections())
                        .setMaxWaitQueueSize(WAITING)
                        .setConnectionTimeout(10)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                        .setName(name))
                .using(vertx)
                .build();
    }
}
