package dev.meridian.functions.wasm;

import dev.meridian.functions.wasm.Outline.Import;
import dev.meridian.functions.wasm.Outline.Thing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What modules may import: all of WASI preview 1 ({@code wasi_snapshot_preview1}), and a way to log. */
final class Imports {

    private static final String WASI = "wasi_snapshot_preview1";
    private static final String OWN = "meridian";

    /** Name and parameters of each; all have one result. */
    private static final String PREVIEW_1 = """
            args_get ii
            args_sizes_get ii
            environ_get ii
            environ_sizes_get ii
            clock_res_get ii
            clock_time_get ili
            fd_advise illi
            fd_allocate ill
            fd_close i
            fd_datasync i
            fd_fdstat_get ii
            fd_fdstat_set_flags ii
            fd_fdstat_set_rights ill
            fd_filestat_get ii
            fd_filestat_set_size il
            fd_filestat_set_times illi
            fd_pread iiili
            fd_prestat_dir_name iii
            fd_prestat_get ii
            fd_pwrite iiili
            fd_read iiii
            fd_readdir iiili
            fd_renumber ii
            fd_seek ilii
            fd_sync i
            fd_tell ii
            fd_write iiii
            path_create_directory iii
            path_filestat_get iiiii
            path_filestat_set_times iiiilli
            path_link iiiiiii
            path_open iiiiillii
            path_readlink iiiiii
            path_remove_directory iii
            path_rename iiiiii
            path_symlink iiiii
            path_unlink_file iii
            poll_oneoff iiii
            proc_raise i
            random_get ii
            sched_yield
            sock_accept iii
            sock_recv iiiiii
            sock_send iiiii
            sock_shutdown ii
            """;

    static final Map<String, Map<String, Thing>> OFFERED = Map.of(WASI, wasi(), OWN, own());

    private Imports() {}

    /** Why something that a module asks for is not there, if it is not. */
    static Optional<String> refusal(Import wanted) {
        String name = wanted.module() + "." + wanted.name();
        Map<String, Thing> offers = OFFERED.get(wanted.module());
        Thing offer = offers == null ? null : offers.get(wanted.name());
        if (offer == null) {
            return Optional.of("It imports " + name + " (" + wanted.thing()
                    + "), which is not there: only functions of " + WASI + ", and " + OWN + ".log and .error, are.");
        }
        return offer.equals(wanted.thing())
                ? Optional.empty()
                : Optional.of("It imports " + name + " as a " + wanted.thing() + "; it is a " + offer + ".");
    }

    private static Map<String, Thing> wasi() {
        Map<String, Thing> functions = new HashMap<>();
        PREVIEW_1.lines().forEach(line -> {
            String[] parts = line.split(" ", 2);
            functions.put(parts[0], new Thing.Function((parts.length == 1 ? "" : parts[1]) + ">i"));
        });
        functions.put("proc_exit", new Thing.Function("i>"));
        return Map.copyOf(functions);
    }

    private static Map<String, Thing> own() {
        Thing text = new Thing.Function("ii>");
        return Map.of("log", text, "error", text);
    }
}
