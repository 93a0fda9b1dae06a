/** What users are written by mail: a project's templates, filled in, through the project's own mail server. */
@NullMarked
package dev.meridian.region.accounts.letters;

import org.jspecify.annotations.NullMarked;
