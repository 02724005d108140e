package io.mesosframework.executor.internal;

import static io.mesosframework.executor.internal.MachineHarness.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Secret;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Value;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessSpecTest {

    @Test
    void aShellCommandGoesToSh() {
        ProcessSpec spec = of(CommandInfo.newBuilder().setValue("echo $A"));

        assertThat(spec.program()).isEqualTo("/bin/sh");
        assertThat(spec.arguments()).containsExactly("sh", "-c", "echo $A");
    }

    @Test
    void withoutShellTheValueIsTheProgramAndTheArgumentsBeginWithItsName() {
        ProcessSpec spec = of(CommandInfo.newBuilder()
                .setShell(false)
                .setValue("/bin/echo")
                .addArguments("echo")
                .addArguments("$A"));

        assertThat(spec.program()).isEqualTo("/bin/echo");
        assertThat(spec.arguments()).containsExactly("echo", "$A");
        assertThat(of(CommandInfo.newBuilder().setShell(false).setValue("ls")).arguments())
                .containsExactly("ls");
    }

    @Test
    void theCommandsEnvironmentIsAboveTheExecutors() {
        ProcessSpec spec = ProcessSpec.ofTask(
                task("t")
                        .setCommand(CommandInfo.newBuilder()
                                .setValue("true")
                                .setEnvironment(Environment.newBuilder()
                                        .addVariables(variable("MESOS_SANDBOX", "mine"))
                                        .addVariables(variable("MESOS_ALLOCATION_ROLE", "forged"))
                                        .addVariables(variable("EMPTY", ""))))
                        .build(),
                Map.of("MESOS_SANDBOX", "/s", "MESOS_TASK", "t", "MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "secret"),
                Optional.empty());

        assertThat(spec.environment())
                .containsEntry("MESOS_SANDBOX", "mine")
                .containsEntry("MESOS_TASK", "t")
                .containsEntry("EMPTY", "")
                .containsEntry("MESOS_ALLOCATION_ROLE", "*")
                .containsKey("PATH")
                .doesNotContainKey("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
    }

    @Test
    void theAllocationRoleIsThatOfTheResources() {
        TaskInfo task = task("t")
                .addResources(Resource.newBuilder()
                        .setName("cpus")
                        .setType(Value.Type.SCALAR)
                        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("web/eu")))
                .build();

        assertThat(ProcessSpec.ofTask(task, Map.of(), Optional.empty()).environment())
                .containsEntry("MESOS_ALLOCATION_ROLE", "web/eu");
    }

    @Test
    void aGivenPathIsKept() {
        assertThat(ProcessSpec.ofTask(task("t").build(), Map.of("PATH", "/mine"), Optional.empty())
                        .environment())
                .containsEntry("PATH", "/mine");
    }

    @Test
    void aSecretByValueIsItsDataAndOneByReferenceIsRefused() {
        Environment.Variable.Builder secret =
                Environment.Variable.newBuilder().setName("KEY").setType(Environment.Variable.Type.SECRET);
        ProcessSpec spec = of(CommandInfo.newBuilder()
                .setValue("true")
                .setEnvironment(Environment.newBuilder()
                        .addVariables(secret.clone()
                                .setSecret(Secret.newBuilder()
                                        .setType(Secret.Type.VALUE)
                                        .setValue(Secret.Value.newBuilder().setData(ByteString.copyFromUtf8("s3")))))));
        assertThat(spec.environment()).containsEntry("KEY", "s3");

        assertThatThrownBy(() -> of(CommandInfo.newBuilder()
                        .setValue("true")
                        .setEnvironment(Environment.newBuilder()
                                .addVariables(secret.clone()
                                        .setSecret(Secret.newBuilder()
                                                .setType(Secret.Type.REFERENCE)
                                                .setReference(Secret.Reference.newBuilder()
                                                        .setName("x")))))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("KEY");
    }

    @Test
    void aTaskWithoutCommandOrValueIsRefused() {
        assertThatThrownBy(() -> ProcessSpec.ofTask(task("t").clearCommand().build(), Map.of(), Optional.empty()))
                .isInstanceOf(StartException.class);
        assertThatThrownBy(() -> of(CommandInfo.newBuilder())).isInstanceOf(StartException.class);
    }

    @Test
    void aCheckHasTheTasksEnvironmentBeneathItsOwn() {
        ProcessSpec task = of(CommandInfo.newBuilder()
                .setValue("true")
                .setEnvironment(Environment.newBuilder()
                        .addVariables(variable("A", "task"))
                        .addVariables(variable("B", "task"))));
        ProcessSpec check = task.ofCheck(CommandInfo.newBuilder()
                .setValue("test $A")
                .setEnvironment(Environment.newBuilder().addVariables(variable("B", "check")))
                .build());

        assertThat(check.arguments()).containsExactly("sh", "-c", "test $A");
        assertThat(check.environment()).containsEntry("A", "task").containsEntry("B", "check");
    }

    private static ProcessSpec of(CommandInfo.Builder command) {
        return ProcessSpec.ofTask(task("t").setCommand(command).build(), Map.of(), Optional.empty());
    }

    private static Environment.Variable variable(String name, String value) {
        return Environment.Variable.newBuilder()
                .setName(name)
                .setType(Environment.Variable.Type.VALUE)
                .setValue(value)
                .build();
    }
}
