package dev.meridian.region.residency;

import dev.meridian.core.residency.Residency;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the trail keeps of a change of policy: enough to judge later what was done under it. */
final class PolicyEntry {

    /** Who changes the policy of a project that is deleted. */
    private static final String DELETION = "project deleted";

    private PolicyEntry() {}

    /** What ends a project's part of a trail: whoever has the name later has nothing to do with it. */
    static JsonObject ofDeletion(long version, JsonObject document) {
        return of(version, document, null, DELETION);
    }

    static boolean isDeletion(JsonObject entry) {
        return DELETION.equals(entry.getString("by"));
    }

    /**
     * @param resolved the policy as the network is told it, null for none
     * @param by who changed it
     */
    static JsonObject of(long version, JsonObject document, @Nullable Buffer resolved, String by) {
        return new JsonObject()
                .put("version", version)
                .put("by", by)
                .put("document", document)
                .put("resolved", resolved == null ? "" : Base64.getEncoder().encodeToString(resolved.getBytes()));
    }

    static Residency residency(JsonObject entry) {
        byte[] resolved = Base64.getDecoder().decode(entry.getString("resolved"));
        return resolved.length == 0 ? Residency.NONE : Residency.parse(resolved);
    }
}
