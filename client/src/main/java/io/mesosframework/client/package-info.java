/** RecordIO, protobuf and Mesos' JSON, subscriptions, SchedulerClient and ExecutorClient. */
@NullMarked
package io.mesosframework.client;

import org.jspecify.annotations.NullMarked;
