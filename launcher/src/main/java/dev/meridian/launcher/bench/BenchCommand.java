package dev.meridian.launcher.bench;

import dev.meridian.launcher.bench.cache.CacheBench;
import dev.meridian.launcher.bench.databases.DatabasesBench;
import dev.meridian.launcher.bench.functions.FunctionsBench;
import dev.meridian.launcher.bench.hop.FloodBench;
import dev.meridian.launcher.bench.hop.HopBench;
import dev.meridian.launcher.bench.wire.WireBench;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the whole network on this machine, or a part of it that a flag names. */
@Command(
        name = "bench",
        description = "Times the network on this machine, beside nginx and plain handlers.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "18080", description = "First port to use (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--seconds", defaultValue = "5", description = "Length of each round (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of each (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--cold",
            defaultValue = "40",
            description = "Functions for the cold start (default: ${DEFAULT-VALUE}).")
    private int cold;

    @Option(
            names = "--wire",
            description = "Times the relay's framing alone, beside Vert.x's gRPC codec and plain HTTP/2.")
    private boolean wire;

    @Option(
            names = "--cache",
            description = "Times meridian cache alone, beside nginx and Varnish where they are installed; wants wrk.")
    private boolean cache;

    @Option(
            names = "--functions",
            description =
                    "Times functions at the edge beside workerd, Deno and Node.js, warm and never seen; wants wrk,"
                            + " and npm for the first two.")
    private boolean functions;

    @Option(
            names = "--loaded",
            defaultValue = "1000",
            description = "Functions that --functions loads and weighs; the first " + FunctionsBench.MOST_COLD
                    + " are the cold starts (default: ${DEFAULT-VALUE}).")
    private int loaded;

    @Option(
            names = "--router",
            description = "Times the way through a router beside nginx and HAProxy where they are installed; wants wrk,"
                    + " and h2load for HTTP/2.")
    private boolean router;

    @Option(
            names = "--flood",
            description = "Times polite clients while another one floods a router, and nginx with the same limits;"
                    + " wants wrk.")
    private boolean flood;

    @Option(names = "--geo", description = "Times how routers locate clients: the built-in table, and look-ups in it.")
    private boolean geo;

    @Option(
            names = "--purge",
            description = "Times purges alone, from the API to the last edge's confirmation; and simulates more edges.")
    private boolean purge;

    @Option(
            names = "--purges",
            defaultValue = "500",
            description = "Purges that --purge counts (default: ${DEFAULT-VALUE}).")
    private int purges;

    @Option(
            names = "--databases",
            description = "Times rows of a database through the API beside pgbench with the same statements and Parse"
                    + " Server; wants wrk, and npm for the last.")
    private boolean databases;

    @Option(
            names = "--rows",
            defaultValue = "1000000",
            description = "Rows that --databases loads (default: ${DEFAULT-VALUE}).")
    private long rows;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wire) {
            WireBench.print(port, rounds);
        } else if (cache) {
            CacheBench.print(port, rounds, seconds);
        } else if (functions) {
            FunctionsBench.print(port, rounds, seconds, loaded);
        } else if (databases) {
            DatabasesBench.print(port, rounds, seconds, rows);
        } else if (geo) {
            PlacesBench.print(rounds, seconds);
        } else if (purge) {
            PurgeBench.print(port, purges);
        } else if (router) {
            HopBench.print(port, rounds, seconds);
        } else if (flood) {
            FloodBench.print(port, rounds, seconds);
        } else {
            NetworkBench.print(port, rounds, seconds, cold);
        }
        return 0;
    }
}
