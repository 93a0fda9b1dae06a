package dev.meridian.core.config;

/** A setting that cannot be used. The message names the key, the value and the rule, fit to be shown as it is. */
public final class ConfigurationException extends IllegalArgumentException {

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
