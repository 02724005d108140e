package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications whose tasks run in an executor of their own, in JSON and by the builder, and what Mesos is sent for them. */
class ExecutorApplicationTest {

    private static final CustomExecutor EXECUTOR = CustomExecutor.of("resizer", Command.shell("exec ./resizer"));

    private static Application read(String more) {
        return ApplicationJson.parse("""
                        {"name": "jobs", "instances": 3, "resources": {"cpu": 0.1, "mem": 16}, "command": {"cmd": "resize"}%s}""".formatted(more), "").get(0);
    }

    private static ApplicationBuilder builder() {
        return Application.named("jobs").instances(3).cpus(0.1).mem(16).command("resize");
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Application jobs = read(", \"executor\": {\"command\": {\"cmd\": \"run\"}}");
        assertThat(jobs.executor())
                .contains(new CustomExecutor("executor", Command.shell("run"), ResourceNeeds.of(0.1, 128)));
        assertThat(jobs.resources()).isEqualTo(ResourceNeeds.of(0.1, 16));
        assertThat(jobs.resourcesOfFirst()).isEqualTo(ResourceNeeds.of(0.2, 144));
    }

    @Test
    void jsonAndBuilderMakeTheSameAndItIsReadAsItIsWritten() {
        Application jobs = read("""
                , "executor": {"name": "resizer", "resources": {"cpu": 0.5, "mem": 64},
                  "command": {"cmd": "./resizer", "shell": false, "uris": [{"uri": "http://x/resizer", "executable": true}]}}""");
        Application built = builder()
                .executor(CustomExecutor.of(
                                "resizer", Command.exec("./resizer").withUri(Uri.executable("http://x/resizer")))
                        .withResources(0.5, 64))
                .build();
        assertThat(jobs).isEqualTo(built);
        assertThat(ApplicationJson.parse(ApplicationJson.write(jobs), "")).containsExactly(jobs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|executor.command: is missing",
                "{\"command\": {\"cmd\": \"x\"}, \"name\": \"A.b\"}|executor.name: ",
                "{\"command\": {\"cmd\": \"x\"}, \"role\": \"r\"}|executor.role: is the tasks'",
                "{\"command\": {\"cmd\": \"x\"}, \"resources\": {\"cpu\": 0.009}}|executor.resources.cpu: must be at least 0.01",
                "{\"command\": {\"cmd\": \"x\"}, \"resources\": {\"mem\": 31}}|executor.resources.mem: must be at least 32",
                "{\"command\": {\"cmd\": \"x\"}, \"resources\": {\"disk\": 1}}|executor.resources.disk: is not a field",
            })
    void whatIsWrongIsNamed(String executor, String words) {
        assertThatThrownBy(() -> read(", \"executor\": " + executor))
                .isInstanceOf(InvalidApplicationsException.class)
                .hasMessageContaining(words);
    }

    @Test
    void whatTheAgentDoesForTasksOfItsOwnExecutorsAloneIsRefused() {
        assertThatThrownBy(() -> builder()
                        .command(Command.shell("resize")
                                .withUri(Uri.of("http://x/y"))
                                .withSecret("S", new Secret.Plain("s")))
                        .executor(EXECUTOR)
                        .build())
                .hasMessageContaining("command.uris: is not for tasks in an executor of one's own")
                .hasMessageContaining("command.secrets: is not for tasks in an executor of one's own");
        assertThatThrownBy(() -> builder()
                        .role("r")
                        .reservation(Reservation.KEPT)
                        .executor(EXECUTOR)
                        .build())
                .hasMessageContaining("resources: is not for tasks in an executor of one's own");
        assertThatThrownBy(() -> ApplicationJson.parse("""
                        {"name": "pod", "tasks": [{"name": "a", "resources": {"cpu": 1, "mem": 32}, "command": {"cmd": "x"}}],
                         "executor": {"command": {"cmd": "x"}}}""", "")).hasMessageContaining("executor: stands against tasks");
    }

    @Test
    void theTaskCarriesTheExecutorAndItsCommandAsData() throws Exception {
        List<Resource> taken = Resources.parse("cpus:0.1;mem:16").asList();
        List<Resource> share = Resources.parse("cpus:0.1;mem:128").asList();
        TaskInfo task = ExecutorInfos.taskInfo(
                builder().environment("A", "b").executor(EXECUTOR).build(),
                TaskID.newBuilder().setValue("jobs.0.x").build(),
                AgentID.newBuilder().setValue("a1").build(),
                taken,
                FrameworkID.newBuilder().setValue("f").build(),
                "resizer.k.1",
                share);
        assertThat(task.hasCommand()).isFalse();
        assertThat(task.getResourcesList()).isEqualTo(taken);
        CommandInfo told = CommandInfo.parseFrom(task.getData());
        assertThat(told.getValue()).isEqualTo("resize");
        assertThat(told.getEnvironment().getVariables(0).getName()).isEqualTo("A");
        ExecutorInfo executor = task.getExecutor();
        assertThat(executor.getType()).isEqualTo(ExecutorInfo.Type.CUSTOM);
        assertThat(executor.getExecutorId().getValue()).isEqualTo("resizer.k.1");
        assertThat(executor.getFrameworkId().getValue()).isEqualTo("f");
        assertThat(executor.getCommand().getValue()).isEqualTo("exec ./resizer");
        assertThat(executor.getResourcesList()).isEqualTo(share);
    }

    @Test
    void whatDiffersInAnythingIsOfAnotherKind() {
        String kind = ExecutorInfos.kind(EXECUTOR, "*");
        assertThat(kind).matches("resizer\\.[0-9a-f]{12}\\.").isEqualTo(ExecutorInfos.kind(EXECUTOR, "*"));
        assertThat(List.of(
                        ExecutorInfos.kind(EXECUTOR, "r"),
                        ExecutorInfos.kind(EXECUTOR.withResources(0.1, 129), "*"),
                        ExecutorInfos.kind(EXECUTOR.withResources(0.11, 128), "*"),
                        ExecutorInfos.kind(CustomExecutor.of("resizer", Command.shell("exec ./resizer ")), "*"),
                        ExecutorInfos.kind(CustomExecutor.of("other", EXECUTOR.command()), "*")))
                .doesNotHaveDuplicates()
                .doesNotContain(kind);
    }
}
