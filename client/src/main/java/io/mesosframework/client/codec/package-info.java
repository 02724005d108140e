/** Mesos messages as bytes and back: protobuf, and JSON in Mesos' own dialect. */
@NullMarked
package io.mesosframework.client.codec;

import org.jspecify.annotations.NullMarked;
