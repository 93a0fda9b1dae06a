package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.core.id.Ids;
import dev.meridian.region.api.ApiFeature;
import dev.meridian.region.api.ApiReply;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.ListWindow;
import dev.meridian.region.api.Parameters;
import dev.meridian.region.api.Routes;
import dev.meridian.region.events.Cause;
import dev.meridian.region.node.RegionContext;
import dev.meridian.region.projects.settings.PersonalData;
import dev.meridian.region.projects.settings.SettingsStore;
import io.vertx.core.json.JsonArray;

/** What servers do with the accounts of their project (contract section 6.4). */
public final class UsersFeature implements ApiFeature {

    private final AccountStore accounts;
    private final Passwords passwords;
    private final Ids ids;
    private final SettingsStore settings;

    public UsersFeature(RegionContext region) {
        this.accounts = new AccountStore(region.database(), region.node().clock(), region.events());
        this.passwords = region.passwords();
        this.ids = region.node().ids();
        this.settings = new SettingsStore(region);
    }

    @Override
    public void routes(Routes routes) {
        routes.post("/v1/users").scope("users.write").workflow(this::create);
        routes.get("/v1/users").scope("users.read").workflow(this::list);
        routes.get("/v1/users/{userId}").scope("users.read").workflow(this::one);
        routes.delete("/v1/users/{userId}").scope("users.write").workflow(this::delete);
    }

    private ApiReply create(ApiRequest request) {
        Parameters parameters = request.parameters();
        String id = ids.resolve(parameters.newId("userId"));
        String email = AccountRules.optionalEmail(parameters).orElse("");
        String phone = AccountRules.optionalPhone(parameters).orElse("");
        String name = parameters.optionalText("name", 128).orElse("");
        boolean withPassword = parameters
                .optionalText("password", 256)
                .filter(text -> !text.isEmpty())
                .isPresent();
        if (withPassword) {
            await(settings.of(request.project()))
                    .policies()
                    .passwords()
                    .check(AccountRules.password(parameters), new PersonalData(id, email, name, phone));
        }
        String hash = withPassword ? await(passwords.hash(AccountRules.password(parameters))) : "";
        Account account = await(accounts.insert(
                request.project(), new AccountStore.Draft(id, email, phone, name, hash), Cause.of(request.caller())));
        return ApiReply.json(201, account.toServerJson());
    }

    private ApiReply list(ApiRequest request) {
        ListWindow window = ListWindow.of(request.parameters());
        JsonArray users = new JsonArray();
        await(accounts.list(request.project(), window)).forEach(account -> users.add(account.toServerJson()));
        long count = window.total() ? await(accounts.count(request.project())) : 0;
        return ApiReply.json(200, window.render("users", count, users));
    }

    private ApiReply one(ApiRequest request) {
        return ApiReply.json(
                200,
                await(accounts.byId(request.project(), request.path("userId"))).toServerJson());
    }

    private ApiReply delete(ApiRequest request) {
        await(accounts.delete(request.project(), request.path("userId"), Cause.of(request.caller())));
        return ApiReply.empty();
    }
}
