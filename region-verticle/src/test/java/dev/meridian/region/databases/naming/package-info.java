@NullMarked
package dev.meridian.region.databases.naming;

import org.jspecify.annotations.NullMarked;
