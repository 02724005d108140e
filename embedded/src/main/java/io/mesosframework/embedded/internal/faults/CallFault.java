package io.mesosframework.embedded.internal.faults;

import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.protocol.scheduler.Call;
import java.util.function.Predicate;

/**
 * What becomes of some calls.
 *
 * @param matches which calls
 * @param strikes which of those
 * @param harm does it
 */
public record CallFault(Predicate<Call> matches, Strikes strikes, Harm harm) {

    /** Deals with a call in the master's place, or hands it to the master in its own way. */
    public interface Harm {
        void strike(Exchange exchange, Handler master);
    }
}
