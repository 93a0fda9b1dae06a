package dev.meridian.region.node;

import dev.meridian.core.config.Configuration;
import dev.meridian.core.node.NodeSettings;
import dev.meridian.region.messages.TextSettings;
import dev.meridian.region.postgres.DatabaseSettings;
import dev.meridian.region.sealing.SealingSettings;
import dev.meridian.region.storage.StorageSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * What a region is told at start, beside what every node is.
 *
 * @param sealing how what the database must not read is encrypted
 * @param endpoint where functions and other clients of this region reach the API, empty for its own door
 * @param origins host names whose web pages may call the API beside the network's own; {@code *.} before one means all
 *     names below it
 * @param openConsole whether anybody may sign up to the console; else only the first account
 * @param mostInFlight API requests worked on at once; more are refused
 * @param passwordThreads passwords hashed at once
 * @param keptLists bytes of lists of rows that are kept for callers who are content with older ones; 0 for none
 * @param functions how functions are run and built
 * @param domains how domains of projects are verified
 * @param mailsPrivate whether mail servers of projects may have addresses that only the node can reach
 * @param texts how text messages are sent
 */
public record RegionSettings(
        DatabaseSettings database,
        SealingSettings sealing,
        StorageSettings storage,
        String endpoint,
        List<String> origins,
        boolean openConsole,
        int mostInFlight,
        int passwordThreads,
        long keptLists,
        FunctionSettings functions,
        DomainSettings domains,
        boolean mailsPrivate,
        TextSettings texts) {

    public static RegionSettings read(Configuration configuration) {
        return new RegionSettings(
                DatabaseSettings.read(configuration, Path.of(configuration.text("node.data", "data"))),
                SealingSettings.read(configuration, Path.of(configuration.text("node.data", "data"))),
                StorageSettings.read(configuration, Path.of(configuration.text("node.data", "data"))),
                configuration.text("region.endpoint", ""),
                configuration.list("region.origins"),
                configuration.flag("region.console.open", false),
                configuration.integer("region.requests.most", 2_048, 1, 1_000_000),
                configuration.integer("region.passwords.threads", 2, 1, 64),
                configuration.bytes("region.lists.memory", 32 << 20),
                FunctionSettings.read(configuration),
                DomainSettings.read(configuration),
                configuration.flag("region.mail.private", false),
                TextSettings.read(configuration));
    }

    /** Where functions reach the API of the region, as a URL that ends in {@code /v1}. */
    public String endpoint(NodeSettings node) {
        String port = node.httpPort() == 0 ? "" : ":" + node.httpPort();
        return endpoint.isEmpty()
                ? "http://" + node.site().code() + "." + node.domains().api() + port + "/v1"
                : endpoint;
    }
}
