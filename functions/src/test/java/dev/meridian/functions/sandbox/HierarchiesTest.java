package dev.meridian.functions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HierarchiesTest {

    private static final String SYSTEM = "22 1 0:20 / /proc rw,nosuid shared:5 - proc proc rw";

    @Test
    void whereEachControllerHasAHierarchyGroupsAreMadeBelowTheNodesOwn() {
        List<String> mounts = List.of(
                SYSTEM,
                "30 24 0:26 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory",
                "31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct",
                "32 24 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
                "33 24 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");
        List<String> own = List.of("5:pids:/", "4:memory:/node/a", "1:cpu,cpuacct:/b", "0::/meridian");

        assertThat(Hierarchies.find(mounts, own)).hasValueSatisfying(found -> {
            assertThat(found.isUnified()).isFalse();
            assertThat(found.parents())
                    .containsExactlyInAnyOrder(
                            Path.of("/sys/fs/cgroup/memory/node/a"),
                            Path.of("/sys/fs/cgroup/cpu,cpuacct/b"),
                            Path.of("/sys/fs/cgroup/pids"));
        });
    }

    @Test
    void aContainerSeesItsOwnGroupWhereItsMountBegins() {
        List<String> mounts = List.of(
                "30 24 0:26 /docker/x /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
                "31 24 0:27 /docker/x /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu",
                "32 24 0:28 /docker/x /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids");
        List<String> own = List.of("5:pids:/docker/x/y", "4:memory:/docker/x", "1:cpu:/docker/x");

        assertThat(Hierarchies.find(mounts, own).orElseThrow().parents())
                .containsExactlyInAnyOrder(
                        Path.of("/sys/fs/cgroup/memory"),
                        Path.of("/sys/fs/cgroup/cpu"),
                        Path.of("/sys/fs/cgroup/pids/y"));
    }

    @Test
    void inTheUnifiedHierarchyGroupsAreMadeBesideANodeWhoseGroupSaysSo() {
        List<String> mounts = List.of(SYSTEM, "33 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate");

        assertThat(Hierarchies.find(mounts, List.of("0::/system.slice/edge.service/meridian")))
                .contains(new Hierarchies(List.of(Path.of("/sys/fs/cgroup/system.slice/edge.service")), true));
        assertThat(Hierarchies.find(mounts, List.of("0::/system.slice/edge.service")))
                .isEmpty();
        assertThat(Hierarchies.find(mounts, List.of("0::/"))).isEmpty();
        assertThat(Hierarchies.find(List.of(SYSTEM), List.of())).isEmpty();
    }
}
