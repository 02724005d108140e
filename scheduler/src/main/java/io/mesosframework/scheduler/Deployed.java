package io.mesosframework.scheduler;

import io.mesosframework.scheduler.tasks.Specification;

/**
 * What a request made of an application.
 *
 * @param specification what is wanted since, under its version
 * @param created whether there was none of the name before, or one that was going away
 */
public record Deployed(Specification specification, boolean created) {}
