package io.mesosframework.embedded.internal.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is kept while nothing passes. Thread-safe. */
public final class Partition {

    private final Consumer<Partition> onHeal;
    private final List<Runnable> kept = new ArrayList<>();
    private boolean healed;

    Partition(Consumer<Partition> onHeal) {
        this.onHeal = onHeal;
    }

    /** Runs this once it is healed. */
    public synchronized void keep(Runnable passing) {
        if (healed) {
            passing.run();
        } else {
            kept.add(passing);
        }
    }

    synchronized List<Runnable> kept() {
        return List.copyOf(kept);
    }

    public synchronized int struck() {
        return kept.size();
    }

    /** What was kept goes on, in its order. */
    public void heal() {
        synchronized (this) {
            if (healed) {
                return;
            }
            healed = true;
        }
        onHeal.accept(this);
    }
}
