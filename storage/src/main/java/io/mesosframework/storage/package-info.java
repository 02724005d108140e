/** Storage: versioned keys and transactions; in memory. */
@NullMarked
package io.mesosframework.storage;

import org.jspecify.annotations.NullMarked;
