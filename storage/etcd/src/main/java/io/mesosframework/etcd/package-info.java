/** Storage on etcd v3. */
@NullMarked
package io.mesosframework.etcd;

import org.jspecify.annotations.NullMarked;
