package dev.meridian.region.storage.uploads;

import dev.meridian.core.http.Exchange;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.region.multipart.Form;
import dev.meridian.region.multipart.FormLimits;
import dev.meridian.region.multipart.MultipartReader;
import dev.meridian.region.storage.objects.ObjectStore;
import dev.meridian.region.storage.objects.ObjectWriter;
import dev.meridian.region.storage.objects.StoredObject;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Takes in uploads. Used on the event loop of the request. */
public final class Uploads {

    private final ObjectStore objects;

    public Uploads(ObjectStore objects) {
        this.objects = objects;
    }

    /** What the request's {@code Content-Range} says, if it is a chunk. */
    public static Optional<ChunkRange> range(Exchange exchange) {
        return exchange.request().header(HttpHeaders.CONTENT_RANGE).map(ChunkRange::parse);
    }

    /**
     * Reads the request's form and takes its file in.
     *
     * @param field name of the form's file
     * @param most bytes that the file, or this chunk of it, may have
     * @return what arrived, for the caller to commit or to discard; fails with a problem, nothing kept
     */
    public Future<Arrival> receive(Exchange exchange, String field, long most, ProblemType tooLarge, Problem empty) {
        Incoming incoming = new Incoming(objects);
        String type = exchange.request().header(HttpHeaders.CONTENT_TYPE).orElse("");
        return MultipartReader.read(exchange.body(), type, FormLimits.file(most, tooLarge), incoming)
                .compose(form -> arrival(form, field, incoming, empty))
                .recover(failure -> incoming.discard().transform(discarded -> Future.failedFuture(failure)));
    }

    private static Future<Arrival> arrival(Form form, String field, Incoming incoming, Problem empty) {
        Form.FilePart file = form.file();
        ObjectWriter writer = incoming.writer();
        if (file == null || writer == null || file.bytes() == 0 || !file.field().equals(field)) {
            return Future.failedFuture(empty);
        }
        return Future.succeededFuture(new Arrival(form.fields(), file.name(), file.bytes(), writer));
    }

    /** Reads the rest of a refused request, then fails with its refusal. */
    public static <T> Future<T> refuse(Exchange exchange, Throwable refusal) {
        return MultipartReader.discard(exchange.body()).transform(done -> Future.failedFuture(refusal));
    }

    /** Makes a chunk's bytes durable. A repeated chunk replaces its like. */
    public static Future<StoredObject> keepPart(Arrival arrival, String project, String objectId, int part) {
        return arrival.commit(partKey(project, objectId, part));
    }

    /**
     * Notes that a part has arrived, in the transaction that holds the lock on the upload's row.
     *
     * @return how many different parts have arrived
     */
    public static Future<Integer> notePart(SqlConnection connection, String project, String objectId, int part) {
        return connection
                .preparedQuery("insert into meridian.upload_part (project_id, object_id, part) values ($1, $2, $3)"
                        + " on conflict do nothing")
                .execute(Tuple.of(project, objectId, part))
                .compose(noted -> connection
                        .preparedQuery(
                                "select count(*) from meridian.upload_part where project_id = $1 and object_id = $2")
                        .execute(Tuple.of(project, objectId)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Makes one object of all parts. */
    public Future<StoredObject> join(String project, String objectId, int parts, String key) {
        List<String> keys = IntStream.rangeClosed(1, parts)
                .mapToObj(part -> partKey(project, objectId, part))
                .toList();
        return objects.join(keys, key);
    }

    /** Forgets the parts of an upload that is finished or given up, in the transaction that says so. */
    public static Future<Void> forgetParts(SqlConnection connection, String project, String objectId) {
        return connection
                .preparedQuery("delete from meridian.upload_part where project_id = $1 and object_id = $2")
                .execute(Tuple.of(project, objectId))
                .compose(deleted -> ObjectSweep.remove(connection, project, project + "/parts/" + objectId));
    }

    private static String partKey(String project, String objectId, int part) {
        return project + "/parts/" + objectId + "/" + part;
    }
}
