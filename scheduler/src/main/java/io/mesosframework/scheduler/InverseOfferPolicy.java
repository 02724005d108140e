package io.mesosframework.scheduler;

import io.mesosframework.protocol.InverseOffer;

/**
 * How to answer an inverse offer, which asks for an agent's resources back for a maintenance, where no handler has answered it. The
 * answer is a word to the operator, no more: Mesos ends no task for it, and asks again after a while whatever was said (PROTOCOL
 * B116, G23).
 */
@FunctionalInterface
public interface InverseOfferPolicy {

    /** What to say. */
    enum Answer {
        ACCEPT,
        DECLINE
    }

    /** Called on the framework's loop; it must not block. */
    Answer answer(InverseOffer offer, FrameworkContext context);

    /** The framework can do without any agent, as tasks that go with one are launched elsewhere. The default. */
    static InverseOfferPolicy accept() {
        return (offer, context) -> Answer.ACCEPT;
    }

    static InverseOfferPolicy decline() {
        return (offer, context) -> Answer.DECLINE;
    }
}
