@NullMarked
package dev.meridian.region.databases.transactions;

import org.jspecify.annotations.NullMarked;
