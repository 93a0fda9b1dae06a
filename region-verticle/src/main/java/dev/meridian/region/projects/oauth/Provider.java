package dev.meridian.region.projects.oauth;

import dev.meridian.region.projects.oauth.ProviderField.Hidden;
import dev.meridian.region.projects.oauth.ProviderField.Seconds;
import dev.meridian.region.projects.oauth.ProviderField.Shown;
import dev.meridian.region.projects.oauth.ProviderField.Url;
import dev.meridian.region.projects.oauth.ProviderField.Words;
import java.util.List;

/** A provider of log-ins, as the contract knows it. */
record Provider(String id, List<ProviderField> fields) {

    /** All there are, in the order in which they are listed. */
    static final List<Provider> ALL = List.of(
            plain("amazon"),
            new Provider("apple", shown("serviceId"), shown("keyId"), shown("teamId"), new Hidden("p8File", 4_096)),
            plain("appwrite"),
            new Provider("auth0", shown("clientId"), hidden("clientSecret"), shown("endpoint")),
            new Provider("authentik", shown("clientId"), hidden("clientSecret"), shown("endpoint")),
            plain("autodesk"),
            pair("bitbucket", "key", "secret"),
            plain("bitly"),
            plain("box"),
            pair("dailymotion", "apiKey", "apiSecret"),
            plain("discord"),
            pair("disqus", "publicKey", "secretKey"),
            pair("dropbox", "appKey", "appSecret"),
            pair("etsy", "keyString", "sharedSecret"),
            pair("facebook", "appId", "appSecret"),
            plain("figma"),
            new Provider("fusionauth", shown("clientId"), hidden("clientSecret"), shown("endpoint")),
            plain("github"),
            new Provider("gitlab", shown("applicationId"), hidden("secret"), new Url("endpoint")),
            new Provider(
                    "google",
                    shown("clientId"),
                    hidden("clientSecret"),
                    new Words("prompt", List.of("none", "consent", "select_account"), List.of("consent"))),
            plain("huggingface"),
            new Provider("keycloak", shown("clientId"), hidden("clientSecret"), shown("endpoint"), shown("realmName")),
            plain("kick"),
            pair("linkedin", "clientId", "primaryClientSecret"),
            new Provider("microsoft", shown("applicationId"), hidden("applicationSecret"), new Shown("tenant", false)),
            pair("notion", "oauthClientId", "oauthClientSecret"),
            new Provider(
                    "oidc",
                    shown("clientId"),
                    hidden("clientSecret"),
                    new Url("wellKnownURL"),
                    new Url("authorizationURL"),
                    new Url("tokenURL"),
                    new Url("userInfoURL"),
                    new Words("prompt", List.of("none", "login", "consent", "select_account"), List.of()),
                    new Seconds("maxAge")),
            new Provider(
                    "okta",
                    shown("clientId"),
                    hidden("clientSecret"),
                    shown("domain"),
                    new Shown("authorizationServerId", false)),
            pair("paypal", "clientId", "secretKey"),
            pair("paypalSandbox", "clientId", "secretKey"),
            plain("podio"),
            pair("salesforce", "customerKey", "customerSecret"),
            plain("slack"),
            plain("spotify"),
            pair("stripe", "clientId", "apiSecretKey"),
            pair("tradeshift", "oauth2ClientId", "oauth2ClientSecret"),
            pair("tradeshiftBox", "oauth2ClientId", "oauth2ClientSecret"),
            plain("twitch"),
            plain("wordpress"),
            pair("x", "customerKey", "secretKey"),
            plain("yahoo"),
            plain("yandex"),
            plain("zoho"),
            plain("zoom"));

    private Provider(String id, ProviderField... fields) {
        this(id, List.of(fields));
    }

    private static Provider plain(String id) {
        return pair(id, "clientId", "clientSecret");
    }

    private static Provider pair(String id, String shown, String hidden) {
        return new Provider(id, shown(shown), hidden(hidden));
    }

    private static ProviderField shown(String name) {
        return new Shown(name, true);
    }

    private static ProviderField hidden(String name) {
        return new Hidden(name, 512);
    }
}
