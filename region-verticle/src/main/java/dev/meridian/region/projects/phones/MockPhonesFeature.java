package dev.meridian.region.projects.phones;

import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Invalid;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Mock phones over HTTP; for keys and administrators. */
public final class MockPhonesFeature implements ApiFeature {

    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern OTP = Pattern.compile("[0-9]{6}");
    private static final String OTP_RULE = "Value must be 6 digits";
    private static final int MOST_AT_ONCE = 100;
    private static final String RULE = "Phone number must start with a '+' can have a maximum of fifteen digits";

    private final MockPhones phones;

    public MockPhonesFeature(RegionContext region) {
        this.phones = new MockPhones(region);
    }

    @Override
    public void routes(Routes routes) {
        String all = "/v1/project/mock-phones";
        String one = all + "/{number}";
        routes.post(all).scope("mocks.write").on(this::create);
        routes.get(all).scope("mocks.read").on(this::list);
        routes.get(one).scope("mocks.read").on(this::one);
        routes.put(one).scope("mocks.write").on(this::update);
        routes.delete(one).scope("mocks.write").on(this::delete);
        routes.patch("/v1/projects/{projectId}/auth/mock-numbers")
                .scope("mocks.write")
                .on(this::replace);
    }

    @Override
    public Future<Void> forget(SqlConnection transaction, String project) {
        return transaction
                .preparedQuery("delete from meridian.mock_phone where project_id = $1")
                .execute(Tuple.of(project))
                .mapEmpty();
    }

    private Future<ApiReply> create(ApiRequest request) {
        String number = request.parameters()
                .text("number", RULE, text -> NUMBER.matcher(text).matches());
        return phones.create(request.project(), number, otp(request), Cause.of(request.caller()))
                .map(phone -> ApiReply.json(201, phone.model()));
    }

    /** The older way: all of them at once, each with its code. */
    private Future<ApiReply> replace(ApiRequest request) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (Parameters phone : request.parameters().objects("numbers", MOST_AT_ONCE)) {
            codes.put(
                    phone.text("phone", RULE, text -> NUMBER.matcher(text).matches()),
                    phone.text("otp", OTP_RULE, text -> OTP.matcher(text).matches()));
        }
        return phones.replace(request.project(), codes).compose(replaced -> list(request));
    }

    private Future<ApiReply> list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        return phones.list(request.project(), window).map(page -> {
            JsonArray items = new JsonArray();
            page.phones().forEach(phone -> items.add(phone.model()));
            return ApiReply.json(200, window.render("mockNumbers", page.total(), items));
        });
    }

    private Future<ApiReply> one(ApiRequest request) {
        return phones.find(request.project(), number(request)).map(phone -> ApiReply.json(200, phone.model()));
    }

    private Future<ApiReply> update(ApiRequest request) {
        return phones.update(request.project(), number(request), otp(request), Cause.of(request.caller()))
                .map(phone -> ApiReply.json(200, phone.model()));
    }

    private Future<ApiReply> delete(ApiRequest request) {
        return phones.delete(request.project(), number(request), Cause.of(request.caller()))
                .map(deleted -> ApiReply.empty());
    }

    /** A number in a path may have lost its plus sign on the way. */
    private static String number(ApiRequest request) {
        String shown = request.path("number").strip();
        String number = shown.startsWith("+") ? shown : "+" + shown;
        if (!NUMBER.matcher(number).matches()) {
            throw Invalid.parameter("number", RULE);
        }
        return number;
    }

    private static String otp(ApiRequest request) {
        return request.parameters()
                .text("otp", OTP_RULE, text -> OTP.matcher(text).matches());
    }
}
