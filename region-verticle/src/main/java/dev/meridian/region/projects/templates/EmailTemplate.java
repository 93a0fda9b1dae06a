package dev.meridian.region.projects.templates;

import io.vertx.core.json.JsonObject;

/**
 * One text of mail in one language. What stands in double braces in subject and message is filled in when it is sent.
 *
 * @param fields what is not named is empty
 */
public record EmailTemplate(String id, String locale, JsonObject fields) {

    public String subject() {
        return fields.getString("subject", "");
    }

    /** HTML. */
    public String message() {
        return fields.getString("message", "");
    }

    /** The same, where these fields were set. */
    EmailTemplate with(JsonObject set) {
        return new EmailTemplate(id, locale, fields.copy().mergeIn(set));
    }

    JsonObject model() {
        JsonObject model = new JsonObject().put("templateId", id).put("locale", locale);
        EmailTemplates.FIELDS.forEach(field -> model.put(field, fields.getString(field, "")));
        return model;
    }
}
