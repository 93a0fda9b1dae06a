package dev.meridian.functions.worker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment that tenants' processes begin with: nothing of the node's, nothing of the tenant's. */
public final class WorkerEnvironment {

    private static final List<String> FOLDERS = List.of("/usr/local/bin", "/usr/bin", "/bin");

    private WorkerEnvironment() {}

    /**
     * @param home where the process may write
     * @param programs interpreters, whose folders come first
     */
    public static Map<String, String> of(Path home, List<Path> programs) {
        Set<String> folders = new LinkedHashSet<>();
        programs.forEach(program -> folders.add(String.valueOf(program.getParent())));
        folders.addAll(FOLDERS);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", String.join(":", folders));
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.toString());
        environment.put("LANG", "C.UTF-8");
        return environment;
    }
}
