package dev.meridian.launcher.dev;

import java.util.Map;

/** What a person sees once the network is ready: what runs where, and what to try. */
final class Summary {

    private Summary() {}

    static String of(DevPlan plan, DevNetwork network, double seconds) {
        Map<String, Long> memory = network.memory();
        StringBuilder text = new StringBuilder();
        text.append("\nReady after %.1f s\n\n".formatted(seconds));
        text.append("  %-14s %-24s %-18s %s\n".formatted("node", "door", "relay", "memory"));
        for (DevNode node : plan.nodes()) {
            Long bytes = memory.get(node.name());
            text.append("  %-14s %-24s %-18s %s\n"
                    .formatted(
                            node.name(),
                            node.url(),
                            "127.0.0.1:" + (node.port() + 100),
                            bytes == null ? "" : megabytes(bytes))
                    .stripTrailing());
            text.append('\n');
        }
        memory.forEach((name, bytes) -> {
            if (plan.nodes().stream().noneMatch(node -> node.name().equals(name))) {
                text.append("  %-58s %s\n".formatted(name, megabytes(bytes)));
            }
        });
        String router = plan.ofKind("router").getFirst().url();
        text.append("\nThe network's map, open to whoever reaches the router: " + router + "/\n");
        text.append("\nTry next:\n");
        text.append("  curl " + router + "/v1/health/version\n");
        text.append("  curl '" + router + "/.meridian/route?host=hello.network.localhost&ip=203.0.113.7'\n");
        text.append("  curl " + router + "/v1/account -H 'content-type: application/json' \\\n"
                + "    -d '{\"userId\":\"unique()\",\"email\":\"me@example.com\",\"password\":\"correct horse\"}'\n");
        text.append("\nNodes show each other no certificates here: residency policies rest on what each says it is.\n");
        text.append("\nThe README's tour goes on from there. Ctrl-C stops everything.\n");
        return text.toString();
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
