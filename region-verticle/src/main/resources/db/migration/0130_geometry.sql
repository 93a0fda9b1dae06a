-- Geometries without an extension: what columns of points, lines and polygons hold, and how two of them lie to each other.
--
-- A geometry is a float8[] that the server writes, of longitudes and latitudes in degrees on a plane:
--   point    {x, y}
--   line     {least x, least y, greatest x, greatest y, 0, x1, y1, x2, y2, ...}
--   polygon  {least x, least y, greatest x, greatest y, rings, points of each ring..., x1, y1, x2, y2, ...}
-- The first ring of a polygon is its shell, the others are holes; each ends where it begins. How rings turn says nothing.
--
-- Relations are those of OGC Simple Features (DE-9IM); the ends of a line that is not closed are its boundary. Whether three
-- given points lie on one straight line is decided exactly, by their shortest decimals: what a user wrote as decimals is meant.

-- The least box around a geometry. Indexes of spatial columns are over this; it is inlined.
create function meridian.geometry_box(g float8[]) returns box
    language sql immutable parallel safe
    return box(point(g[1], g[2]), point(coalesce(g[3], g[1]), coalesce(g[4], g[2])));

-- On which side of the line from a to b the point c lies: 1 left, -1 right, 0 on it.
create function meridian.geometry_side_exact(ax float8, ay float8, bx float8, by float8, cx float8, cy float8) returns int
    language sql immutable parallel safe set extra_float_digits = 1
    return sign((bx::text::numeric - ax::text::numeric) * (cy::text::numeric - ay::text::numeric)
        - (by::text::numeric - ay::text::numeric) * (cx::text::numeric - ax::text::numeric))::int;

-- The same. Binary fractions suffice unless the product is within what they and the decimals behind them may differ by, for
-- coordinates of at most 180. It is inlined.
create function meridian.geometry_side(ax float8, ay float8, bx float8, by float8, cx float8, cy float8) returns int
    language sql immutable parallel safe
    return case
        when abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
            > 1e-13 * (abs(bx - ax) + abs(cy - ay) + abs(by - ay) + abs(cx - ax))
            then sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))::int
        when cx = ax and (cy = ay or ax = bx) or cy = by and (cx = bx or ay = by) then 0
        else meridian.geometry_side_exact(ax, ay, bx, by, cx, cy)
    end;

-- The segments of a geometry, {x1, y1, x2, y2} of each, in order and none without length; of a polygon so that its interior
-- is on their left. A point, and what has no extent, is one segment without length.
create function meridian.geometry_segments(g float8[]) returns float8[]
    language plpgsql immutable parallel safe cost 500 as $$
declare
    s float8[] := '{}';
    rings int;
    n int;
    o int;
    k int := 0;
    turn float8;
    i int;
begin
    if cardinality(g) = 2 then
        return array[g[1], g[2], g[1], g[2]];
    end if;
    rings := g[5];
    o := 6 + rings;
    for ring in 1 .. greatest(rings, 1) loop
        n := case when rings = 0 then (cardinality(g) - 5) / 2 else g[5 + ring] end;
        turn := 0;
        if rings > 0 then
            for j in 1 .. n - 2 loop
                i := o + 2 * j;
                turn := turn + (g[i] - g[o]) * (g[i + 3] - g[o + 1]) - (g[i + 2] - g[o]) * (g[i + 1] - g[o + 1]);
            end loop;
        end if;
        if turn <> 0 and (turn < 0) = (ring = 1) then
            for j in reverse n - 2 .. 0 loop
                i := o + 2 * j;
                if g[i] <> g[i + 2] or g[i + 1] <> g[i + 3] then
                    s[k + 1] := g[i + 2];
                    s[k + 2] := g[i + 3];
                    s[k + 3] := g[i];
                    s[k + 4] := g[i + 1];
                    k := k + 4;
                end if;
            end loop;
        else
            for j in 0 .. n - 2 loop
                i := o + 2 * j;
                if g[i] <> g[i + 2] or g[i + 1] <> g[i + 3] then
                    s[k + 1] := g[i];
                    s[k + 2] := g[i + 1];
                    s[k + 3] := g[i + 2];
                    s[k + 4] := g[i + 3];
                    k := k + 4;
                end if;
            end loop;
        end if;
        o := o + 2 * n;
    end loop;
    if k = 0 then
        o := 6 + rings;
        return array[g[o], g[o + 1], g[o], g[o + 1]];
    end if;
    return s;
end $$;

-- Whether a point is on one of the segments.
create function meridian.geometry_is_on(s float8[], x float8, y float8) returns boolean
    language plpgsql immutable parallel safe cost 500 as $$
begin
    for i in 1 .. cardinality(s) by 4 loop
        if x between least(s[i], s[i + 2]) and greatest(s[i], s[i + 2])
            and y between least(s[i + 1], s[i + 3]) and greatest(s[i + 1], s[i + 3])
            and meridian.geometry_side(s[i], s[i + 1], s[i + 2], s[i + 3], x, y) = 0
        then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- Whether a point that is on none of a polygon's segments is inside: a ray to the right crosses an odd number of them.
create function meridian.geometry_is_inside(s float8[], x float8, y float8) returns boolean
    language plpgsql immutable parallel safe cost 500 as $$
declare
    inside boolean := false;
begin
    for i in 1 .. cardinality(s) by 4 loop
        if (s[i + 1] > y) <> (s[i + 3] > y) then
            if s[i] > x and s[i + 2] > x then
                inside := not inside;
            elsif s[i] >= x or s[i + 2] >= x then
                if (meridian.geometry_side(s[i], s[i + 1], s[i + 2], s[i + 3], x, y) > 0) = (s[i + 3] > s[i + 1]) then
                    inside := not inside;
                end if;
            end if;
        end if;
    end loop;
    return inside;
end $$;

-- What is known of how two geometries lie to each other is a sum of these, each of which says that two parts meet:
--   1 interior and interior, 256 the same along a line or an area
--   2 interior and boundary, 4 boundary and interior, 8 boundary and boundary
--   16 interior and exterior, 32 exterior and interior, 64 boundary and exterior, 128 exterior and boundary
-- The same, seen from the other geometry; it is inlined.
create function meridian.geometry_turned(known int) returns int
    language sql immutable parallel safe
    return (known & 265) | ((known & 82) << 1) | ((known >> 1) & 82);

-- Whether a point is an end of a line that is not closed, given by its segments; it is inlined.
create function meridian.geometry_is_end(s float8[], n int, x float8, y float8) returns boolean
    language sql immutable parallel safe
    return (s[1] <> s[n - 1] or s[2] <> s[n]) and (x = s[1] and y = s[2] or x = s[n - 1] and y = s[n]);

-- Adds to what was known what the segments of a, a line (1) or a polygon's boundary (2), say of a and b. Ends early once
-- one of what is in "any" is known, or everything of "every".
create function meridian.geometry_walk(
    known int, a float8[], da int, b float8[], db int, "any" int, every int) returns int
    language plpgsql immutable parallel safe cost 5000 as $$
declare
    n int := cardinality(a);
    m int := cardinality(b);
    left_most float8; right_most float8; lowest float8; highest float8;
    x0 float8; y0 float8; x1 float8; y1 float8;
    lox float8; hix float8; loy float8; hiy float8;
    u0 float8; v0 float8; u1 float8; v1 float8;
    x float8; y float8;
    side0 int; side1 int; side2 int; side3 int;
    p0 float8; p1 float8; q0 float8; q1 float8;
    is_flat boolean;
    -- where the segment is to be cut, as parts of its length
    cuts float8[];
    -- {from, to, 1 or -1} of each part that lies on a segment of b, which goes the same way or the other
    shared float8[];
    t float8; before float8; middle float8;
    way float8;
    -- 1 if what comes next is known to be inside b, -1 outside, 0 if it is not known
    place int := 0;
    is_met_at_end boolean := false;
    is_met_at_start boolean;
begin
    select min(least(b[i], b[i + 2])), max(greatest(b[i], b[i + 2])),
            min(least(b[i + 1], b[i + 3])), max(greatest(b[i + 1], b[i + 3]))
        into left_most, right_most, lowest, highest
        from generate_series(1, m, 4) i;
    if da = 1 and (a[1] <> a[n - 1] or a[2] <> a[n]) then
        for i in 0 .. 1 loop
            x := a[1 + i * (n - 2)];
            y := a[2 + i * (n - 2)];
            known := known | case
                when x < left_most or x > right_most or y < lowest or y > highest then 64
                when db = 1 and meridian.geometry_is_end(b, m, x, y) then 8
                when meridian.geometry_is_on(b, x, y) then case db when 1 then 4 else 8 end
                when db = 2 and meridian.geometry_is_inside(b, x, y) then 4
                else 64
            end;
        end loop;
    end if;
    for i in 1 .. n by 4 loop
        if known & "any" <> 0 or every <> 0 and known & every = every then
            return known;
        end if;
        if i > 1 and (is_met_at_end or x1 <> a[i] or y1 <> a[i + 1]) then
            place := 0;
        end if;
        x0 := a[i]; y0 := a[i + 1]; x1 := a[i + 2]; y1 := a[i + 3];
        lox := least(x0, x1); hix := greatest(x0, x1); loy := least(y0, y1); hiy := greatest(y0, y1);
        is_met_at_end := false;
        if hix < left_most or lox > right_most or hiy < lowest or loy > highest then
            known := known | case da when 1 then 16 else 80 end;
            place := -1;
            continue;
        end if;
        is_met_at_start := false;
        cuts := '{}';
        shared := '{}';
        is_flat := hix - lox >= hiy - loy;
        for j in 1 .. m by 4 loop
            if b[j] < lox and b[j + 2] < lox or b[j] > hix and b[j + 2] > hix
                or b[j + 1] < loy and b[j + 3] < loy or b[j + 1] > hiy and b[j + 3] > hiy
            then
                continue;
            end if;
            u0 := b[j]; v0 := b[j + 1]; u1 := b[j + 2]; v1 := b[j + 3];
            side0 := meridian.geometry_side(x0, y0, x1, y1, u0, v0);
            side1 := meridian.geometry_side(x0, y0, x1, y1, u1, v1);
            if side0 * side1 > 0 then
                continue;
            end if;
            if side0 = 0 and side1 = 0 then
                if is_flat then
                    p0 := x0; p1 := x1; q0 := u0; q1 := u1;
                else
                    p0 := y0; p1 := y1; q0 := v0; q1 := v1;
                end if;
                way := case when (q1 > q0) = (p1 > p0) then 1 else -1 end;
                x := greatest(least(p0, p1), least(q0, q1));
                y := least(greatest(p0, p1), greatest(q0, q1));
                if x < y then
                    if p1 < p0 then
                        t := x; x := y; y := t;
                    end if;
                    is_met_at_start := is_met_at_start or x = p0;
                    is_met_at_end := is_met_at_end or y = p1;
                    x := (x - p0) / (p1 - p0);
                    y := (y - p0) / (p1 - p0);
                    cuts := cuts || x;
                    cuts := cuts || y;
                    shared := shared || x;
                    shared := shared || y;
                    shared := shared || way;
                    continue;
                end if;
                if x > y then
                    continue;
                end if;
                side2 := case when x = p0 then 0 else 1 end;
                side3 := 0;
            else
                side2 := meridian.geometry_side(u0, v0, u1, v1, x0, y0);
                side3 := meridian.geometry_side(u0, v0, u1, v1, x1, y1);
                if side2 * side3 > 0 then
                    continue;
                end if;
            end if;
            if side0 * side1 < 0 and side2 * side3 < 0 then
                -- They cross at a point within both.
                if db = 2 then
                    return known | case da when 1 then 179 else 511 end;
                end if;
                if known & 1 = 0 and not exists (
                    select from (values (a[1], a[2], a, n), (a[n - 1], a[n], a, n), (b[1], b[2], b, m), (b[m - 1], b[m], b, m))
                            e (x, y, s, k)
                        where meridian.geometry_is_end(e.s, e.k, e.x, e.y)
                            and meridian.geometry_side(x0, y0, x1, y1, e.x, e.y) = 0
                            and meridian.geometry_side(u0, v0, u1, v1, e.x, e.y) = 0)
                then
                    known := known | 1;
                end if;
                continue;
            end if;
            -- They meet at a point that is an end of one of them.
            if side2 = 0 then
                x := x0; y := y0;
                is_met_at_start := true;
            elsif side3 = 0 then
                x := x1; y := y1;
                is_met_at_end := true;
            else
                if side0 = 0 then
                    x := u0; y := v0;
                else
                    x := u1; y := v1;
                end if;
                cuts := cuts || case when is_flat then (x - x0) / (x1 - x0) else (y - y0) / (y1 - y0) end;
            end if;
            if da = 2 then
                known := known | 8;
            elsif not meridian.geometry_is_end(a, n, x, y) then
                if db = 2 then
                    known := known | 2;
                elsif not meridian.geometry_is_end(b, m, x, y) then
                    known := known | 1;
                end if;
            end if;
        end loop;
        if is_met_at_start then
            place := 0;
        end if;
        before := 0;
        for t in select distinct least(greatest(cut, 0), 1) from unnest(cuts || 1::float8) cut order by 1 loop
            continue when t <= before;
            middle := (before + t) / 2;
            way := (select shared[k + 2] from generate_series(1, cardinality(shared), 3) k
                where middle between shared[k] and shared[k + 1] limit 1);
            if way is not null then
                known := known | case
                    when db = 1 then 257
                    when da = 1 then 2
                    when way > 0 then 265
                    else 56
                end;
                place := 0;
            elsif db = 1 then
                known := known | 16;
            else
                if place = 0 then
                    place := case
                        when meridian.geometry_is_inside(b, x0 + (x1 - x0) * middle, y0 + (y1 - y0) * middle) then 1
                        else -1
                    end;
                end if;
                known := known | case
                    when place > 0 then case da when 1 then 257 else 293 end
                    else case da when 1 then 16 else 80 end
                end;
            end if;
            if t < 1 then
                place := 0;
            end if;
            before := t;
        end loop;
    end loop;
    return known;
end $$;

-- What is known of a and b, by their segments; da is at most db.
create function meridian.geometry_matrix(a float8[], da int, b float8[], db int, "any" int, every int) returns int
    language plpgsql immutable parallel safe cost 5000 as $$
declare
    known int;
    n int := cardinality(b);
begin
    if da = 0 then
        return case
            when db = 0 then case when a[1] = b[1] and a[2] = b[2] then 1 else 48 end
            when db = 1 and meridian.geometry_is_end(b, n, a[1], a[2]) then 34
            when meridian.geometry_is_on(b, a[1], a[2]) then case db when 1 then 33 else 34 end
            when db = 2 and meridian.geometry_is_inside(b, a[1], a[2]) then 33
            else 48
        end;
    end if;
    known := meridian.geometry_walk(case when da < db then 32 else 0 end, a, da, b, db, "any", every);
    if da < db or known & "any" <> 0 or every <> 0 and known & every = every then
        return known;
    end if;
    return meridian.geometry_turned(meridian.geometry_walk(meridian.geometry_turned(known), b, db, a, da,
        meridian.geometry_turned("any"), meridian.geometry_turned(every)));
end $$;

-- Whether two geometries lie to each other as the word says. "covers" and "equals" are of sets of points.
create function meridian.geometry_relates(one float8[], other float8[], word text) returns boolean
    language plpgsql immutable parallel safe strict cost 10000 as $$
declare
    a float8[] := meridian.geometry_segments(one);
    b float8[] := meridian.geometry_segments(other);
    da int := case when a[1] = a[3] and a[2] = a[4] then 0 when one[5] = 0 then 1 else 2 end;
    db int := case when b[1] = b[3] and b[2] = b[4] then 0 when other[5] = 0 then 1 else 2 end;
    least_dimension int := least(da, db);
    is_turned boolean := da > db;
    -- interior and interior, along a line where both are lines
    inner_bit int := case when da = 1 and db = 1 then 256 else 1 end;
    "any" int := 0;
    every int := 0;
    known int;
begin
    case word
        when 'intersects' then
            "any" := 15;
        when 'touches' then
            if da = 0 and db = 0 then
                return false;
            end if;
            "any" := 1;
        when 'crosses' then
            if least_dimension = 0 or da = 2 and db = 2 then
                return false;
            end if;
            "any" := case when da = db then 256 else 0 end;
            every := case when da < db then 17 when da > db then 33 else 0 end;
        when 'overlaps' then
            if da <> db or da = 0 then
                return false;
            end if;
            every := inner_bit | 48;
        when 'covers' then
            if da < db then
                return false;
            end if;
            "any" := 160;
        when 'equals' then
            if da <> db then
                return false;
            end if;
            "any" := 240;
    end case;
    known := case
        when is_turned then meridian.geometry_turned(meridian.geometry_matrix(b, db, a, da,
            meridian.geometry_turned("any"), meridian.geometry_turned(every)))
        else meridian.geometry_matrix(a, da, b, db, "any", every)
    end;
    return case word
        when 'intersects' then known & 15 <> 0
        when 'touches' then known & 1 = 0 and known & 14 <> 0
        when 'crosses' then case when da = db then known & 257 = 1 else known & every = every end
        when 'overlaps' then known & every = every
        when 'covers' then known & 160 = 0
        when 'equals' then known & 240 = 0
    end;
end $$;

-- The conditions of queries. Each is inlined, so that an index over geometry_box finds the candidates.
create function meridian.geometry_intersects(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) && meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'intersects');

create function meridian.geometry_touches(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) && meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'touches');

create function meridian.geometry_crosses(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) && meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'crosses');

create function meridian.geometry_overlaps(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) && meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'overlaps');

create function meridian.geometry_covers(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) @> meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'covers');

create function meridian.geometry_equals(a float8[], b float8[]) returns boolean
    language sql immutable parallel safe
    return meridian.geometry_box(a) ~= meridian.geometry_box(b) and meridian.geometry_relates(a, b, 'equals');

-- The least square of a distance between a vertex of a and a segment of b.
create function meridian.geometry_gap(a float8[], b float8[]) returns float8
    language plpgsql immutable parallel safe cost 5000 as $$
declare
    n int := cardinality(a);
    nearest float8 := 'infinity';
    x float8; y float8;
    dx float8; dy float8; ex float8; ey float8;
    along float8; square float8;
begin
    for i in 1 .. n + 1 by 4 loop
        x := a[case when i > n then n - 1 else i end];
        y := a[case when i > n then n else i + 1 end];
        for j in 1 .. cardinality(b) by 4 loop
            dx := b[j + 2] - b[j]; dy := b[j + 3] - b[j + 1];
            ex := x - b[j]; ey := y - b[j + 1];
            along := ex * dx + ey * dy;
            square := dx * dx + dy * dy;
            nearest := least(nearest, case
                when along <= 0 then ex * ex + ey * ey
                when along >= square then (ex - dx) * (ex - dx) + (ey - dy) * (ey - dy)
                else (ex * dy - ey * dx) * (ex * dy - ey * dx) / square
            end);
        end loop;
    end loop;
    return nearest;
end $$;

-- The least distance between two geometries on the plane, in degrees.
create function meridian.geometry_distance(one float8[], other float8[]) returns float8
    language plpgsql immutable parallel safe strict cost 10000 as $$
declare
    a float8[];
    b float8[];
begin
    if meridian.geometry_intersects(one, other) then
        return 0;
    end if;
    a := meridian.geometry_segments(one);
    b := meridian.geometry_segments(other);
    return sqrt(least(meridian.geometry_gap(a, b), meridian.geometry_gap(b, a)));
end $$;

-- The distance between two points along a great circle of a sphere with a radius of 6371 km, in metres.
create function meridian.geometry_metres(a float8[], b float8[]) returns float8
    language sql immutable parallel safe
    return case when a is not null and b is not null then
        12742000 * asin(least(1, sqrt(sind((b[2] - a[2]) / 2) ^ 2
            + cosd(a[2]) * cosd(b[2]) * sind((b[1] - a[1]) / 2) ^ 2)))
    end;

-- A box around everything that is within a distance of a geometry, in degrees.
create function meridian.geometry_reach(g float8[], distance float8) returns box
    language sql immutable parallel safe
    return box(point(g[1] - distance, g[2] - distance),
        point(coalesce(g[3], g[1]) + distance, coalesce(g[4], g[2]) + distance));

-- A box around everything that is within a distance of a point, in metres; from one end of the map to the other where that
-- is beyond a pole or its edge.
create function meridian.geometry_reach_metres(g float8[], distance float8) returns box
    language plpgsql immutable parallel safe strict cost 100 as $$
declare
    angle float8 := degrees(distance / 6371000) * 1.000001;
    across float8;
begin
    if abs(g[2]) + angle >= 90 then
        return box(point(-180, least(g[2] - angle, 90)), point(180, greatest(g[2] + angle, -90)));
    end if;
    across := asind(least(1, sind(angle) / cosd(g[2]))) * 1.000001;
    if abs(g[1]) + across >= 180 then
        return box(point(-180, g[2] - angle), point(180, g[2] + angle));
    end if;
    return box(point(g[1] - across, g[2] - angle), point(g[1] + across, g[2] + angle));
end $$;
