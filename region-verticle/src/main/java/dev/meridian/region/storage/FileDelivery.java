package dev.meridian.region.storage;

import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.storage.objects.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Sends a file's content (contract section 7), with what edges need to share it. */
final class FileDelivery {

    private static final String BROWSERS = "private, max-age=3888000";
    private static final String EDGES = "public, max-age=3888000, stale-if-error=3888000";

    private final ObjectStore objects;

    FileDelivery(ObjectStore objects) {
        this.objects = objects;
    }

    /** @param disposition {@code inline} or {@code attachment} */
    Future<ApiReply> send(ApiRequest request, Bucket bucket, StoredFile file, String disposition) {
        if (!file.isComplete()) {
            return Future.failedFuture(StorageProblems.noFile());
        }
        MultiMap headers = headers(bucket, file, disposition);
        if (request.head()
                .header(HttpHeaders.IF_NONE_MATCH)
                .filter(tags -> names(tags, file))
                .isPresent()) {
            headers.remove(HttpHeaders.CONTENT_TYPE);
            return Future.succeededFuture(new ApiReply.Whole(304, headers, Buffer.buffer()));
        }
        Optional<ByteSpan> span = ByteSpan.parse(range(request, file), file.size());
        span.ifPresent(part -> headers.set(HttpHeaders.CONTENT_RANGE, part.of(file.size())));
        ByteSpan bytes = span.orElse(new ByteSpan(0, file.size()));
        return objects.read(StoredFile.key(request.project(), file.objectId()), bytes.start(), bytes.length())
                .map(body -> {
                    request.exchange().ended().onComplete(ended -> body.close());
                    return new ApiReply.Streamed(span.isPresent() ? 206 : 200, headers, bytes.length(), body);
                });
    }

    /** The range asked for, unless the caller's copy is of another content (RFC 9110 section 13.1.5). */
    private static Optional<String> range(ApiRequest request, StoredFile file) {
        boolean isOutdated = request.head()
                .header("If-Range")
                .filter(tag -> !tag.equals(tag(file)))
                .isPresent();
        return isOutdated ? Optional.empty() : request.head().header("Range");
    }

    private static MultiMap headers(Bucket bucket, StoredFile file, String disposition) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(HttpHeaders.CONTENT_TYPE, MimeTypes.served(file.mimeType()))
                .add(HttpHeaders.CONTENT_DISPOSITION, disposition + "; " + fileName(file.name()))
                .add("Content-Security-Policy", "script-src none;")
                .add(HttpHeaders.CACHE_CONTROL, BROWSERS)
                .add(HttpHeaders.ETAG, tag(file))
                .add(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (Access.isPublic(bucket, file)) {
            headers.add("CDN-Cache-Control", EDGES)
                    .add(
                            "Surrogate-Key",
                            SurrogateKeys.bucket(bucket.id()) + " " + SurrogateKeys.file(bucket.id(), file.id()));
        }
        return headers;
    }

    private static String tag(StoredFile file) {
        return "\"" + file.signature() + "\"";
    }

    private static boolean names(String tags, StoredFile file) {
        return tags.strip().equals("*")
                || Arrays.stream(tags.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag(file)::equals);
    }

    /** As ASCII, and where that loses something also as UTF-8 (RFC 6266, RFC 8187). */
    private static String fileName(String name) {
        String ascii = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_");
        String plain = "filename=\"" + ascii + "\"";
        return ascii.equals(name)
                ? plain
                : plain + "; filename*=UTF-8''"
                        + URLEncoder.encode(name, StandardCharsets.UTF_8)
                                .replace("+", "%20")
                                .replace("*", "%2A");
    }
}
