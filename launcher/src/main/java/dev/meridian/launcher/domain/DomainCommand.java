package dev.meridian.launcher.domain;

import dev.meridian.launcher.api.ApiAccess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the domain doctor and prints which record is wrong, what was seen and what to enter. */
@Command(
        name = "domain",
        description = {
            "Looks at what the name servers say about a domain of one of the project's rules, and prints what is wrong.",
            "The API key needs the scope rules.read. It is read from a file or from MERIDIAN_KEY."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the domain is verified",
            "1:it could not be looked at",
            "2:a wrong flag",
            "3:it is not verified; what to enter is printed"
        })
public final class DomainCommand implements Callable<Integer> {

    static final int UNVERIFIED = 3;

    @Parameters(paramLabel = "DOMAIN", description = "For instance www.example.com, or *.example.com.")
    private String domain = "";

    @Mixin
    private ApiAccess api = new ApiAccess();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        JsonObject found = api.get(
                "/network/domains/" + URLEncoder.encode(domain, StandardCharsets.UTF_8),
                "the domain was not looked at");
        PrintWriter out = spec.commandLine().getOut();
        boolean isVerified = found.getBoolean("verified", false);
        print(found, isVerified, out);
        out.flush();
        return isVerified ? 0 : UNVERIFIED;
    }

    private static void print(JsonObject found, boolean isVerified, PrintWriter out) {
        out.println(found.getString("domain") + " is " + (isVerified ? "verified" : "not verified") + "; its rule is "
                + found.getString("status"));
        for (JsonObject each : objects(found, "records")) {
            String seen = texts(each, "seen");
            out.println("  " + each.getString("type") + " " + each.getString("name") + " at " + each.getString("server")
                    + ": " + (seen.isEmpty() ? each.getString("outcome") : seen));
            if (!each.getString("problem", "").isEmpty()) {
                out.println("    " + each.getString("problem"));
            }
        }
        List<JsonObject> enter = isVerified ? List.of() : objects(found, "enter");
        if (!enter.isEmpty()) {
            out.println("Enter one of these:");
        }
        for (JsonObject each : enter) {
            out.println("  " + each.getString("name") + " " + each.getString("type") + " " + each.getString("value")
                    + "  (" + each.getString("purpose") + ")");
        }
    }

    private static List<JsonObject> objects(JsonObject in, String name) {
        JsonArray listed = in.getJsonArray(name, new JsonArray());
        return listed.stream().map(JsonObject.class::cast).toList();
    }

    private static String texts(JsonObject in, String name) {
        return in.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
