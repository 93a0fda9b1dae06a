package dev.meridian.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.core.path.Step.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PathChooserTest {

    private static final Link DEAD = new Link.Dead();
    private static final Link CONNECTING = new Link.Connecting();
    private static final long LOOK = Duration.ofMillis(200).toNanos();

    private final PathChooser chooser = new PathChooser();
    private final Set<String> forbidden = new HashSet<>();
    private long now = 1_000;
    private Link direct = alive(50);
    private Link present = direct;
    private Link tried = DEAD;
    private List<Candidate> candidates = List.of();

    @Test
    void aDeadLinkIsLeftAtOnceAndATriedWayAdoptedAsSoonAsItAnswers() {
        candidates = List.of(candidate("b", 60), candidate("d", 40));
        assertThat(look()).isEqualTo(new Step.Stay());
        goDown();

        assertThat(look()).isEqualTo(new Step.Try("d"));
        tried = CONNECTING;
        assertThat(look()).isEqualTo(new Step.Stay());
        tried = alive(41);
        assertThat(look()).isEqualTo(new Step.Adopt("d", Reason.DOWN));
        assertThat(chooser.via()).contains("d");
    }

    @Test
    void aFasterWayMustBeBetterByTheMarginForTwoWindowsAndThenAsMeasured() {
        candidates = List.of(candidate("b", 38));
        assertThat(looks(9)).containsOnly(new Step.Stay());
        candidates = List.of(candidate("b", 45));
        look();
        candidates = List.of(candidate("b", 38));
        assertThat(looks(10)).containsOnly(new Step.Stay());
        assertThat(look()).isEqualTo(new Step.Try("b"));
        tried = alive(39);
        assertThat(looks(10)).containsOnly(new Step.Stay());
        assertThat(look()).isEqualTo(new Step.Adopt("b", Reason.FASTER));
    }

    @Test
    void aWayThatDoesNotKeepWhatWasEstimatedIsGivenUpAndSetAside() {
        candidates = List.of(candidate("b", 30));
        assertThat(looks(11)).endsWith(new Step.Try("b"));
        tried = alive(45);

        assertThat(looks(11)).endsWith(new Step.GiveUp("b"));
        assertThat(looks(14)).containsOnly(new Step.Stay());
        assertThat(chooser.via()).isEmpty();
    }

    @Test
    void slowLinksAskForFifteenPercent() {
        assertThat(PathChooser.isBetter(millis(256), millis(300))).isFalse();
        assertThat(PathChooser.isBetter(millis(254), millis(300))).isTrue();
        assertThat(PathChooser.isBetter(millis(11), millis(20))).isFalse();
        assertThat(PathChooser.isBetter(millis(9), millis(20))).isTrue();
    }

    @Test
    void aTriedWayThatFailsGivesWayToTheNextBest() {
        candidates = List.of(candidate("b", 40), candidate("d", 60));
        look();
        goDown();
        assertThat(look()).isEqualTo(new Step.Try("b"));
        tried = DEAD;

        assertThat(look()).isEqualTo(new Step.GiveUp("b"));
        assertThat(look()).isEqualTo(new Step.Try("d"));
    }

    @Test
    void aTriedWayThatSaysNothingIsNotWaitedForForEver() {
        candidates = List.of(candidate("b", 40));
        look();
        goDown();
        look();
        tried = CONNECTING;

        assertThat(looks(18)).endsWith(new Step.GiveUp("b"));
    }

    @Test
    void whatFailedIsLeftAloneTwiceAsLongEachTime() {
        candidates = List.of(candidate("b", 40));
        look();
        goDown();
        tried = DEAD;
        assertThat(looks(2)).containsExactly(new Step.Try("b"), new Step.GiveUp("b"));

        assertThat(looksUntilTried()).isEqualTo(5);
        look();
        assertThat(looksUntilTried()).isEqualTo(10);
        look();
        assertThat(looksUntilTried()).isEqualTo(20);
    }

    @Test
    void theDirectLinkIsTakenAgainOnceItHasStayedUp() {
        adoptAfterDown("b");
        direct = alive(44);

        assertThat(looks(10)).containsOnly(new Step.Stay());
        assertThat(look()).isEqualTo(new Step.GoDirect(Reason.RETURN));
        assertThat(chooser.via()).isEmpty();
    }

    @Test
    void aDirectLinkThatKeepsGoingDownMustStayUpLongerEachTime() {
        adoptAfterDown("b");
        direct = alive(44);
        assertThat(looks(11)).endsWith(new Step.GoDirect(Reason.RETURN));
        present = direct;
        look();
        adoptAfterDown("b");
        direct = alive(44);

        assertThat(looks(20)).containsOnly(new Step.Stay());
        assertThat(look()).isEqualTo(new Step.GoDirect(Reason.RETURN));
    }

    @Test
    void aDirectLinkThatIsUpAndMuchSlowerIsNotTakenAgain() {
        adoptAfterDown("b");
        direct = alive(90);

        assertThat(looks(200)).containsOnly(new Step.Stay());
    }

    @Test
    void aDeadTunnelIsLeftForADirectLinkThatLives() {
        adoptAfterDown("b");
        direct = alive(300);
        look();
        present = DEAD;

        assertThat(look()).isEqualTo(new Step.GoDirect(Reason.DOWN));
    }

    @Test
    void aDeadTunnelIsReplacedByAnotherWhereTheDirectLinkIsDeadToo() {
        adoptAfterDown("b");
        candidates = List.of(candidate("b", 40), candidate("d", 60));
        present = DEAD;

        assertThat(look()).isEqualTo(new Step.Try("d"));
        tried = alive(60);
        assertThat(look()).isEqualTo(new Step.Adopt("d", Reason.DOWN));
    }

    @Test
    void aNodeThatMayCarryNoMoreIsLeftAlsoWhileItWorks() {
        adoptAfterDown("b");
        candidates = List.of(candidate("b", 40), candidate("d", 60));
        forbidden.add("b");
        assertThat(look()).isEqualTo(new Step.Try("d"));
        tried = alive(61);

        assertThat(look()).isEqualTo(new Step.Adopt("d", Reason.NOT_USABLE));
        direct = alive(50);
        present = alive(61);
        forbidden.add("d");
        assertThat(look()).isEqualTo(new Step.GoDirect(Reason.NOT_USABLE));
    }

    @Test
    void nothingIsChosenWhileTheFirstConnectionIsMade() {
        direct = CONNECTING;
        present = direct;
        candidates = List.of(candidate("b", 1));

        assertThat(looks(20)).containsOnly(new Step.Stay());
    }

    /** Whatever links do, in whatever order. */
    @Test
    void everyStepFollowsFromTheOneBeforeAndNoneGoesThroughAForbiddenNode() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            PathChooser any = new PathChooser();
            String via = "";
            String trial = "";
            long time = random.nextLong();
            for (int look = 0; look < 500; look++) {
                time += random.nextLong(1, 2 * LOOK);
                Link straight = any(random);
                Link inForce = via.isEmpty() ? straight : any(random);
                Set<String> bad = new HashSet<>();
                List<Candidate> ways = new ArrayList<>();
                for (String node : List.of("b", "d", "e")) {
                    if (random.nextInt(4) == 0) {
                        bad.add(node);
                    }
                    if (random.nextBoolean()) {
                        ways.add(candidate(node, random.nextInt(1, 100)));
                    }
                }
                Step step = any.look(
                        time, new PathChooser.Sight(straight, inForce, any(random), it -> !bad.contains(it), ways));
                switch (step) {
                    case Step.Stay stay -> {}
                    case Step.Try(String node) -> {
                        assertThat(trial).as("seed %d", seed).isEmpty();
                        assertThat(bad).as("seed %d", seed).doesNotContain(node);
                        assertThat(node).as("seed %d", seed).isNotEqualTo(via);
                        trial = node;
                    }
                    case Step.GiveUp(String node) -> {
                        assertThat(node).as("seed %d", seed).isEqualTo(trial);
                        trial = "";
                    }
                    case Step.Adopt(String node, Reason reason) -> {
                        assertThat(node).as("seed %d", seed).isEqualTo(trial);
                        assertThat(bad).as("seed %d", seed).doesNotContain(node);
                        via = node;
                        trial = "";
                    }
                    case Step.GoDirect(Reason reason) -> {
                        assertThat(via).as("seed %d", seed).isNotEmpty();
                        assertThat(straight).as("seed %d", seed).isInstanceOf(Link.Alive.class);
                        via = "";
                    }
                }
                assertThat(any.via().orElse("")).as("seed %d", seed).isEqualTo(via);
            }
        }
    }

    private static Link any(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> DEAD;
            case 1 -> CONNECTING;
            default ->
                new Link.Alive(new LinkQuality(Duration.ofMillis(random.nextInt(1, 200)), random.nextInt(3) / 10.0));
        };
    }

    private void adoptAfterDown(String node) {
        candidates = List.of(candidate(node, 40));
        look();
        goDown();
        assertThat(look()).isEqualTo(new Step.Try(node));
        tried = alive(41);
        assertThat(look()).isEqualTo(new Step.Adopt(node, Reason.DOWN));
        present = alive(41);
        tried = DEAD;
    }

    private void goDown() {
        direct = DEAD;
        present = DEAD;
    }

    private int looksUntilTried() {
        for (int looks = 1; looks < 1_000; looks++) {
            if (look() instanceof Step.Try) {
                return looks;
            }
        }
        throw new AssertionError("nothing was tried");
    }

    private List<Step> looks(int times) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            steps.add(look());
        }
        return steps;
    }

    private Step look() {
        now += LOOK;
        return chooser.look(
                now, new PathChooser.Sight(direct, present, tried, it -> !forbidden.contains(it), candidates));
    }

    private static Candidate candidate(String node, long millis) {
        return new Candidate(node, millis(millis));
    }

    private static Link alive(long millis) {
        return new Link.Alive(new LinkQuality(Duration.ofMillis(millis), 0));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
