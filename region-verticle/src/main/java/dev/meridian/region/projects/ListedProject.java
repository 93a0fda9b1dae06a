package dev.meridian.region.projects;

import dev.meridian.region.projects.settings.OlderModel;
import dev.meridian.region.projects.settings.ProjectFacts;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** A project as the console lists it, wherever its home is. */
record ListedProject(String id, String teamId, String name, String region, Instant createdAt, Instant updatedAt) {

    static ListedProject of(Row row) {
        return new ListedProject(
                row.getString("project_id"),
                row.getString("team_id"),
                row.getString("name"),
                row.getString("region"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** @param settings the usual ones where its own are not at hand */
    JsonObject toJson(ProjectSettings settings) {
        JsonObject model = new ProjectFacts(id, name, teamId, region, createdAt, updatedAt).model(settings);
        return OlderModel.added(model, settings);
    }
}
