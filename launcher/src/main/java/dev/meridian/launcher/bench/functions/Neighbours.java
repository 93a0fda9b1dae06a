package dev.meridian.launcher.bench.functions;

import dev.meridian.launcher.bench.functions.Report.Warm;
import dev.meridian.launcher.bench.stage.BenchSetup;
import dev.meridian.launcher.bench.stage.LoadResult;
import dev.meridian.launcher.bench.stage.Wrk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the visitors of one function feel of another in the same node that means harm. */
final class Neighbours {

    private static final int POLITE = 16;
    private static final int HOSTILE = 8;
    private static final String LOOP = "export default () => { for (;;) {} };\n";
    private static final String BOMB =
            "export default () => { const all = []; for (;;) all.push(new Array(1000).fill({})); };\n";

    /** V8 ends its process at this one. */
    private static final String KILLER = "export default () => { new Array(2 ** 32 - 2).fill(0); };\n";

    private final Wrk wrk;
    private final int port;
    private final int seconds;
    private final String polite;

    /** @param polite host of the function whose visitors are timed */
    Neighbours(Wrk wrk, int port, int seconds, String polite) {
        this.wrk = wrk;
        this.port = port;
        this.seconds = seconds;
        this.polite = polite;
    }

    /** The polite function alone, then beside each of the others. */
    List<Warm> rounds(BenchSetup setup) throws IOException, InterruptedException {
        List<Warm> rows = new ArrayList<>();
        String loop = FunctionsBench.hostOf(setup.functions("loop", 1, LOOP).getFirst());
        String bomb = FunctionsBench.hostOf(setup.functions("bomb", 1, BOMB).getFirst());
        List<String> killers = setup.functions("killer", seconds, KILLER).stream()
                .map(FunctionsBench::hostOf)
                .toList();
        rows.add(new Warm("alone", load(polite, POLITE, seconds)));
        rows.add(new Warm("beside loops without end", beside(() -> load(loop, HOSTILE, seconds))));
        rows.add(new Warm("beside heaps without end", beside(() -> load(bomb, HOSTILE, seconds))));
        rows.add(new Warm("beside " + seconds + " that each end their host", beside(() -> inTurn(killers))));
        return rows;
    }

    private LoadResult beside(Callable<LoadResult> hostile) throws IOException, InterruptedException {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<LoadResult> load = other.submit(hostile);
            LoadResult felt = load(polite, POLITE, seconds);
            load.get();
            return felt;
        } catch (ExecutionException failed) {
            throw new IOException("The hostile load failed", failed);
        }
    }

    /** A second each: one that has ended its host is not run again. */
    private LoadResult inTurn(List<String> hosts) throws IOException, InterruptedException {
        LoadResult last = load(hosts.getFirst(), 1, 1);
        for (String host : hosts.subList(1, hosts.size())) {
            last = load(host, 1, 1);
        }
        return last;
    }

    private LoadResult load(String host, int connections, int duration) throws IOException, InterruptedException {
        return wrk.load(port, "/", connections, duration, "-H", "Host: " + host);
    }
}
