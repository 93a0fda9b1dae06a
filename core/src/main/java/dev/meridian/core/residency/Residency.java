package dev.meridian.core.residency;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.meridian.core.problem.Problem;
import dev.meridian.core.problem.ProblemType;
import dev.meridian.core.registry.RegistrySnapshot;
import dev.meridian.proto.registry.v1.Area;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.topology.v1.NodeInfo;
import java.util.Optional;

/**
 * Which nodes may do what for one project. Immutable, pure.
 *
 * <p>A node is in an area if its country or its site is listed there. Who may not terminate may do nothing else either: it
 * would have to hold what it caches or executes in the clear.
 */
public final class Residency {

    /** Anywhere. */
    public static final Residency NONE = new Residency(dev.meridian.proto.registry.v1.Residency.getDefaultInstance());

    /** The contract's type: a node refuses because the project's policy keeps the project's data from it. */
    public static final ProblemType DENIED = new ProblemType("general_region_access_denied", 451);

    private final dev.meridian.proto.registry.v1.Residency told;

    private Residency(dev.meridian.proto.registry.v1.Residency told) {
        this.told = told;
    }

    public static Residency of(Project project) {
        return project.hasResidency() ? of(project.getResidency()) : NONE;
    }

    /** Of a project that the snapshot knows; of any other, anywhere: it has nothing to protect. */
    public static Residency of(RegistrySnapshot registry, String project) {
        return registry.project(project).map(Residency::of).orElse(NONE);
    }

    public static Residency of(dev.meridian.proto.registry.v1.Residency told) {
        return new Residency(told);
    }

    /** Of the message's bytes as a database keeps them. */
    public static Residency parse(byte[] kept) {
        return of(message(kept));
    }

    /** The message from its bytes as a database keeps them. */
    public static dev.meridian.proto.registry.v1.Residency message(byte[] kept) {
        try {
            return dev.meridian.proto.registry.v1.Residency.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a residency policy is damaged", e);
        }
    }

    /** Whether anything is kept from any node. */
    public boolean isRestricted() {
        return told.hasTerminate() || told.hasCache() || told.hasExecute() || told.hasLogs();
    }

    /** Of the policy; 0 for none. */
    public long version() {
        return told.getVersion();
    }

    public boolean permits(Act act, NodeInfo node) {
        return permits(act, node.getCountry(), node.getSite());
    }

    /**
     * @param country ISO 3166-1 alpha-2, upper case
     * @param site site code
     */
    public boolean permits(Act act, String country, String site) {
        return isIn(Act.TERMINATE, country, site) && isIn(act, country, site);
    }

    private boolean isIn(Act act, String country, String site) {
        return switch (act) {
            case TERMINATE -> !told.hasTerminate() || has(told.getTerminate(), country, site);
            case CACHE -> !told.hasCache() || has(told.getCache(), country, site);
            case EXECUTE -> !told.hasExecute() || has(told.getExecute(), country, site);
            case LOG -> !told.hasLogs() || has(told.getLogs(), country, site);
        };
    }

    private static boolean has(Area area, String country, String site) {
        return area.getCountriesList().contains(country) || area.getSitesList().contains(site);
    }

    /** Why a node may not be asked for the project at all; nothing if it may. */
    public Optional<String> obstacle(NodeInfo node) {
        return permits(Act.TERMINATE, node)
                ? Optional.empty()
                : Optional.of("residency: in no zone that may " + Act.TERMINATE.word());
    }

    /** What a node answers that may not be asked. Another one may be asked the same. */
    public static Problem denied() {
        return Problem.upstream(
                DENIED, "The project's residency policy does not permit this node to serve it.", true, null);
    }
}
