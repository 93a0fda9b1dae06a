package dev.meridian.region.accounts;

import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.sessions.Session;
import dev.meridian.region.accounts.sessions.SessionStore;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.projects.settings.ProjectSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users by mail of a new session that is not their first, where the project wants that. Nobody waits for it, and who has
 * just shown that they read the user's mail needs no telling.
 */
final class SessionAlerts {

    private static final Logger log = LoggerFactory.getLogger(SessionAlerts.class);

    private final Stores stores;
    private final Letters letters;

    SessionAlerts(Stores stores, Letters letters) {
        this.stores = stores;
        this.letters = letters;
    }

    void opened(ApiRequest request, Account account, SessionStore.Opened opened) {
        Session session = opened.session();
        if (account.email().isEmpty() || session.factors().contains("email")) {
            return;
        }
        String project = request.project();
        String locale = Own.locale(request);
        stores.settings()
                .of(project)
                .compose(rules -> isWanted(rules) ? isFurther(project, account) : Future.succeededFuture(false))
                .compose(wanted ->
                        wanted ? letters.send(project, text(account, session, locale)) : Future.succeededFuture())
                .onFailure(failure -> log.atWarn()
                        .addKeyValue("project", project)
                        .addKeyValue("user", account.id())
                        .setCause(failure)
                        .log("A user could not be told of a new session"));
    }

    private static boolean isWanted(ProjectSettings rules) {
        return rules.policies().sessions().isAlerted() && rules.smtp().enabled();
    }

    private Future<Boolean> isFurther(String project, Account account) {
        return stores.sessions().of(project, account.id()).map(sessions -> sessions.size() > 1);
    }

    private static Letters.Text text(Account account, Session session, String locale) {
        JsonObject shown = session.toJson(false, "");
        String device = (shown.getString("clientName") + " " + shown.getString("osName")).strip();
        return new Letters.Text(
                "sessionAlert",
                locale,
                account.email(),
                account.name(),
                Map.of(
                        "dateTime",
                        Timestamps.format(session.createdAt()),
                        "device",
                        device.isEmpty() ? "an unknown program" : device,
                        "ipAddress",
                        session.ip(),
                        "country",
                        shown.getString("countryName")));
    }
}
