package dev.meridian.region.projects;

import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.phones.MockPhones;
import dev.meridian.region.projects.settings.SettingsStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The projects that live here, with their settings, as the console shows them. */
final class ConsoleViews {

    /** As many as can be set at once in the same words. */
    private static final int MOST_CODES = 100;

    private final SettingsStore settings;
    private final MockPhones phones;

    ConsoleViews(RegionContext region) {
        this.settings = new SettingsStore(region);
        this.phones = new MockPhones(region);
    }

    /** Fails with {@code project_not_found}. */
    Future<JsonObject> of(String project) {
        return settings.consoleModel(project)
                .compose(model -> phones.codes(project, MOST_CODES).map(codes -> model.put("authMockNumbers", codes)));
    }
}
