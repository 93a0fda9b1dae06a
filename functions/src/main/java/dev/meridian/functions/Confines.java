package dev.meridian.functions;

import dev.meridian.functions.sandbox.Sandbox;
import java.nio.file.Path;

/**
 * What function hosts are held in by.
 *
 * @param artefacts the folder below which all launches have their artefacts; created if absent, seen by hosts
 */
public record Confines(Sandbox sandbox, Path artefacts) {

    public Confines {
        artefacts = artefacts.toAbsolutePath();
    }
}
