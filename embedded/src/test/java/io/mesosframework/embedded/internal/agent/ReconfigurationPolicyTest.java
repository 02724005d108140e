package io.mesosframework.embedded.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.internal.Attributes;
import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.resources.Resources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an agent may be started again with (PROTOCOL F27). */
class ReconfigurationPolicyTest {

    private static final AgentConfig BEFORE = config("cpus:4;mem:1024", "rack:a");

    private static AgentConfig config(String resources, String attributes) {
        return new AgentConfig(
                "127.0.0.1",
                "127.0.0.1",
                5051,
                "slave(1)",
                Path.of("/work"),
                Resources.parse(resources).asList(),
                Attributes.parse(attributes),
                Optional.empty(),
                ExecutorTimeouts.DEFAULT,
                ReconfigurationPolicy.EQUAL,
                Acls.NONE,
                Map.of());
    }

    @Test
    void equalAllowsNothingElse() {
        assertThat(ReconfigurationPolicy.EQUAL.allows(BEFORE, config("mem:1024;cpus:4", "rack:a")))
                .isTrue();
        assertThat(ReconfigurationPolicy.EQUAL.allows(BEFORE, config("cpus:5;mem:1024", "rack:a")))
                .isFalse();
        assertThat(ReconfigurationPolicy.EQUAL.allows(BEFORE, config("cpus:4;mem:1024", "rack:b")))
                .isFalse();
    }

    @Test
    void additiveAllowsMoreOfAll() {
        assertThat(ReconfigurationPolicy.ADDITIVE.allows(BEFORE, config("cpus:5;mem:1024;disk:1", "rack:a;zone:z")))
                .isTrue();
        assertThat(ReconfigurationPolicy.ADDITIVE.allows(BEFORE, config("cpus:3;mem:2048", "rack:a")))
                .isFalse();
        assertThat(ReconfigurationPolicy.ADDITIVE.allows(BEFORE, config("cpus:4;mem:1024", "")))
                .isFalse();
    }

    @Test
    void aPolicyHasTheNameOfMesosFlag() {
        assertThat(ReconfigurationPolicy.of("additive"))
                .isEqualTo(ReconfigurationPolicy.ADDITIVE)
                .hasToString("additive");
        assertThatThrownBy(() -> ReconfigurationPolicy.of("any")).isInstanceOf(IllegalArgumentException.class);
    }
}
