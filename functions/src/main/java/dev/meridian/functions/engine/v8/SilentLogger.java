package dev.meridian.functions.engine.v8;

import com.caoccao.javet.interfaces.IJavetLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Javet speaks of every exception of a tenant's script; that is the tenant's affair, so it is kept to DEBUG. */
final class SilentLogger implements IJavetLogger {

    static final SilentLogger INSTANCE = new SilentLogger();

    private static final Logger log = LoggerFactory.getLogger(SilentLogger.class);

    private SilentLogger() {}

    @Override
    public void debug(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message, Throwable cause) {
        log.debug(message, cause);
    }

    @Override
    public void info(String message) {
        log.debug(message);
    }

    @Override
    public void warn(String message) {
        log.debug(message);
    }
}
