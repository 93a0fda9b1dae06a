package dev.meridian.region.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.core.config.Secret;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingRegion;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The requests that Twilio would get, at a server that stands in for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwilioTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private String url = "";

    @BeforeAll
    void open() {
        HttpServer server = TestingRegion.wait(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(request.method() + " " + request.path() + " " + request.getHeader("Authorization")
                            + " " + body);
                    request.response()
                            .setStatusCode(body.toString().contains("refused") ? 400 : 201)
                            .end("{\"sid\":\"SM1\"}");
                }))
                .listen(0, "127.0.0.1"));
        url = "http://127.0.0.1:" + server.actualPort();
    }

    @AfterAll
    void close() {
        TestingRegion.wait(vertx.close());
    }

    private TextSender sender(String account, Optional<Secret> token) {
        return Twilio.of(vertx, new TextSettings(account, token, "+15005550006", url, 10))
                .orElseThrow();
    }

    @Test
    void aMessageIsPostedInTheNameOfTheAccount() {
        TestingRegion.wait(sender("AC1", Optional.of(new Secret("secret"))).send("+4915112345678", "123456 & more"));

        assertThat(received)
                .contains("POST /2010-04-01/Accounts/AC1/Messages.json Basic QUMxOnNlY3JldA=="
                        + " To=%2B4915112345678&From=%2B15005550006&Body=123456+%26+more");
    }

    @Test
    void aRefusalIsToldWithoutWhatTheProviderSaid() {
        TextSender sender = sender("AC1", Optional.of(new Secret("secret")));

        assertThatThrownBy(() -> TestingRegion.wait(sender.send("+4915112345678", "refused")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.type().name()).isEqualTo("general_phone_disabled");
                    assertThat(problem.text()).doesNotContain("SM1");
                });
    }

    @Test
    void withoutAnAccountATokenAndANumberThereIsNoSender() {
        Optional<Secret> token = Optional.of(new Secret("secret"));

        assertThat(Twilio.of(vertx, new TextSettings("", token, "+15005550006", url, 10)))
                .isEmpty();
        assertThat(Twilio.of(vertx, new TextSettings("AC1", Optional.empty(), "+15005550006", url, 10)))
                .isEmpty();
        assertThat(Twilio.of(vertx, new TextSettings("AC1", token, "", url, 10)))
                .isEmpty();
    }
}
