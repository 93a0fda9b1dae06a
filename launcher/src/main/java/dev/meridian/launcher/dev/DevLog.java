package dev.meridian.launcher.dev;

import java.nio.file.Path;

/** Sends the log of this process to a file, so that the terminal shows only what a person asked for. */
public final class DevLog {

    private DevLog() {}

    /** To be called before the first logger is made. */
    public static void to(Path file) {
        System.setProperty("meridian.log.file", file.toString());
        System.setProperty("logback.configurationFile", "logback-file.xml");
    }
}
