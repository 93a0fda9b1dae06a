package dev.meridian.functions.sandbox;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers of users that nobody is: from a range that Linux distributions leave unused (systemd, UIDS-GIDS: 1879048192
 * to 2147483647). Each process gets another; nodes of one machine begin at different places.
 */
final class Users {

    private static final int FIRST = 1_880_000_000;
    private static final int BLOCKS = 2_000;
    private static final int BLOCK = 100_000;

    private final int start = FIRST + new SecureRandom().nextInt(BLOCKS) * BLOCK;
    private final AtomicInteger given = new AtomicInteger();

    int next() {
        return start + Math.floorMod(given.getAndIncrement(), BLOCK);
    }
}
