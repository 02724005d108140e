/** Slots: the places of an application's tasks, their states and how they end. */
@NullMarked
package io.mesosframework.scheduler.tasks;

import org.jspecify.annotations.NullMarked;
