package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guide shows of the embedded Mesos' agents. */
@Timeout(60)
final class AgentSnippetsTest {

    private static Application sleeping(String name, Constraint constraint) {
        return Application.named(name)
                .instances(2)
                .cpus(1)
                .mem(32)
                .command("exec sleep 100")
                .constraint(constraint)
                .build();
    }

    @Test
    void agents() throws Exception {
        // guide: agents
        EmbeddedMesos mesos = EmbeddedMesos.builder()
                .domain("eu", "a")
                .agents(2)
                .resources("cpus:8;mem:16384;disk:10000;ports:[31000-31999]")
                .attributes("rack:r%d;ssd:true")
                .agent(agent -> agent.resources("cpus:32;mem:65536;scratch:100").domain("eu", "b"))
                .start();
        // guide: end
        try (mesos;
                Framework framework =
                        Framework.named("agents").masters(mesos.master()).start()) {
            framework
                    .put(sleeping("by-rack", Constraint.equal(AgentField.attribute("rack"), "r2")))
                    .join();
            framework
                    .put(sleeping("by-zone", Constraint.equal(AgentField.ZONE, "b")))
                    .join();
            framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 4, Duration.ofSeconds(30));
            assertThat(agentsOf(framework, "by-rack")).hasSize(1).isNotEqualTo(agentsOf(framework, "by-zone"));
            assertThat(agentsOf(framework, "by-zone")).hasSize(1);
        }
    }

    private static List<String> agentsOf(Framework framework, String application) {
        return framework.tasks().slotsOf(application).stream()
                .map((Slot slot) -> slot.currentTask().agent())
                .distinct()
                .toList();
    }
}
