package example;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A framework with a placement of its own: the agent that takes the fewest watts first, and none that would be left without memory.
 * {@code java example.OwnPlacement 10.0.0.1:5050 placement.json}
 */
public final class OwnPlacement {

    private static final AgentField WATTS = AgentField.attribute("watts");

    public static void main(String[] arguments) throws Exception {
        AgentScore fewestWatts =
                (agent, application) -> -Double.parseDouble(agent.values(WATTS).get(0));
        AgentRule keepsMemory = (agent, application) ->
                agent.memMillis() - application.resources().memMillis() > 64_000;
        try (Framework framework = Framework.named("own-placement")
                .masters(arguments[0])
                .agentScore(fewestWatts)
                .agentRule(keepsMemory)
                .start()) {
            for (Application application : ApplicationJson.read(Path.of(arguments[1]))) {
                framework.put(application).join();
            }
            framework.await(
                    tasks ->
                            tasks.slots().stream().allMatch(slot -> slot.state().isDone()),
                    Duration.ofMinutes(5));
            framework
                    .tasks()
                    .slots()
                    .forEach(slot -> System.out.println(slot.key() + " "
                            + slot.state().word() + " on " + slot.currentTask().agent()));
            framework.teardown().join();
        }
    }
}
