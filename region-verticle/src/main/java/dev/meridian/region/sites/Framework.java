package dev.meridian.region.sites;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * A framework that sites may be made with, and how one that is exported as files is built by its user.
 *
 * @param key as sites name it
 * @param outputDirectory where its builds leave the files
 * @param fallbackFile empty for none
 */
record Framework(
        String key,
        String name,
        String buildRuntime,
        String installCommand,
        String buildCommand,
        String outputDirectory,
        String fallbackFile) {

    static final List<Framework> ALL = List.of(
            node("analog", "Analog", "npm run build", "./dist/analog/public", ""),
            node("angular", "Angular", "npm run build", "./dist/angular/browser", "index.csr.html"),
            node("nextjs", "Next.js", "npm run build", "./out", ""),
            node("react", "React", "npm run build", "./dist", "index.html"),
            node("nuxt", "Nuxt", "npm run generate", "./output/public", ""),
            node("vue", "Vue.js", "npm run build", "./dist", "index.html"),
            node("sveltekit", "SvelteKit", "npm run build", "./build", ""),
            node("astro", "Astro", "npm run build", "./dist", ""),
            node("tanstack-start", "TanStack Start", "npm run build", "./dist/client", ""),
            node("remix", "Remix", "npm run build", "./build/client", "index.html"),
            node("lynx", "Lynx", "npm run build", "./dist", ""),
            new Framework("flutter", "Flutter", "flutter-3.29", "", "flutter build web", "./build/web", ""),
            node("react-native", "React Native", "npm run build", "./dist", "+not-found.html"),
            node("vite", "Vite", "npm run build", "./dist", "index.html"),
            new Framework("other", "Other", "static-1", "", "", "./", ""));

    static final List<String> KEYS = ALL.stream().map(Framework::key).toList();

    /** Every name of a build runtime that the contract knows. */
    static final List<String> BUILD_RUNTIMES =
            """
            node 14.5 16.0 18.0 19.0 20.0 21.0 22 23 24 25
            php 8.0 8.1 8.2 8.3 8.4
            ruby 3.0 3.1 3.2 3.3 3.4 4.0
            python 3.8 3.9 3.10 3.11 3.12 3.13 3.14
            python-ml 3.11 3.12 3.13
            deno 1.40 1.46 2.0 2.5 2.6
            dart 2.15 2.16 2.17 2.18 2.19 3.0 3.1 3.3 3.5 3.8 3.9 3.10 3.11 3.12
            dotnet 6.0 7.0 8.0 10
            java 8.0 11.0 17.0 18.0 21.0 22 25
            swift 5.5 5.8 5.9 5.10 6.2
            kotlin 1.6 1.8 1.9 2.0 2.3
            cpp 17 20
            bun 1.0 1.1 1.2 1.3
            go 1.23 1.24 1.25 1.26
            rust 1.83
            static 1
            flutter 3.24 3.27 3.29 3.32 3.35 3.38 3.41 3.44
            """.lines().flatMap(Framework::versions).toList();

    private static Stream<String> versions(String line) {
        String[] words = line.split(" ", -1);
        return Stream.of(words).skip(1).map(version -> words[0] + "-" + version);
    }

    private static Framework node(String key, String name, String build, String output, String fallback) {
        return new Framework(key, name, "node-22", "npm install", build, output, fallback);
    }

    JsonObject model() {
        JsonObject files = new JsonObject()
                .put("key", "static")
                .put("installCommand", installCommand)
                .put("buildCommand", buildCommand)
                .put("outputDirectory", outputDirectory)
                .put("fallbackFile", fallbackFile);
        return new JsonObject()
                .put("key", key)
                .put("name", name)
                .put("buildRuntime", buildRuntime)
                .put("runtimes", new JsonArray(BUILD_RUNTIMES))
                .put("adapters", new JsonArray().add(files));
    }
}
