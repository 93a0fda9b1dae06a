package dev.meridian.functions.visit;

import dev.meridian.core.token.SigningKey;
import dev.meridian.functions.KeyMint;
import dev.meridian.functions.Launch;
import dev.meridian.functions.Limits;
import java.nio.file.Path;
import java.time.Duration;

/** A launch specification, as a region tells it, made into what function hosts run. */
public final class LaunchSpec {

    /** Light hosts hold isolates to their own heap limit, which is less. */
    private static final int MOST_MEMORY_MIB = 8_192;

    private LaunchSpec() {}

    /**
     * For calls that somebody waits for.
     *
     * @param artefact folder with the unpacked artefact that the specification names
     * @param cpu that a call has here if the specification says nothing
     */
    public static Launch launch(dev.meridian.proto.deployments.v1.Launch spec, Path artefact, Duration cpu) {
        return launch(spec, artefact, cpu, Visit.LONGEST);
    }

    /**
     * For calls that nobody waits for: they may take all of the time that the function has. Hosts take it for the same
     * launch, since how long a call may take is the node's to watch.
     *
     * @param artefact as for {@link #launch}
     * @param cpu as for {@link #launch}
     */
    public static Launch unhurried(dev.meridian.proto.deployments.v1.Launch spec, Path artefact, Duration cpu) {
        return launch(spec, artefact, cpu, Duration.ofSeconds(spec.getTimeoutSeconds()));
    }

    private static Launch launch(
            dev.meridian.proto.deployments.v1.Launch spec, Path artefact, Duration cpu, Duration longest) {
        Launch.Key key = new Launch.Key(
                spec.getProjectId(), spec.getFunctionId(), spec.getDeploymentId(), spec.getConfiguration());
        return new Launch(
                key,
                artefact,
                spec.getEntrypoint(),
                spec.getEnvironmentMap(),
                limits(spec, cpu, longest),
                spec.getLogging(),
                new KeyMint(SigningKey.of(spec.getSigningKey().toByteArray()), key),
                spec.getRuntime());
    }

    private static Limits limits(dev.meridian.proto.deployments.v1.Launch spec, Duration cpu, Duration longest) {
        Limits usual = Limits.DEFAULT;
        int seconds = spec.getTimeoutSeconds();
        int millis = spec.getCpuMillis();
        return new Limits(
                seconds == 0 ? usual.wall() : Duration.ofSeconds(Math.min(seconds, longest.toSeconds())),
                millis == 0 ? cpu : Duration.ofMillis(millis),
                spec.getMemoryMib() == 0 ? usual.heapMiB() : Math.clamp(spec.getMemoryMib(), 16, MOST_MEMORY_MIB),
                usual.memoryMiB(),
                usual.bodyBytes(),
                usual.logBytes());
    }
}
