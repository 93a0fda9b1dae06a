@NullMarked
package dev.meridian.region.databases.tables;

import org.jspecify.annotations.NullMarked;
