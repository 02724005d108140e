package io.mesosframework.embedded.internal.faults;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which of the things that match are struck: after letting some pass, so many, until lifted. Thread-safe. */
public final class Strikes {

    private long pass;
    private long left;
    private int struck;

    /**
     * @param pass how many go unharmed first
     * @param left how many are struck after them
     */
    public Strikes(long pass, long left) {
        this.pass = pass;
        this.left = left;
    }

    /** Whether this one is struck. */
    synchronized boolean strikes() {
        if (left == 0) {
            return false;
        }
        if (pass > 0) {
            pass--;
            return false;
        }
        left--;
        struck++;
        return true;
    }

    /** Another fault has struck this one: it counts among those that pass. */
    synchronized void passOne() {
        if (left > 0 && pass > 0) {
            pass--;
        }
    }

    /** Which of these strikes; each of them has counted this one then. */
    static <T> Optional<T> first(List<T> faults, Function<T, Strikes> strikesOf) {
        Optional<T> first = Optional.empty();
        for (T fault : faults) {
            Strikes strikes = strikesOf.apply(fault);
            if (first.isPresent()) {
                strikes.passOne();
            } else if (strikes.strikes()) {
                first = Optional.of(fault);
            }
        }
        return first;
    }

    synchronized boolean isOver() {
        return left == 0;
    }

    public synchronized void lift() {
        left = 0;
    }

    public synchronized int struck() {
        return struck;
    }
}
