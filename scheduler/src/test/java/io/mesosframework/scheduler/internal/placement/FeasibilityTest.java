package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.placement.Feasibility;
import io.mesosframework.scheduler.placement.Shortfall;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeasibilityTest {

    private static final AgentField RACK = AgentField.attribute("rack");

    private final PlacementFixture agents = new PlacementFixture();

    private Optional<Shortfall> obstacle(ApplicationBuilder application) {
        return Feasibility.obstacle(
                application.build(), "*", List.copyOf(agents.open.values()), PlacementFixture.START);
    }

    @Test
    void whatFitsOnOneEmptyAgentIsPossible() {
        agents.offer("a1", 1);
        agents.offer("a2", 4);

        assertThat(obstacle(application("web", 100).cpus(4))).isEmpty();
    }

    @Test
    void whatIsTooLargeForEachAgentIsNot() {
        agents.offer("a1", 1);
        agents.offer("a2", 4);

        assertThat(obstacle(application("web", 1).cpus(4.5)))
                .hasValueSatisfying(why -> assertThat(why.text())
                        .isEqualTo("fits none of 2 agents; nearest: needs 4.5 cpus, offers 4 (a2.example, agent a2)"));
    }

    @Test
    void anAgentThatIsLargeEnoughMustSuitToo() {
        agents.offer("a1", 1, text("rack", "a"));
        agents.offer("a2", 8, text("rack", "b"));

        assertThat(obstacle(application("web", 1).cpus(4).constraint(Constraint.equal(RACK, "a"))))
                .hasValueSatisfying(why -> assertThat(why.causes()).hasSize(2));
    }

    @Test
    void whereOtherTasksAreCountsForNothing() {
        agents.offer("a1", 8);

        assertThat(obstacle(application("web", 5)
                        .cpus(4)
                        .constraint(Constraint.unique(AgentField.AGENT))
                        .constraint(new Constraint.Near("db", AgentField.AGENT, false))))
                .isEmpty();
    }

    @Test
    void aFieldThatNoAgentHasIsAnObstacleToSpreadingOverIt() {
        agents.offer("a1", 8);

        for (Constraint constraint : List.of(
                new Constraint.GroupBy(RACK, 1, false), Constraint.unique(RACK), new Constraint.Cluster(RACK, false))) {
            assertThat(obstacle(application("web", 2).constraint(constraint)))
                    .hasValueSatisfying(why -> assertThat(why.text()).contains("allows no slot there: it has no rack"));
        }
    }
}
