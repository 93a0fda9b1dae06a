/** A headless Chromium, driven over the DevTools protocol. Start at {@link dev.meridian.router.browser.Chromium}. */
@NullMarked
package dev.meridian.router.browser;

import org.jspecify.annotations.NullMarked;
