/**
 * The query language of lists (contract section 3): from JSON strings to one parameterised SQL statement.
 *
 * <p>Three pure steps, each with its own types, so that no step can be left out: {@link
 * dev.meridian.region.query.QueryParser} makes a {@link dev.meridian.region.query.Query} of strings, {@link
 * dev.meridian.region.query.Validation} checks it against a {@link dev.meridian.region.query.TableShape}, and {@link
 * dev.meridian.region.query.Compiler} writes the SQL.
 *
 * <p>Invariants: a value never becomes part of the SQL text; a name in it is a quoted {@link
 * dev.meridian.region.query.Identifier} that the server made; the text depends on the query's form only, so that a
 * prepared statement is found again. Nothing here knows of Vert.x or the network. A caller's mistake is a {@link
 * dev.meridian.core.problem.Problem} of a type in {@link dev.meridian.region.query.QueryProblems}.
 */
@NullMarked
package dev.meridian.region.query;

import org.jspecify.annotations.NullMarked;
