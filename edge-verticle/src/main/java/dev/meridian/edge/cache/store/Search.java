package dev.meridian.edge.cache.store;

/**
 * A look beneath the memory tier that is under way.
 *
 * @param mark of the store, from before it began
 * @param forgettings how often purges had been forgotten by then, because nothing beneath was left of what they cover
 */
public record Search(long mark, long forgettings) {}
