package io.mesosframework.embedded.internal.faults;

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
