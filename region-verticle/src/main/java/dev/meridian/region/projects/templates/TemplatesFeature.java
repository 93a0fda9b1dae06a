package dev.meridian.region.projects.templates;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.mail.Mailbox;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Predicate;

/** Templates over HTTP; for keys and administrators. */
public final class TemplatesFeature implements ApiFeature {

    private static final String ALL = "/v1/project/templates/email";
    private static final String ALL_OF = "/v1/projects/{projectId}/templates/email";
    private static final String ONE_OF = ALL_OF + "/{templateId}/{locale}";
    private static final int MOST_TEXT = 255;
    private static final int MOST_MESSAGE = 10 << 20;

    /** A message, as JSON has it, and what stands beside it. */
    private static final int MOST_BODY = 12 << 20;

    private final EmailTemplates templates;

    public TemplatesFeature(RegionContext region) {
        this.templates = new EmailTemplates(region);
    }

    @Override
    public void routes(Routes routes) {
        routes.get(ALL).alias(ALL_OF).scope("templates.read").on(this::list);
        routes.get(ALL + "/{templateId}").alias(ONE_OF).scope("templates.read").on(this::one);
        routes.patch(ALL)
                .alias(ALL_OF)
                .alias(ONE_OF)
                .scope("templates.write")
                .maxBody(MOST_BODY)
                .on(this::update);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.email_template where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private Future<ApiReply> list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        return templates.list(request.project(), window).map(page -> {
            JsonArray items = new JsonArray();
            page.templates().forEach(template -> items.add(template.model()));
            return ApiReply.json(200, window.render("templates", page.total(), items));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        return templates
                .in(request.project(), id(request), locale(request))
                .map(template -> ApiReply.json(200, template.model()));
    }

    private Future<ApiReply> update(ApiRequest request) {
        return templates
                .set(request.project(), id(request), locale(request), fields(request), Cause.of(request.caller()))
                .map(template -> ApiReply.json(200, template.model()));
    }

    private static String id(ApiRequest request) {
        return request.parameters()
                .oneOf("templateId", OwnTemplates.IDS)
                .orElseThrow(() -> Invalid.missing("templateId"));
    }

    private static String locale(ApiRequest request) {
        List<String> known = Locales.ALL;
        return request.parameters()
                .optionalText("locale", MOST_TEXT)
                .filter(locale -> !locale.isEmpty())
                .map(locale -> {
                    if (!known.contains(locale)) {
                        throw Invalid.parameter("locale", "Value must be the code of a language, for instance 'en'");
                    }
                    return locale;
                })
                .orElse(Locales.FALLBACK);
    }

    private static JsonObject fields(ApiRequest request) {
        Parameters parameters = request.parameters();
        JsonObject fields = new JsonObject();
        put(parameters, fields, "subject", MOST_TEXT, text -> !text.isEmpty() && Mailbox.isLine(text));
        put(parameters, fields, "message", MOST_MESSAGE, text -> !text.isEmpty());
        put(parameters, fields, "senderName", MOST_TEXT, Mailbox::isLine);
        put(parameters, fields, "replyToName", MOST_TEXT, Mailbox::isLine);
        for (String email : List.of("senderEmail", "replyToEmail")) {
            put(parameters, fields, email, MOST_TEXT, text -> text.isEmpty() || Mailbox.isEmail(text));
        }
        return fields;
    }

    private static void put(
            Parameters parameters, JsonObject fields, String name, int most, Predicate<String> isValid) {
        parameters.optionalText(name, most).ifPresent(text -> {
            if (!isValid.test(text)) {
                throw Invalid.parameter(name, "Value must be valid text for this field of a template");
            }
            fields.put(name, text);
        });
    }
}
