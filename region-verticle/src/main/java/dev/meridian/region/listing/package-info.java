/**
 * Lists of resources: the query language over the region's own tables, with search, total and cursor (contract 2.6).
 *
 * <p>Start at {@link dev.meridian.region.listing.Listing}; {@link dev.meridian.region.listing.Pages} answers checked queries over any
 * table.
 */
@NullMarked
package dev.meridian.region.listing;

import org.jspecify.annotations.NullMarked;
