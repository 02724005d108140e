/** Storage in one SQLite file: the durable default. */
@NullMarked
package io.mesosframework.sqlite;

import org.jspecify.annotations.NullMarked;
