package dev.meridian.region.accounts.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.accounts.sessions.UserAgent.Client;
import dev.meridian.region.accounts.sessions.UserAgent.Device;
import dev.meridian.region.accounts.sessions.UserAgent.Os;
import org.junit.jupiter.api.Test;

/** What is read from what the usual browsers and programs send. */
final class UserAgentTest {

    @Test
    void chromeOnWindows() {
        UserAgent agent =
                UserAgent.of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/126.0.0.0 Safari/537.36");

        assertThat(agent.os()).isEqualTo(new Os("WIN", "Windows", "10"));
        assertThat(agent.client()).isEqualTo(new Client("browser", "CH", "Chrome", "126.0.0.0", "Blink", "126.0.0.0"));
        assertThat(agent.device()).isEqualTo(new Device("desktop", "", ""));
    }

    @Test
    void edgeIsNotTakenForTheChromeThatItClaimsToBe() {
        UserAgent agent =
                UserAgent.of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/126.0.0.0 Safari/537.36 Edg/125.1.0.0");

        assertThat(agent.client())
                .isEqualTo(new Client("browser", "PS", "Microsoft Edge", "125.1.0.0", "Blink", "126.0.0.0"));
    }

    @Test
    void safariOnATelephone() {
        UserAgent agent = UserAgent.of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
                + " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1");

        assertThat(agent.os()).isEqualTo(new Os("IOS", "iOS", "17.5"));
        assertThat(agent.client())
                .isEqualTo(new Client("browser", "MF", "Mobile Safari", "17.5", "WebKit", "605.1.15"));
        assertThat(agent.device()).isEqualTo(new Device("smartphone", "Apple", "iPhone"));
    }

    @Test
    void safariOnAMac() {
        UserAgent agent = UserAgent.of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
                + " (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15");

        assertThat(agent.os()).isEqualTo(new Os("MAC", "Mac", "10.15.7"));
        assertThat(agent.client().name()).isEqualTo("Safari");
        assertThat(agent.client().version()).isEqualTo("17.4.1");
        assertThat(agent.device()).isEqualTo(new Device("desktop", "Apple", ""));
    }

    @Test
    void chromeOnAnAndroidTelephone() {
        UserAgent agent = UserAgent.of("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/126.0.6478.71 Mobile Safari/537.36");

        assertThat(agent.os()).isEqualTo(new Os("AND", "Android", "14"));
        assertThat(agent.client().name()).isEqualTo("Chrome Mobile");
        assertThat(agent.device()).isEqualTo(new Device("smartphone", "Google", "Pixel 8"));
    }

    @Test
    void firefoxOnLinux() {
        UserAgent agent = UserAgent.of("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0");

        assertThat(agent.os()).isEqualTo(new Os("LIN", "GNU/Linux", ""));
        assertThat(agent.client()).isEqualTo(new Client("browser", "FF", "Firefox", "127.0", "Gecko", "20100101"));
    }

    @Test
    void botsAndProgramsSayThatTheyAreNoBrowsers() {
        assertThat(UserAgent.of("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
                        .client())
                .isEqualTo(new Client("bot", "", "Googlebot", "2.1", "", ""));
        assertThat(UserAgent.of("curl/8.5.0").client()).isEqualTo(new Client("library", "", "curl", "8.5.0", "", ""));
        assertThat(UserAgent.of("AppwriteNodeJSSDK/27.1.0 (Linux; x64)")
                        .client()
                        .name())
                .isEqualTo("Appwrite SDK");
    }

    @Test
    void whatIsUnknownStaysEmptyHoweverLongItIs() {
        for (String text :
                new String[] {"", "?", "a".repeat(100_000), "Android ".repeat(9_000), "Version/".repeat(9_000)}) {
            assertThat(UserAgent.of(text).client().code()).isEmpty();
        }
    }
}
