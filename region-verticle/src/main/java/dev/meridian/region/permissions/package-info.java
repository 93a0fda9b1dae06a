/**
 * Who may do what with a resource: roles and permissions as text, decided without any I/O (contract section 4).
 */
@NullMarked
package dev.meridian.region.permissions;

import org.jspecify.annotations.NullMarked;
