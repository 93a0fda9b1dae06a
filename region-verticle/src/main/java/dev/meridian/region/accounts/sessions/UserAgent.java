package dev.meridian.region.accounts.sessions;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a User-Agent header (RFC 9110, 10.1.5) says of the system, the program and the device that sent it, as sessions show
 * it. Knows the usual browsers, some programs that are none, and bots; codes are those of Matomo's device detector. What it
 * does not know stays empty.
 */
record UserAgent(Os os, Client client, Device device) {

    private static final int LONGEST = 512;

    record Os(String code, String name, String version) {}

    record Client(String type, String code, String name, String version, String engine, String engineVersion) {}

    record Device(String name, String brand, String model) {}

    /** @param sign after which its version stands */
    private record Browser(Pattern sign, String code, String name, String engine) {

        static Browser of(String sign, String code, String name, String engine) {
            return new Browser(Pattern.compile(sign + "/?([0-9][0-9.]{0,30})?"), code, name, engine);
        }
    }

    private record Platform(Pattern sign, String code, String name) {

        static Platform of(String sign, String code, String name) {
            return new Platform(Pattern.compile(sign), code, name);
        }
    }

    private static final Pattern BOT = Pattern.compile(
            "(?i)([a-z]{0,30}(?:bot|crawler|spider|slurp))\\b(?:/([0-9.]{1,30}))?|(facebookexternalhit)/?([0-9.]{0,30})");

    private static final List<Browser> LIBRARIES = List.of(
            Browser.of("^curl", "", "curl", ""),
            Browser.of("^Wget", "", "Wget", ""),
            Browser.of("python-requests", "", "Python Requests", ""),
            Browser.of("^Python-urllib", "", "Python urllib", ""),
            Browser.of("^okhttp", "", "OkHttp", ""),
            Browser.of("^axios", "", "Axios", ""),
            Browser.of("^(?:node-fetch|node|undici)\\b", "", "Node.js", ""),
            Browser.of("^Dart", "", "Dart", ""),
            Browser.of("^Go-http-client", "", "Go-http-client", ""),
            Browser.of("^Java-http-client", "", "Java HTTP Client", ""),
            Browser.of("^Appwrite[A-Za-z]{0,20}SDK", "", "Appwrite SDK", ""));

    /** Those that pretend to be another come before it. */
    private static final List<Browser> BROWSERS = List.of(
            Browser.of("(?:EdgiOS|EdgA|Edg|Edge)(?=/)", "PS", "Microsoft Edge", "Blink"),
            Browser.of("(?:OPR|OPiOS|Opera)(?=/)", "OP", "Opera", "Blink"),
            Browser.of("SamsungBrowser(?=/)", "SB", "Samsung Browser", "Blink"),
            Browser.of("YaBrowser(?=/)", "YA", "Yandex Browser", "Blink"),
            Browser.of("Vivaldi(?=/)", "VI", "Vivaldi", "Blink"),
            Browser.of("FxiOS(?=/)", "FM", "Firefox Mobile iOS", "WebKit"),
            Browser.of("CriOS(?=/)", "CI", "Chrome Mobile iOS", "WebKit"),
            Browser.of("Firefox(?=/)", "FF", "Firefox", "Gecko"),
            Browser.of("HeadlessChrome(?=/)", "HC", "Headless Chrome", "Blink"),
            Browser.of("Chrome(?=/)", "CH", "Chrome", "Blink"),
            Browser.of("Version/(?=[0-9.]{1,20} Mobile.{0,30}Safari/)", "MF", "Mobile Safari", "WebKit"),
            Browser.of("Version/(?=[0-9.]{1,20}(?: Safari/))", "SF", "Safari", "WebKit"),
            Browser.of("Trident/.{0,100}rv:|MSIE ", "IE", "Internet Explorer", "Trident"));

    private static final List<Platform> PLATFORMS = List.of(
            Platform.of("Windows NT ([0-9.]{1,10})", "WIN", "Windows"),
            Platform.of("(?:iPhone|iPad|iPod).{0,40}? OS ([0-9_]{1,15})", "IOS", "iOS"),
            Platform.of("Mac OS X ([0-9_.]{1,15})", "MAC", "Mac"),
            Platform.of("Android(?: ([0-9.]{1,15}))?", "AND", "Android"),
            Platform.of("CrOS [a-z0-9_]{1,20} ([0-9.]{1,20})", "COS", "Chrome OS"),
            Platform.of("Ubuntu(?:/([0-9.]{1,10}))?", "UBT", "Ubuntu"),
            Platform.of("Linux()", "LIN", "GNU/Linux"));

    private static final Pattern ANDROID_MODEL =
            Pattern.compile("Android [0-9.]{1,15}; ([A-Za-z0-9_. -]{1,60}?)(?: Build/|\\))");
    private static final Pattern ENGINE_VERSION = Pattern.compile("(?:AppleWebKit|Gecko|Trident)/([0-9.]{1,20})");

    static UserAgent of(String header) {
        String text = header.substring(0, Math.min(header.length(), LONGEST));
        Os os = os(text);
        return new UserAgent(os, client(text, os), device(text, os));
    }

    private static Os os(String text) {
        for (Platform platform : PLATFORMS) {
            Matcher matcher = platform.sign().matcher(text);
            if (matcher.find()) {
                String version =
                        Optional.ofNullable(matcher.group(1)).orElse("").replace('_', '.');
                return new Os(
                        platform.code(),
                        platform.name(),
                        version.equals("10.0") && isWindows(platform) ? "10" : version);
            }
        }
        return new Os("", "", "");
    }

    private static boolean isWindows(Platform platform) {
        return platform.code().equals("WIN");
    }

    private static Client client(String text, Os os) {
        Matcher bot = BOT.matcher(text);
        if (bot.find()) {
            boolean first = bot.group(1) != null;
            return new Client("bot", "", group(bot, first ? 1 : 3), group(bot, first ? 2 : 4), "", "");
        }
        return client("library", LIBRARIES, text, os)
                .or(() -> client("browser", BROWSERS, text, os))
                .orElseGet(() -> new Client("", "", "", "", "", ""));
    }

    private static Optional<Client> client(String type, List<Browser> known, String text, Os os) {
        for (Browser browser : known) {
            Matcher matcher = browser.sign().matcher(text);
            if (matcher.find()) {
                String version = group(matcher, 1);
                boolean mobile = os.code().equals("AND");
                String code = mobile && browser.code().equals("CH") ? "CM" : browser.code();
                String name = mobile && browser.code().equals("CH") ? "Chrome Mobile" : browser.name();
                return Optional.of(
                        new Client(type, code, name, version, browser.engine(), engine(browser, version, text)));
            }
        }
        return Optional.empty();
    }

    /** Blink has the version of its Chrome. */
    private static String engine(Browser browser, String version, String text) {
        Matcher chrome = Pattern.compile("Chrome/([0-9.]{1,20})").matcher(text);
        if (browser.engine().equals("Blink")) {
            return chrome.find() ? chrome.group(1) : version;
        }
        Matcher other = ENGINE_VERSION.matcher(text);
        return !browser.engine().isEmpty() && other.find() ? other.group(1) : "";
    }

    private static Device device(String text, Os os) {
        return switch (os.code()) {
            case "IOS" -> apple(text);
            case "AND" -> android(text);
            case "MAC" -> new Device("desktop", "Apple", "");
            case "WIN", "COS", "UBT", "LIN" -> new Device("desktop", "", "");
            default -> new Device("", "", "");
        };
    }

    private static Device apple(String text) {
        boolean tablet = text.contains("iPad");
        return new Device(tablet ? "tablet" : "smartphone", "Apple", tablet ? "iPad" : "iPhone");
    }

    /** A telephone says that it is mobile, a tablet does not. */
    private static Device android(String text) {
        Matcher matcher = ANDROID_MODEL.matcher(text);
        String model = matcher.find() ? matcher.group(1) : "";
        String brand = model.startsWith("SM-") ? "Samsung" : model.startsWith("Pixel") ? "Google" : "";
        return new Device(text.contains("Mobile") ? "smartphone" : "tablet", brand, model.equals("K") ? "" : model);
    }

    private static String group(Matcher matcher, int number) {
        String text = matcher.group(number);
        return text == null ? "" : text;
    }

    /** Adds the fields of a session's model. */
    void describe(JsonObject session) {
        session.put("osCode", os.code())
                .put("osName", os.name())
                .put("osVersion", os.version())
                .put("clientType", client.type())
                .put("clientCode", client.code())
                .put("clientName", client.name())
                .put("clientVersion", client.version())
                .put("clientEngine", client.engine())
                .put("clientEngineVersion", client.engineVersion())
                .put("deviceName", device.name())
                .put("deviceBrand", device.brand())
                .put("deviceModel", device.model());
    }
}
