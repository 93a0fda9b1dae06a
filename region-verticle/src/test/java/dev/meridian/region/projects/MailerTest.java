package dev.meridian.region.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.net.AddressGuard;
import dev.meridian.core.problem.Problem;
import dev.meridian.region.TestingRegion;
import dev.meridian.region.mail.MailServer;
import dev.meridian.region.mail.Mailer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which servers are asked at all, and which of them are mail servers. */
final class MailerTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        TestingRegion.wait(vertx.close());
    }

    @Test
    void aServerThatOnlyTheNodeCanReachIsNotAsked() {
        int port = says("220 hello\r\n");

        assertThat(greeting(false, port)).isEqualTo("project_smtp_config_invalid");
        assertThat(asked).hasValue(0);
        assertThat(greeting(true, port)).isEqualTo("fine");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aServerOfAnotherKindIsNoMailServer() {
        assertThat(greeting(true, says("HTTP/1.1 400 Bad Request\r\n"))).isEqualTo("project_smtp_config_invalid");
    }

    private int says(String greeting) {
        NetServer server = TestingRegion.wait(vertx.createNetServer()
                .connectHandler(socket -> {
                    asked.incrementAndGet();
                    socket.write(greeting);
                })
                .listen(0, "127.0.0.1"));
        return server.actualPort();
    }

    private String greeting(boolean allowsPrivate, int port) {
        Mailer mailer = new Mailer(vertx, new AddressGuard(vertx, allowsPrivate), "test");
        return TestingRegion.wait(mailer.greet(new MailServer("127.0.0.1", port, "", "", ""))
                .map("fine")
                .otherwise(failure -> Problem.from(failure).type().name()));
    }
}
