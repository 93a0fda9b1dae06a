package dev.meridian.launcher.api;

import dev.meridian.core.config.ConfigurationException;
import dev.meridian.launcher.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where an API key is read from. It is never a flag: those show in lists of processes. */
public final class KeySource {

    private KeySource() {}

    /**
     * @param file null for the environment
     * @param flag that names a file
     * @param variable of the environment
     * @throws ConfigurationException where there is no key
     */
    public static String read(@Nullable Path file, String flag, String variable) {
        if (file == null) {
            String key = System.getenv(variable);
            if (key == null || key.isBlank()) {
                throw new ConfigurationException(
                        "there is no API key: set " + variable + ", or name a file with " + flag);
            }
            return key.strip();
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartRefused("the key file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
