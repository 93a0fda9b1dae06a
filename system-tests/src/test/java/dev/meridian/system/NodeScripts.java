package dev.meridian.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scripts in src/test/node, beside the packages that they drive. */
final class NodeScripts {

    private NodeScripts() {}

    /**
     * What a script printed; its failure is an assertion's with that text.
     *
     * @param arguments of node
     */
    static String run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        NpmPackages.install();
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        return Shell.run(NpmPackages.FOLDER, variables, command.toArray(String[]::new));
    }
}
