@NullMarked
package dev.meridian.region.databases.rows;

import org.jspecify.annotations.NullMarked;
