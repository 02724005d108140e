/** Embedded masters in ZooKeeper. */
@NullMarked
package io.mesosframework.embedded.zookeeper;

import org.jspecify.annotations.NullMarked;
