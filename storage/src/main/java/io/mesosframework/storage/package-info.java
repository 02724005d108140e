/** Storage: versioned keys, transactions, leases, watches; in memory. */
@NullMarked
package io.mesosframework.storage;

import org.jspecify.annotations.NullMarked;
