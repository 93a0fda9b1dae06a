package dev.meridian.launcher.purge;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.api.ApiAccess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Purges the edges' caches and prints which edges have confirmed. */
@Command(
        name = "purge",
        description = {
            "Makes every edge forget what it has cached of a project, and prints which edges have confirmed.",
            "The API key needs the scope network.write. It is read from a file or from MERIDIAN_KEY."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every edge has confirmed",
            "1:nothing was purged",
            "2:a wrong flag",
            "3:purged, but not every edge has confirmed; those that have not ask the region before they serve"
        })
public final class PurgeCommand implements Callable<Integer> {

    static final int UNCONFIRMED = 3;

    @Mixin
    private ApiAccess api = new ApiAccess();

    @Option(names = "--url", description = "https://host/path?query, or /path?query at every host of the project.")
    private List<String> urls = List.of();

    @Option(names = "--prefix", description = "As --url, without a query: the path and all below it.")
    private List<String> prefixes = List.of();

    @Option(names = "--host", description = "All of a host.")
    private List<String> hosts = List.of();

    @Option(names = "--tag", description = "All that bears a surrogate key.")
    private List<String> tags = List.of();

    @Option(names = "--everything", description = "All of the project.")
    private boolean everything;

    @Option(names = "--soft", description = "Mark it stale, to be validated before it is served, rather than drop it.")
    private boolean soft;

    @Option(
            names = "--every-project",
            paramLabel = "SETTINGS",
            description =
                    "All of every project of a region: for its operator, with the settings file of a region's node.")
    private @Nullable Path regionSettings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean named = !(urls.isEmpty() && prefixes.isEmpty() && hosts.isEmpty() && tags.isEmpty());
        if (regionSettings != null && (named || everything)) {
            throw new ConfigurationException("--every-project purges all there is; nothing else can be named with it");
        }
        Receipt receipt = regionSettings == null ? ofProject(named) : OperatorPurge.everyProject(regionSettings, soft);
        PrintWriter out = spec.commandLine().getOut();
        receipt.print(out);
        out.flush();
        return receipt.isConfirmed() ? 0 : UNCONFIRMED;
    }

    private Receipt ofProject(boolean named) throws InterruptedException {
        if (named == everything) {
            throw new ConfigurationException(
                    "name what is purged: any of --url, --prefix, --host and --tag, or else --everything");
        }
        JsonObject order = new JsonObject()
                .put("urls", new JsonArray(urls))
                .put("prefixes", new JsonArray(prefixes))
                .put("hosts", new JsonArray(hosts))
                .put("tags", new JsonArray(tags))
                .put("everything", everything)
                .put("soft", soft);
        return Receipt.of(api.post("/network/purges", order, "nothing was purged"));
    }
}
