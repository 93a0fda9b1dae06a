package dev.meridian.launcher.migrate;

import dev.meridian.launcher.migrate.Summary.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves buckets and their files, a piece of a file at a time. */
final class FileMove {

    private static final String BUCKETS = "/storage/buckets";

    /** What the contract has files cut into. */
    private static final int PIECE = 5 << 20;

    private static final List<String> SETTINGS = List.of(
            "fileSecurity",
            "enabled",
            "maximumFileSize",
            "allowedFileExtensions",
            "compression",
            "encryption",
            "antivirus",
            "transformations");

    private final Api from;
    private final Api to;
    private final Summary summary;

    FileMove(Api from, Api to, Summary summary) {
        this.from = from;
        this.to = to;
        this.summary = summary;
    }

    void all() {
        for (JsonObject bucket : Lists.all(from, BUCKETS, "buckets")) {
            String id = bucket.getString("$id");
            summary.say("Bucket " + id);
            summary.attempt(Kind.BUCKETS, id, () -> {
                bucket(bucket);
                Lists.each(
                        from,
                        files(id),
                        "files",
                        100,
                        List.of(),
                        page -> Crew.each(
                                page,
                                file -> summary.attempt(
                                        Kind.FILES, id + "/" + file.getString("$id"), () -> file(id, file))));
            });
        }
    }

    private void bucket(JsonObject bucket) {
        String id = bucket.getString("$id");
        if (to.find(BUCKETS + "/" + id).isPresent()) {
            summary.present(Kind.BUCKETS, 1);
            return;
        }
        JsonObject order = new JsonObject()
                .put("bucketId", id)
                .put("name", bucket.getString("name"))
                .put("permissions", bucket.getJsonArray("$permissions"));
        SETTINGS.stream()
                .filter(name -> bucket.getValue(name) != null)
                .forEach(name -> order.put(name, bucket.getValue(name)));
        try {
            to.create(BUCKETS + "/" + id, BUCKETS, order);
        } catch (Refused refused) {
            if (!String.valueOf(refused.getMessage()).contains("maximumFileSize")) {
                throw refused;
            }
            summary.note("bucket " + id + ": its files may be as large as the target lets them, not "
                    + order.remove("maximumFileSize") + " bytes");
            to.create(BUCKETS + "/" + id, BUCKETS, order);
        }
        summary.moved(Kind.BUCKETS, 1);
    }

    private void file(String bucket, JsonObject file) {
        String id = file.getString("$id");
        long size = file.getLong("sizeOriginal");
        if (!isWhole(file)) {
            summary.failed(Kind.FILES, bucket + "/" + id, "it was never wholly uploaded");
            return;
        }
        Optional<JsonObject> there = to.find(files(bucket) + "/" + id);
        if (there.filter(FileMove::isWhole).isPresent()) {
            if (there.get().getLong("sizeOriginal") == size) {
                summary.present(Kind.FILES, 1);
            } else {
                summary.failed(Kind.FILES, bucket + "/" + id, "the target has another file with this ID");
            }
            return;
        }
        if (to.isReadOnly()) {
            summary.moved(Kind.FILES, 1);
            return;
        }
        move(bucket, file, size);
    }

    private void move(String bucket, JsonObject file, long size) {
        String id = file.getString("$id");
        MessageDigest digest = md5();
        JsonObject moved = new JsonObject();
        for (long at = 0; at < size; at += PIECE) {
            int length = (int) Math.min(PIECE, size - at);
            byte[] piece = piece(files(bucket) + "/" + id + "/download", at, length, size);
            digest.update(piece);
            moved = upload(bucket, file, piece, at, size);
        }
        String signature = moved.getString("signature", "");
        if (!isWhole(moved)) {
            summary.failed(Kind.FILES, bucket + "/" + id, "the target says that parts of it are missing");
        } else if (!signature.isEmpty() && !signature.equals(HexFormat.of().formatHex(digest.digest()))) {
            summary.failed(Kind.FILES, bucket + "/" + id, "the target's file is not the same; delete it there");
        } else {
            summary.moved(Kind.FILES, 1);
        }
    }

    /** The contract knows no range of a single byte. */
    private byte[] piece(String path, long at, int length, long size) {
        return length == 1 && size > 1
                ? Arrays.copyOfRange(from.bytes(path, at - 1, 2, size), 1, 2)
                : from.bytes(path, at, length, size);
    }

    private JsonObject upload(String bucket, JsonObject file, byte[] piece, long at, long size) {
        String id = file.getString("$id");
        Form form = new Form().field("fileId", id);
        JsonArray permissions = file.getJsonArray("$permissions", new JsonArray());
        permissions.forEach(permission -> form.field("permissions[]", String.valueOf(permission)));
        byte[] body = form.file("file", file.getString("name"), piece).end();
        String range = "bytes " + at + "-" + (at + piece.length - 1) + "/" + size;
        Map<String, String> headers = size <= PIECE
                ? Map.of()
                : at == 0 ? Map.of("content-range", range) : Map.of("content-range", range, "x-appwrite-id", id);
        return to.send("POST", files(bucket), form.contentType(), body, headers);
    }

    private static boolean isWhole(JsonObject file) {
        return file.getLong("chunksUploaded", 1L) >= file.getLong("chunksTotal", 1L);
    }

    private static String files(String bucket) {
        return BUCKETS + "/" + bucket + "/files";
    }

    /** The contract's signatures of files are of that kind. */
    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
