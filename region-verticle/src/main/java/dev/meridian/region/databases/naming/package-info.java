/**
 * How databases are spoken of: the two vocabularies of one engine ({@link dev.meridian.region.databases.naming.Naming}), and
 * what callers are refused with ({@link dev.meridian.region.databases.naming.DatabaseProblems}).
 */
@NullMarked
package dev.meridian.region.databases.naming;

import org.jspecify.annotations.NullMarked;
