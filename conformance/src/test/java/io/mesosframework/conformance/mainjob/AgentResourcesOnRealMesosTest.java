package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;

@RealPart("gpus, disks with a source, and resources with names of their own")
final class AgentResourcesOnRealMesosTest extends AgentResources {
    private final RealMesos mesos =
            RealMesos.builder().agents(2).resources(RESOURCES).start();

    @Override
    void closeMesos() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
