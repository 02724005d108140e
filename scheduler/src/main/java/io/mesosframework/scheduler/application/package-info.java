/**
 * What a user asks for: applications, described by a typed builder or in JSON, and their translation to Mesos' messages.
 *
 * <p>All values here are immutable and may be shared between threads. A value that breaks a rule cannot be made: builder,
 * constructors and JSON refuse it with the same {@link InvalidApplicationsException}, which names every fault by its JSON path.
 */
@NullMarked
package io.mesosframework.scheduler.application;

import org.jspecify.annotations.NullMarked;
