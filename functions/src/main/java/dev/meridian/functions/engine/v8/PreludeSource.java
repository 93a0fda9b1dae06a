package dev.meridian.functions.engine.v8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The script that the prelude is made of: our own, and that of libraries. */
final class PreludeSource {

    private static final Properties VERSIONS = versions();

    private PreludeSource() {}

    /** One of our own files. */
    static String part(String name) {
        return read("prelude/" + name + ".js");
    }

    /** What functions of JavaScript see and say, wherever they run. */
    static String contract() {
        return read("/dev/meridian/functions/contract.cjs");
    }

    /** A file of an npm package that is on the class path. */
    static String library(String name, String file) {
        return read("/META-INF/resources/webjars/" + name + "/" + VERSIONS.getProperty(name) + "/" + file);
    }

    private static Properties versions() {
        Properties versions = new Properties();
        try (InputStream in = open("libraries.properties")) {
            versions.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return versions;
    }

    private static String read(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = PreludeSource.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is missing beside " + PreludeSource.class.getName());
        }
        return in;
    }
}
