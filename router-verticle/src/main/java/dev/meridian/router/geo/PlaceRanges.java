package dev.meridian.router.geo;

import dev.meridian.core.net.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places of all addresses, those of IPv6 by their first 48 bits. Immutable; a look-up makes no objects.
 */
public final class PlaceRanges {

    /** Knows no address. */
    static final PlaceRanges NONE = new Builder(0, 0).build("");

    private final Runs fours;
    private final Runs sixes;
    private final List<Optional<Place>> places;
    private final String attribution;

    private PlaceRanges(Builder from, String attribution) {
        this.fours = from.fours.build();
        this.sixes = from.sixes.build();
        this.places = List.copyOf(from.places);
        this.attribution = attribution;
    }

    /** The upper 16 bits of IPv4 where IPv6 has them, the others at the lower end. */
    private static long keyOfFour(long address) {
        return (address & 0xffff_0000L) << 16 | (address & 0xffffL);
    }

    Optional<Place> find(IpAddress address) {
        return places.get(address.isIpv4() ? fours.find(keyOfFour(address.low())) : sixes.find(address.high() >>> 16));
    }

    /** What those are owed who made the data, shown wherever its places are. */
    public String attribution() {
        return attribution;
    }

    /** Runs of addresses in one place, of both families. */
    public int size() {
        return fours.size() + sixes.size();
    }

    /** How many places there are. */
    public int places() {
        return places.size() - 1;
    }

    /** Heap that the runs take, in bytes; each place takes about 60 more. */
    public long bytes() {
        return fours.bytes() + sixes.bytes();
    }

    /** Takes networks of each family in the order of their addresses. */
    static final class Builder {

        private static final int NOWHERE = 0;

        private final Map<Place, Integer> numbers = new HashMap<>();
        private final List<Optional<Place>> places = new ArrayList<>(List.of(Optional.empty()));
        private final Runs.Builder fours;
        private final Runs.Builder sixes;

        /** @param fours, sixes how many runs there will be; more are taken too */
        Builder(int fours, int sixes) {
            this.fours = new Runs.Builder(fours);
            this.sixes = new Runs.Builder(sixes);
        }

        /** The number by which networks name a place. */
        int number(Optional<Place> place) {
            return place.isEmpty()
                    ? NOWHERE
                    : numbers.computeIfAbsent(place.get(), ignored -> {
                        places.add(place);
                        return places.size() - 1;
                    });
        }

        /** @param first the lowest address, unsigned */
        void four(int first, int place) {
            fours.add(keyOfFour(first), place);
        }

        /** @param first the first 48 bits of the lowest address */
        void six(long first, int place) {
            sixes.add(first, place);
        }

        /** About what has been taken in bytes, with what is there only while it is taken. */
        long bytes() {
            return 8L * (fours.size() + sixes.size()) + 160L * places.size();
        }

        PlaceRanges build(String attribution) {
            return new PlaceRanges(this, attribution);
        }
    }
}
