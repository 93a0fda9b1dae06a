package dev.meridian.region.query.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.region.query.geometry.Geometry.Line;
import dev.meridian.region.query.geometry.Geometry.Point;
import dev.meridian.region.query.geometry.Geometry.Polygon;
import io.vertx.core.json.JsonArray;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1.5, -2] | POINT(1.5 -2)",
                "[0, 0] | ' point ( -0.0\t0e5 ) '",
                "[[1, 2], [0.1, 1e-7]] | LINESTRING(1 2, +.1 1E-7)",
                "[[[0, 0], [3, 0], [0, 3], [0, 0]]] | Polygon ((0 0,3. 0,0 3,0 0))",
                "[[[0, 0], [9, 0], [0, 9], [0, 0]], [[1, 1], [2, 1], [1, 2], [1, 1]]]"
                        + " | POLYGON((0 0, 9 0, 0 9, 0 0), (1 1, 2 1, 1 2, 1 1))"
            })
    void jsonAndTextAreTheSame(String json, String text) {
        Geometry geometry = GeometryReader.read(new JsonArray(json)).orElseThrow();

        assertThat(GeometryReader.read(text)).contains(geometry);
        assertThat(new JsonArray(geometry.json())).isEqualTo(new JsonArray(json));
        assertThat(StoredGeometry.geometry(StoredGeometry.of(geometry))).isEqualTo(geometry);
        assertThat(GeometryReader.read(text, geometry.shape())).contains(geometry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POINT",
                "POINT()",
                "POINT(1)",
                "POINT(1 2",
                "POINT(1 2))",
                "POINT(1 2 3)",
                "POINT(1-2)",
                "POINT(1 2, 3 4)",
                "POINT EMPTY",
                "POINT(NaN 1)",
                "POINT(0x1 1)",
                "POINT(1d 1)",
                "POINT(180.0001 0)",
                "POINT(0 -90.0001)",
                "POINT(1e999 0)",
                "LINESTRING(1 2)",
                "LINESTRING((1 2, 3 4))",
                "LINESTRING(1 2,, 3 4)",
                "POLYGON(0 0, 1 0, 1 1, 0 0)",
                "POLYGON((0 0, 1 0, 0 0))",
                "POLYGON((0 0, 1 0, 1 1, 0 1))",
                "POLYGON((0 0, 1 0, 1 1, 0 0), (0 0))",
                "MULTIPOINT((1 2))",
                "[1, 2]"
            })
    void otherTextIsNone(String text) {
        assertThat(GeometryReader.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1]",
                "[1, 2, 3]",
                "[1, null]",
                "[1, \"2\"]",
                "[[]]",
                "[[1, 2]]",
                "[[1, 2], [3]]",
                "[[1, 2], 3]",
                "[[1, 2], [3, 91]]",
                "[[[]]]",
                "[[[0, 0], [1, 0], [1, 1]]]",
                "[[[0, 0], [1, 0], [1, 1], [0, 1]]]",
                "[[[0, 0], [1, 0], [1, 1], [0, 0]], []]",
                "[[[0, 0], [1, 0], [1, 1], [0, 0]], null]",
                "[[[[0, 0], [1, 0], [1, 1], [0, 0]]]]",
                "[{}]"
            })
    void otherJsonIsNone(String json) {
        assertThat(GeometryReader.read(new JsonArray(json))).isEmpty();
    }

    @Test
    void aShellAloneIsAPolygonWhereOneIsMeant() {
        JsonArray ring = new JsonArray("[[0, 0], [1, 0], [1, 1], [0, 0]]");

        assertThat(GeometryReader.read(ring).orElseThrow()).isInstanceOf(Line.class);
        assertThat(GeometryReader.read(ring, Shape.POLYGON).orElseThrow()).isInstanceOf(Polygon.class);
        assertThat(GeometryReader.read(ring, Shape.POINT)).isEmpty();
        assertThat(GeometryReader.read(5, Shape.POINT)).isEmpty();
    }

    @Test
    void thereIsABoundToPositions() {
        List<Object> at = List.of(1, 2);

        assertThat(GeometryReader.read(Collections.nCopies(Geometry.MOST_POSITIONS, at)))
                .isPresent();
        assertThat(GeometryReader.read(Collections.nCopies(Geometry.MOST_POSITIONS + 1, at)))
                .isEmpty();
        assertThat(GeometryReader.read(Collections.nCopies(3, Collections.nCopies(Geometry.MOST_POSITIONS / 2, at))))
                .isEmpty();
    }

    @Test
    void everyNumberIsStoredAsItIs() {
        long seed = Long.getLong("meridian.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Geometry point = new Point(new Position(
                    random.nextDouble() * 360 - 180, Math.scalb(random.nextDouble(), -random.nextInt(60))));
            assertThat(StoredGeometry.geometry(StoredGeometry.of(point)))
                    .as("seed %s", seed)
                    .isEqualTo(point);
            assertThat(GeometryReader.read(new JsonArray(new JsonArray(point.json()).encode())))
                    .contains(point);
        }
    }
}
