/** RecordIO, the framing of Mesos' event streams: a decimal length, a line feed, then that many bytes. */
@NullMarked
package io.mesosframework.client.recordio;

import org.jspecify.annotations.NullMarked;
