package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.placement.Shortfall.Reason;

/**
 * What a room lacks.
 *
 * @param name of {@link Reason#RESOURCE} the resource's; else empty
 */
record Lack(Reason reason, String name) {

    static final Lack CPUS = new Lack(Reason.CPUS, "");
    static final Lack MEM = new Lack(Reason.MEM, "");
    static final Lack DISK = new Lack(Reason.DISK, "");
    static final Lack PORTS = new Lack(Reason.PORTS, "");
    static final Lack GPUS = new Lack(Reason.GPUS, "");
}
