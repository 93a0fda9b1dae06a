/**
 * Where a client is, judged by its address alone. Pure, but for reading the table that ships with the program and the
 * operator's database, which callers do where waiting is allowed.
 *
 * <p>What must hold: a look-up never waits and makes no objects; the operator's word goes before anything built in; an address
 * of which nothing is known is where the router is. Start at {@link dev.meridian.router.geo.Locator}; docs/reference/routing.md
 * says what the places are made of.
 */
@NullMarked
package dev.meridian.router.geo;

import org.jspecify.annotations.NullMarked;
