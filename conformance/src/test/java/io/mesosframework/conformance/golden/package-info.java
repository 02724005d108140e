/**
 * Records whole exchanges with a real Mesos as golden inputs. It uses sockets and a reading of its own, none of the
 * SDK's client, so that a fault there cannot hide in the recordings.
 */
@NullMarked
package io.mesosframework.conformance.golden;

import org.jspecify.annotations.NullMarked;
