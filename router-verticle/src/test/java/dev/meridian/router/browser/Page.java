package dev.meridian.router.browser;

import dev.meridian.core.cluster.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A tab, over the DevTools protocol. What goes wrong in it and what it asks for is kept. */
public final class Page implements AutoCloseable {

    private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final WebSocket socket;
    private volatile JsonObject credentials = new JsonObject().put("response", "CancelAuth");

    private Page(HttpClient http, URI where) {
        this.socket =
                http.newWebSocketBuilder().buildAsync(where, new Incoming()).join();
    }

    static Page attach(HttpClient http, URI where) {
        Page page = new Page(http, where);
        List.of("Page.enable", "Runtime.enable", "Log.enable", "Network.enable", "Accessibility.enable")
                .forEach(domain -> page.call(domain, new JsonObject()));
        return page;
    }

    /** Calls a method of the protocol. */
    public JsonObject call(String method, JsonObject parameters) {
        int id = last.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        send(id, method, parameters);
        JsonObject reply = answer.orTimeout(30, TimeUnit.SECONDS).join();
        if (reply.containsKey("error")) {
            throw new AssertionError(method + ": " + reply.getJsonObject("error"));
        }
        return reply.getJsonObject("result");
    }

    private void send(int id, String method, JsonObject parameters) {
        String message = new JsonObject()
                .put("id", id)
                .put("method", method)
                .put("params", parameters)
                .encode();
        synchronized (socket) {
            socket.sendText(message, true).join();
        }
    }

    /**
     * Enters a user and a password where the browser asks for them (HTTP authentication).
     *
     * @param password empty text to close the browser's dialogue
     */
    public void whenAskedForAPassword(String user, String password) {
        credentials = password.isEmpty()
                ? new JsonObject().put("response", "CancelAuth")
                : new JsonObject()
                        .put("response", "ProvideCredentials")
                        .put("username", user)
                        .put("password", password);
        call("Fetch.enable", new JsonObject().put("handleAuthRequests", true));
    }

    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    public void visit(String url) {
        call("Page.navigate", new JsonObject().put("url", url));
    }

    /** What an expression comes to, awaited if it is a promise. */
    public @Nullable Object value(String expression) {
        JsonObject result = call(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (result.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.getJsonObject("exceptionDetails"));
        }
        return result.getJsonObject("result").getValue("value");
    }

    /** As {@link #value}, of what is an object. */
    public JsonObject object(String expression) {
        return Objects.requireNonNull((JsonObject) value(expression), expression);
    }

    /** The text of the first element that a selector finds. */
    public String text(String selector) {
        return String.valueOf(value("document.querySelector('" + selector + "')?.innerText"));
    }

    /** Waits until an expression comes to true. */
    public void until(String what, String expression) {
        Wait.until(what + " (" + expression + ")", () -> Boolean.TRUE.equals(value("Boolean(" + expression + ")")));
    }

    /**
     * Presses a key, as a person does.
     *
     * @param key its name, such as {@code ArrowRight}
     */
    public void press(String key) {
        JsonObject event = new JsonObject().put("key", key).put("code", key);
        if (key.equals("Enter")) {
            event.put("text", "\r").put("windowsVirtualKeyCode", 13);
        } else if (key.equals("Tab")) {
            event.put("windowsVirtualKeyCode", 9);
        } else if (key.length() == 1) {
            event.put("text", key);
        }
        call("Input.dispatchKeyEvent", event.copy().put("type", "keyDown"));
        call("Input.dispatchKeyEvent", event.copy().put("type", "keyUp"));
    }

    /** Clicks at a point of the view. */
    public void click(double x, double y) {
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    new JsonObject()
                            .put("type", type)
                            .put("x", x)
                            .put("y", y)
                            .put("button", type.equals("mouseMoved") ? "none" : "left")
                            .put("clickCount", 1));
        }
    }

    /** The nodes that assistive technology is told of. */
    public List<JsonObject> accessibility() {
        return call("Accessibility.getFullAXTree", new JsonObject()).getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(node -> !node.getBoolean("ignored", false))
                .toList();
    }

    /** What is seen, as PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", new JsonObject().put("format", "png"))
                        .getString("data"));
    }

    /** What was logged as an error, or thrown and not caught. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Addresses of all that was asked for. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        call("Page.close", new JsonObject());
        socket.abort();
    }

    private void hear(JsonObject message) {
        JsonObject parameters = message.getJsonObject("params", new JsonObject());
        switch (message.getString("method", "")) {
            case "Runtime.exceptionThrown" ->
                errors.add(parameters.getJsonObject("exceptionDetails").encode());
            case "Runtime.consoleAPICalled" -> {
                if (parameters.getString("type").equals("error")) {
                    errors.add(parameters.getJsonArray("args", new JsonArray()).encode());
                }
            }
            case "Log.entryAdded" -> {
                if (parameters.getJsonObject("entry").getString("level").equals("error")) {
                    errors.add(parameters.getJsonObject("entry").encode());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(parameters.getJsonObject("request").getString("url"));
            case "Fetch.requestPaused" -> send(last.incrementAndGet(), "Fetch.continueRequest", request(parameters));
            case "Fetch.authRequired" ->
                send(
                        last.incrementAndGet(),
                        "Fetch.continueWithAuth",
                        request(parameters).put("authChallengeResponse", credentials));
            default -> {
                CompletableFuture<JsonObject> answer = asked.remove(message.getInteger("id", 0));
                if (answer != null) {
                    answer.complete(message);
                }
            }
        }
    }

    private static JsonObject request(JsonObject event) {
        return new JsonObject().put("requestId", event.getString("requestId"));
    }

    private final class Incoming implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                hear(new JsonObject(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
