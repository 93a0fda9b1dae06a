package dev.meridian.region.query.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.region.TestingRegion;
import dev.meridian.region.postgres.Database;
import dev.meridian.region.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The database's functions on geometries and the JTS Topology Suite must agree on every pair. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeometryPropertyTest {

    private static final int PAIRS = Integer.getInteger("meridian.pairs", 3_000);

    private final long seed = Long.getLong("meridian.seed", System.nanoTime());
    private final Vertx vertx = Vertx.vertx();
    private Database database;

    private record Pair(Geometry one, Geometry other) {}

    @BeforeAll
    void open(@TempDir Path data) {
        database = TestingRegion.wait(Database.open(
                vertx,
                new DatabaseSettings(
                        Optional.empty(),
                        data,
                        Path.of("target", "postgres-binaries").toAbsolutePath(),
                        0,
                        4)));
    }

    @AfterAll
    void close() {
        TestingRegion.wait(database.close());
        TestingRegion.wait(vertx.close());
    }

    @Test
    void geometriesOfWholeNumbersRelateAsTheReferenceSays() {
        Map<Relation, Integer> held = compare(pairs(new RandomGeometries(new Random(seed), 5)), 1);
        assertThat(held).as("how often each relation held").doesNotContainValue(0);
    }

    @Test
    void aCrowdedGridIsNoDifferent() {
        compare(pairs(new RandomGeometries(new Random(seed + 1), 3)), 1);
    }

    @Test
    void whatIsStraightInDecimalsIsStraight() {
        compare(pairs(new RandomGeometries(new Random(seed + 2), 6)), 100);
    }

    @Test
    void geometriesThatHardlyShareAnythingRelateSoToo() {
        compare(pairs(new RandomGeometries(new Random(seed + 3), 85)), 1);
    }

    private static List<Pair> pairs(RandomGeometries random) {
        return Stream.generate(random::any)
                .map(one -> new Pair(one, random.beside(one)))
                .limit(PAIRS)
                .toList();
    }

    /** Those that the reference knows, and the same divided, which the database is asked about; how often each relation held. */
    private Map<Relation, Integer> compare(List<Pair> pairs, int divisor) {
        Map<Relation, Integer> held = new EnumMap<>(Relation.class);
        int unsure = 0;
        int i = 0;
        for (Row row : ask(pairs, divisor)) {
            Pair pair = pairs.get(i++);
            var one = RandomGeometries.jts(pair.one());
            var other = RandomGeometries.jts(pair.other());
            for (Relation relation : Relation.values()) {
                boolean found = row.getBoolean(relation.name());
                Set<Boolean> answers = Reference.answers(relation, one, other);
                assertThat(answers)
                        .as("seed %s: %s %s %s", seed, one, relation, other)
                        .contains(found);
                unsure += answers.size() - 1;
                held.merge(relation, found ? 1 : 0, Integer::sum);
            }
            assertThat(row.getDouble("distance") * divisor)
                    .as("seed %s: distance of %s and %s", seed, one, other)
                    .isCloseTo(one.distance(other), within(1e-9));
        }
        assertThat(i).isEqualTo(PAIRS);
        assertThat(unsure)
                .as("answers of the reference that differ from one another")
                .isLessThan(PAIRS / 100);
        return held;
    }

    private RowSet<Row> ask(List<Pair> pairs, int divisor) {
        String relations = Stream.of(Relation.values())
                .map(relation -> relation.function() + "(a::float8[], b::float8[]) as \"" + relation + "\", ")
                .collect(Collectors.joining());
        return TestingRegion.wait(database.writes()
                .preparedQuery(
                        "select " + relations + "meridian.geometry_distance(a::float8[], b::float8[]) as distance"
                                + " from unnest($1::text[], $2::text[]) with ordinality as pair (a, b, i) order by i")
                .execute(Tuple.of(texts(pairs, Pair::one, divisor), (Object) texts(pairs, Pair::other, divisor))));
    }

    private static String[] texts(List<Pair> pairs, Function<Pair, Geometry> part, int divisor) {
        return pairs.stream().map(part).map(geometry -> text(geometry, divisor)).toArray(String[]::new);
    }

    private static String text(Geometry geometry, int divisor) {
        Double[] stored = StoredGeometry.of(RandomGeometries.divided(geometry, divisor));
        return Arrays.toString(stored).replace('[', '{').replace(']', '}');
    }
}
