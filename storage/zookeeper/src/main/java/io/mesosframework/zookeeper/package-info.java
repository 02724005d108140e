/** The leading master as ZooKeeper tells it (PROTOCOL section H). */
@NullMarked
package io.mesosframework.zookeeper;

import org.jspecify.annotations.NullMarked;
