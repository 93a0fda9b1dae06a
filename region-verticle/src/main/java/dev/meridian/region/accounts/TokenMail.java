package dev.meridian.region.accounts;

import static io.vertx.core.Future.await;

import dev.meridian.region.accounts.letters.Letters;
import dev.meridian.region.accounts.letters.Link;
import dev.meridian.region.accounts.profiles.Account;
import dev.meridian.region.accounts.sessions.Token;
import dev.meridian.region.accounts.sessions.TokenStore;
import dev.meridian.region.api.ApiRequest;
import dev.meridian.region.api.Timestamps;
import dev.meridian.region.platforms.Redirects;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens that are made and sent by mail; on virtual threads only. */
final class TokenMail {

    private static final int LONGEST_URL = 2_048;

    private final Stores stores;
    private final Letters letters;
    private final Redirects redirects;

    TokenMail(Stores stores, Letters letters, Redirects redirects) {
        this.stores = stores;
        this.letters = letters;
        this.redirects = redirects;
    }

    /** @param template ID of it */
    record Form(String template, String phrase) {}

    /** Where in the project's own apps a link is to lead. */
    String url(ApiRequest request) {
        String url = request.parameters().text("url", LONGEST_URL);
        await(redirects.check(request.project(), "url", url));
        return url;
    }

    /** Sends it in a link. */
    Token link(ApiRequest request, Account account, TokenStore.Draft draft, String url, Form form) {
        Token token = made(request, draft);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("userId", token.userId());
        values.put("secret", token.secret());
        values.put("expire", Timestamps.format(token.expiresAt()));
        values.put("project", request.project());
        write(request, account, draft, form, "redirect", Link.to(url, values));
        return token;
    }

    /** Sends it as it is, to be copied. */
    Token code(ApiRequest request, Account account, TokenStore.Draft draft, Form form) {
        Token token = made(request, draft);
        write(request, account, draft, form, "otp", token.secret());
        return token;
    }

    private Token made(ApiRequest request, TokenStore.Draft draft) {
        return await(stores.tokens().create(request.project(), draft, Own.by(request, draft.userId())));
    }

    private void write(
            ApiRequest request, Account account, TokenStore.Draft draft, Form form, String name, String value) {
        await(letters.send(
                request.project(),
                new Letters.Text(
                        form.template(),
                        Own.locale(request),
                        draft.address(),
                        account.name(),
                        Map.of("phrase", form.phrase(), name, value))));
    }
}
