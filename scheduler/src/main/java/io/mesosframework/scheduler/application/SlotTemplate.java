package io.mesosframework.scheduler.application;

/** What fills a slot: one task, or several that are launched together and live and die together. A change of it replaces the tasks. */
public sealed interface SlotTemplate permits TaskTemplate, TaskGroup {

    /** What a slot takes of an agent in all. */
    ResourceNeeds resources();

    /** Whether a health check says when a slot is up. */
    boolean isChecked();
}
