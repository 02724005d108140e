/**
 * Short ways to the messages that calls made by hand need: commands, containers, tasks and operations. What they give are Mesos' own messages, which
 * {@code toBuilder()} takes further. What Mesos would refuse for sure is refused at once, with an {@link IllegalArgumentException} that says
 * what is wrong. Resources come from {@link io.mesosframework.resources.Resources#parse}.
 */
@NullMarked
package io.mesosframework.client.messages;

import org.jspecify.annotations.NullMarked;
