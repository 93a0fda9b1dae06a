package dev.meridian.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.proto.registry.v1.Deleted;
import dev.meridian.proto.registry.v1.HeldRecords;
import dev.meridian.proto.registry.v1.Project;
import dev.meridian.proto.registry.v1.Record;
import dev.meridian.proto.registry.v1.WatchRequest;
import dev.meridian.proto.registry.v1.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionReplicaTest {

    @Test
    void aListTakesEffectOnlyWhenItIsComplete() {
        RegionReplica replica = new RegionReplica("fra");
        replica.request("edge-sgp");

        assertThat(replica.apply(answer("e1", 1, project("a", 1)).setReset(true).build()))
                .isInstanceOf(RegionReplica.Unchanged.class);
        assertThat(replica.records()).isEmpty();
        assertThat(replica.apply(
                        answer("e1", 2, project("b", 2)).setCurrent(true).build()))
                .isInstanceOf(RegionReplica.Changed.class);

        assertThat(replica.records()).containsOnlyKeys("project/a", "project/b");
        assertThat(replica.version()).isEqualTo(2);
    }

    @Test
    void aListThatBreaksOffTakesNothingAway() {
        RegionReplica replica = listed("e1", project("a", 1));

        replica.apply(answer("e2", 1, project("z", 1)).setReset(true).build());
        WatchRequest next = replica.request("edge-sgp");

        assertThat(replica.records()).containsOnlyKeys("project/a");
        assertThat(next.getEpoch()).isEqualTo("e1");
        assertThat(next.getFromVersion()).isEqualTo(1);
    }

    @Test
    void aTombstoneRemovesAndAnOldRecordDoesNotReturn() {
        RegionReplica replica = listed("e1", project("a", 3));

        replica.apply(answer("e1", 4, deleted("a", 4)).build());
        assertThat(replica.records()).isEmpty();
        assertThat(replica.apply(answer("e1", 4).build())).isInstanceOf(RegionReplica.Unchanged.class);
    }

    @Test
    void answersThatBreakTheContractAreRefusedAndTheNextStreamBeginsFromNothing() {
        List<WatchResponse> bad = List.of(
                answer("e2", 2, project("b", 2)).build(),
                answer("e1", 0).build(),
                answer("e1", 2).setRegion("nyc").build());
        for (WatchResponse answer : bad) {
            RegionReplica replica = listed("e1", project("a", 1));

            assertThat(replica.apply(answer)).isInstanceOf(RegionReplica.Refused.class);

            WatchRequest next = replica.request("edge-sgp");
            assertThat(next.getFromVersion()).isZero();
            assertThat(next.getEpoch()).isEmpty();
            assertThat(replica.records()).containsOnlyKeys("project/a");
            assertThat(replica.apply(answer("e1", 2, project("b", 2)).build()))
                    .isInstanceOf(RegionReplica.Refused.class);
        }
    }

    @Test
    void theReplicaEqualsTheModelAfterRandomChangesBreaksAndRestarts() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        for (int round = 0; round < 200; round++) {
            run(new Random(seed + round));
        }
    }

    /** A region's log is played to a replica in random parts, with resets, broken streams and restarts from disk. */
    private static void run(Random random) {
        Map<String, Record> model = new HashMap<>();
        List<Record> log = new ArrayList<>();
        int epoch = 1;
        RegionReplica replica = new RegionReplica("fra");
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(15) == 0) {
                epoch++;
                log.clear();
                model.clear();
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                change(random, log, model);
            }
            if (random.nextInt(8) == 0) {
                replica = RegionReplica.of(replica.kept());
            }
            boolean whole = play(random, replica, "e" + epoch, log);
            if (whole) {
                assertThat(replica.records()).isEqualTo(model);
                assertThat(replica.version()).isEqualTo(log.size());
            }
        }
    }

    private static void change(Random random, List<Record> log, Map<String, Record> model) {
        String id = "p" + random.nextInt(10);
        int version = log.size() + 1;
        if (random.nextInt(3) == 0) {
            Record gone = deleted(id, version);
            log.add(gone);
            model.remove(gone.getKey());
        } else {
            Record project = project(id, version);
            log.add(project);
            model.put(project.getKey(), project);
        }
    }

    /** @return whether the stream lasted until it was current */
    private static boolean play(Random random, RegionReplica replica, String epoch, List<Record> log) {
        WatchRequest request = replica.request("edge-sgp");
        boolean known = request.getEpoch().equals(epoch) && request.getFromVersion() > 0;
        int from = known ? (int) request.getFromVersion() : 0;
        boolean reset = !known;
        while (true) {
            int to = Math.min(log.size(), from + random.nextInt(4));
            WatchResponse.Builder answer = answer(epoch, to).addAllRecords(log.subList(from, to));
            boolean current = to == log.size();
            RegionReplica.Applied applied =
                    replica.apply(answer.setReset(reset).setCurrent(current).build());
            assertThat(applied).isNotInstanceOf(RegionReplica.Refused.class);
            reset = false;
            from = to;
            if (current) {
                return true;
            }
            if (random.nextInt(6) == 0) {
                return false;
            }
        }
    }

    private static RegionReplica listed(String epoch, Record... records) {
        RegionReplica replica = RegionReplica.of(HeldRecords.newBuilder()
                .setRegion("fra")
                .setEpoch(epoch)
                .setVersion(1)
                .addAllRecords(List.of(records))
                .build());
        replica.request("edge-sgp");
        return replica;
    }

    static WatchResponse.Builder answer(String epoch, long version, Record... records) {
        return WatchResponse.newBuilder()
                .setRegion("fra")
                .setEpoch(epoch)
                .setVersion(version)
                .addAllRecords(List.of(records));
    }

    static Record project(String id, long version) {
        return Record.newBuilder()
                .setKey("project/" + id)
                .setVersion(version)
                .setProject(Project.newBuilder().setProjectId(id).setName(id + " at " + version))
                .build();
    }

    static Record deleted(String id, long version) {
        return Record.newBuilder()
                .setKey("project/" + id)
                .setVersion(version)
                .setDeleted(Deleted.getDefaultInstance())
                .build();
    }
}
