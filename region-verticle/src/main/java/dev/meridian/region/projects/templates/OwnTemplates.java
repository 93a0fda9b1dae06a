package dev.meridian.region.projects.templates;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The texts that are sent where a project has none of its own; in English, whatever language is asked for. */
final class OwnTemplates {

    static final List<String> IDS = List.of(
            "verification", "magicSession", "recovery", "invitation", "mfaChallenge", "sessionAlert", "otpSession");

    private final Map<String, JsonObject> texts = new HashMap<>();

    OwnTemplates() {
        IDS.forEach(id -> texts.put(id, read(id)));
    }

    EmailTemplate of(String id, String locale) {
        return new EmailTemplate(id, locale, Objects.requireNonNull(texts.get(id)));
    }

    /** The first line of a file is the subject. */
    private static JsonObject read(String id) {
        try (InputStream file = Objects.requireNonNull(OwnTemplates.class.getResourceAsStream(id + ".html"))) {
            String[] parts = new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", 2);
            return new JsonObject().put("subject", parts[0]).put("message", parts[1].strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
