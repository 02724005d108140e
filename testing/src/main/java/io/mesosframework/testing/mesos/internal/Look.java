package io.mesosframework.testing.mesos.internal;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What was seen when a master was looked at.
 *
 * @param view empty if none leads, as during a failover
 * @param absence why there is no view
 */
record Look(Optional<MasterView> view, String absence) {

    static Look at(String state) {
        return new Look(Optional.of(MasterView.parse(state)), "");
    }

    static Look atNothing(String absence) {
        return new Look(Optional.empty(), absence);
    }

    /** Where there is no view nothing holds, and not its opposite either. */
    boolean shows(Predicate<MasterView> condition) {
        return view.filter(condition).isPresent();
    }

    /** On several lines. */
    String told(Function<MasterView, String> present) {
        return view.map(seen -> present.apply(seen) + "\n" + MasterSummary.of(seen))
                .orElseGet(() -> "No master leads: " + absence);
    }
}
