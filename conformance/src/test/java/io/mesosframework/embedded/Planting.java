package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Deviation;

/** Gives an embedded Mesos a fault. */
public final class Planting {
    private Planting() {}

    public static EmbeddedMesosBuilder plant(EmbeddedMesosBuilder builder, Deviation fault) {
        return builder.deviation(fault);
    }
}
