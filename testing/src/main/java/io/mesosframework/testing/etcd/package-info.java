/** A real etcd for tests. */
@NullMarked
package io.mesosframework.testing.etcd;

import org.jspecify.annotations.NullMarked;
