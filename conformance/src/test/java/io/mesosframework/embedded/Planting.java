package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Deviation;

/** Gives an embedded Mesos a fault. */
public final class Planting {
    private Planting() {}

    public static EmbeddedMesos.Builder plant(EmbeddedMesos.Builder builder, Deviation fault) {
        return builder.deviation(fault);
    }
}
