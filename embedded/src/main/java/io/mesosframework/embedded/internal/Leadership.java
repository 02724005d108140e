package io.mesosframework.embedded.internal;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What all masters believe about who leads.
 *
 * @param leader the number of the leading master, -1 if it is none of this cluster's; just after its end it is still believed in
 * @param recovered whether it has read the registry and serves
 * @param elsewhere the `host:port` of a leader that is not of this cluster
 */
public record Leadership(int leader, boolean recovered, Optional<String> elsewhere) {

    static final Leadership NONE = new Leadership(-1, false, Optional.empty());

    static Leadership recovering(int number) {
        return new Leadership(number, false, Optional.empty());
    }

    static Leadership of(int number) {
        return new Leadership(number, true, Optional.empty());
    }

    static Leadership elsewhere(String address) {
        return new Leadership(-1, false, Optional.of(address));
    }

    /** The leader's `host:port`; empty if none is known. */
    public Optional<String> address(IntFunction<String> addresses) {
        return leader >= 0 ? Optional.of(addresses.apply(leader)) : elsewhere;
    }
}
