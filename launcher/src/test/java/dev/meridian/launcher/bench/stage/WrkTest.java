package dev.meridian.launcher.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {

    private static final String OUTPUT = """
            Running 5s test @ http://127.0.0.1:18080/
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.02ms    2.50ms  99.10ms   98.50%
                Req/Sec    75.99k     9.50k   90.01k    66.00%
              Latency Distribution
                 50%  750.00us
                 75%    1.02ms
                 90%    1.50ms
                 99%    1.25s
              378211 requests in 5.01s, 40.03MB read
            Requests/sec:  75490.52
            Transfer/sec:      7.99MB
            """;

    @Test
    void figuresAreReadInMilliseconds() throws IOException {
        assertThat(Wrk.read(OUTPUT)).isEqualTo(new LoadResult(378_211, new Figures(75_490.52, 0.75, 1_250), ""));
    }

    @Test
    void whatWentWrongIsToldInItsWords() throws IOException {
        LoadResult result = Wrk.read(OUTPUT + "  Non-2xx or 3xx responses: 17\n");

        assertThat(result.wrong()).isEqualTo("Non-2xx or 3xx responses: 17");
    }

    @Test
    void refusalsAreCountedAmongAllThatWentWrong() throws IOException {
        LoadResult result = Wrk.read(
                OUTPUT + "  Socket errors: connect 0, read 2, write 0, timeout 0\n  Non-2xx or 3xx responses: 17\n");

        assertThat(result.wrong())
                .isEqualTo("Socket errors: connect 0, read 2, write 0, timeout 0; Non-2xx or 3xx responses: 17");
        assertThat(result.refused()).isEqualTo(17);
    }

    @Test
    void outputWithoutLatenciesIsRefused() {
        assertThatThrownBy(() -> Wrk.read("378211 requests in 5.01s\nRequests/sec:  75490.52\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no latencies");
    }

    @Test
    void aScriptThatCannotBeRunIsRefused() {
        assertThatThrownBy(() -> Wrk.read("wrk.lua: wrk.lua:2: unexpected symbol near '='\n" + OUTPUT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected symbol");
    }
}
