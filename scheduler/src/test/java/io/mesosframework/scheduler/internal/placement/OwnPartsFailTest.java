package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.AgentView;
import io.mesosframework.scheduler.placement.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Scores and rules of the user's that throw, or give no number: told by name, once in a round and not for each of many agents. */
class OwnPartsFailTest {

    private record Broken() implements AgentRule {
        @Override
        public String name() {
            return "by the moon";
        }

        @Override
        public boolean allows(AgentView agent, Application application) {
            throw new IllegalStateException("no moon tonight");
        }
    }

    private final List<String> failures = new ArrayList<>();

    private Placement place(AgentScore score, List<AgentRule> rules) {
        PlacementFixture fixture = new PlacementFixture();
        fixture.resources = new DefaultResourceManager(
                specification -> "*",
                new OwnParts(
                        score,
                        rules,
                        (who, what, cause) -> failures.add(who + ": " + what + ": " + cause.getMessage())),
                slot -> Optional.empty(),
                agent -> Optional.empty(),
                Duration.ZERO);
        fixture.put(application("web", 3));
        for (int i = 1; i <= 4; i++) {
            fixture.offer("a" + i, 8);
        }
        return fixture.place();
    }

    @Test
    void aRuleThatThrowsAllowsNothingAndSaysWhy() {
        Placement placement = place(AgentScore.SPREAD, List.of(new Broken()));
        assertThat(placement.launches()).isEmpty();
        assertThat(failures).containsExactly("rule by the moon: web on agent a1: no moon tonight");
        assertThat(placement.shortfalls())
                .hasSize(3)
                .allSatisfy(shortfall -> assertThat(shortfall.text())
                        .contains(
                                "rule by the moon, which failed (java.lang.IllegalStateException: no moon tonight),"));
    }

    @Test
    void aScoreThatThrowsOrIsNoNumberIsTold() {
        AgentScore throwing = (agent, application) -> {
            throw new IllegalStateException("no score");
        };
        assertThat(place(throwing, List.of()).launches()).isEmpty();
        assertThat(failures)
                .singleElement()
                .asString()
                .startsWith(throwing.getClass().getName())
                .contains(": web on agent a", ": no score");

        failures.clear();
        assertThat(place((agent, application) -> Double.NaN, List.of()).launches())
                .isEmpty();
        assertThat(failures).singleElement().asString().endsWith(": The score is no number");
    }
}
