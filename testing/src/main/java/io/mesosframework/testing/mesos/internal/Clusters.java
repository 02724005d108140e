package io.mesosframework.testing.mesos.internal;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.testing.mesos.LiveMesos;
import io.mesosframework.testing.mesos.MesosCluster;
import io.mesosframework.testing.mesos.MesosUnderTest;
import io.mesosframework.testing.mesos.RealMesos;
import io.mesosframework.testing.mesos.Rig;
import io.mesosframework.testing.mesos.ScriptedMaster;
import org.opentest4j.TestAbortedException;

/** Starts what is asked for. */
final class Clusters {

    private Clusters() {}

    static MesosUnderTest start(MesosCluster wanted) {
        return switch (wanted.mode()) {
            case LIVE -> live(wanted);
            case SCRIPTED -> ScriptedMaster.start();
            case REAL -> real(wanted);
        };
    }

    private static MesosUnderTest live(MesosCluster wanted) {
        EmbeddedMesosBuilder builder =
                EmbeddedMesos.builder().agents(wanted.agents()).attributes(wanted.attributes());
        if (!wanted.resources().isEmpty()) {
            builder.resources(wanted.resources());
        }
        if (wanted.tasks() == MesosCluster.Tasks.SIMULATED) {
            builder.simulatedTasks(TaskScript.runs());
        }
        if (wanted.virtualTime()) {
            builder.virtualTime();
        }
        if (wanted.seed() != 0) {
            builder.seed(wanted.seed());
        }
        builder.masters(wanted.masters());
        return new LiveMesos(builder.start());
    }

    private static MesosUnderTest real(MesosCluster wanted) {
        Rig rig = Rig.find()
                .orElseThrow(() -> new TestAbortedException(
                        "No real Mesos here: there is no rig.sh; name its folder by MESOS_RIG"));
        rig.check().ifPresent(missing -> {
            throw new TestAbortedException("No real Mesos here: " + missing);
        });
        rig.build();
        RealMesos.Builder builder =
                RealMesos.builder(rig).agents(wanted.agents()).masters(wanted.masters());
        if (!wanted.resources().isEmpty()) {
            builder.resources(wanted.resources());
        }
        if (!wanted.attributes().isEmpty()) {
            builder.attributes(wanted.attributes());
        }
        return builder.start();
    }
}
