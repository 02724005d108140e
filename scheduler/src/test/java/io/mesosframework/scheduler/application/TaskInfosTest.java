package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.HealthCheck.HTTPCheckInfo;
import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskInfosTest {

    private static final io.mesosframework.protocol.HealthCheck.Type HTTP =
            io.mesosframework.protocol.HealthCheck.Type.HTTP;

    @Test
    void aTaskHasItsIdsNameResourcesAndCommand() {
        List<Resource> taken = TaskInfos.resources(ResourceNeeds.of(0.5, 64).withDisk(10));
        TaskInfo task = task(web().build(), taken);

        assertThat(task.getName()).isEqualTo("web");
        assertThat(task.getTaskId().getValue()).isEqualTo("web.0.x");
        assertThat(task.getAgentId().getValue()).isEqualTo("a1");
        assertThat(task.getResourcesList()).isEqualTo(taken);
        assertThat(task.getCommand())
                .isEqualTo(CommandInfo.newBuilder()
                        .setShell(true)
                        .setValue("./serve")
                        .build());
        assertThat(task.hasHealthCheck()).isFalse();
        assertThat(task.hasLabels()).isFalse();
        assertThat(task.hasExecutor()).isFalse();
        assertThat(task.isInitialized()).isTrue();
    }

    @Test
    void labelsReachTheTaskInTheirOrder() {
        assertThat(task(web().label("z", "1").label("a", "").build(), List.of())
                        .getLabels()
                        .getLabelsList())
                .containsExactly(
                        Label.newBuilder().setKey("z").setValue("1").build(),
                        Label.newBuilder().setKey("a").setValue("").build());
    }

    @Test
    void variablesReachTheCommandInTheirOrder() {
        Application app = web().environment("Z", "1").environment("A", "").build();

        assertThat(TaskInfos.command(app.command()).getEnvironment().getVariablesList())
                .extracting(Environment.Variable::getName, Environment.Variable::getValue)
                .containsExactly(tuple("Z", "1"), tuple("A", ""));
    }

    @Test
    void withoutAShellTheArgumentsBeginWithTheProgramsName() {
        CommandInfo info = TaskInfos.command(Command.exec("/bin/ls", "-l", "/"));

        assertThat(info.getShell()).isFalse();
        assertThat(info.getValue()).isEqualTo("/bin/ls");
        assertThat(info.getArgumentsList()).containsExactly("/bin/ls", "-l", "/");
    }

    @Test
    void withAShellThereAreNoArguments() {
        assertThat(TaskInfos.command(Command.shell("ls")).getArgumentsCount()).isZero();
    }

    @Test
    void userAndUrisReachTheCommand() {
        CommandInfo info = TaskInfos.command(Command.shell("x")
                .withUser("www")
                .withUri(new Uri("http://h/a.tgz", false, true, true, Optional.of("b/a")))
                .withUri(Uri.of("http://h/c")));

        assertThat(info.getUser()).isEqualTo("www");
        assertThat(info.getUrisList())
                .containsExactly(
                        CommandInfo.URI
                                .newBuilder()
                                .setValue("http://h/a.tgz")
                                .setExtract(false)
                                .setExecutable(true)
                                .setCache(true)
                                .setOutputFile("b/a")
                                .build(),
                        CommandInfo.URI
                                .newBuilder()
                                .setValue("http://h/c")
                                .setExtract(true)
                                .setExecutable(false)
                                .setCache(false)
                                .build());
    }

    @Test
    void noUserMeansTheFrameworksOwn() {
        assertThat(TaskInfos.command(Command.shell("x")).hasUser()).isFalse();
    }

    @Test
    void anHttpCheckKeepsItsSchemePortPathAndStatuses() {
        HealthCheck check =
                HealthCheck.of(new HealthCheck.Http(HealthCheck.Scheme.HTTPS, 8443, "/ok?x=1", List.of(200, 204)));

        io.mesosframework.protocol.HealthCheck info = TaskInfos.healthCheck(check);

        assertThat(info.getType()).isEqualTo(HTTP);
        assertThat(info.getHttp())
                .isEqualTo(HTTPCheckInfo.newBuilder()
                        .setScheme("https")
                        .setPort(8443)
                        .setPath("/ok?x=1")
                        .addStatuses(200)
                        .addStatuses(204)
                        .build());
        assertThat(info.hasCommand()).isFalse();
        assertThat(info.hasTcp()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(HealthCheck.Scheme.class)
    void theSchemeIsInLowerCaseAsMesosWantsIt(HealthCheck.Scheme scheme) {
        HealthCheck check = HealthCheck.of(new HealthCheck.Http(scheme, 80, "/", List.of()));
        assertThat(TaskInfos.healthCheck(check).getHttp().getScheme())
                .isEqualTo(scheme == HealthCheck.Scheme.HTTP ? "http" : "https");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 80, 65_535})
    void aTcpCheckKeepsEveryPort(int port) {
        io.mesosframework.protocol.HealthCheck info = TaskInfos.healthCheck(HealthCheck.tcp(port));

        assertThat(info.getType()).isEqualTo(io.mesosframework.protocol.HealthCheck.Type.TCP);
        assertThat(info.getTcp().getPort()).isEqualTo(port);
        assertThat(info.hasHttp()).isFalse();
    }

    @Test
    void aCommandCheckRunsItsOwnCommandNotTheTasks() {
        Application app = web().environment("TASK", "1")
                .healthCheck(HealthCheck.of(new HealthCheck.Run(
                        Command.exec("/bin/test", "-f", "ok").withEnvironment("CHECK", "1"))))
                .build();

        TaskInfo task = task(app, List.of());

        assertThat(task.getHealthCheck().getType()).isEqualTo(io.mesosframework.protocol.HealthCheck.Type.COMMAND);
        CommandInfo command = task.getHealthCheck().getCommand();
        assertThat(command.getValue()).isEqualTo("/bin/test");
        assertThat(command.getArgumentsList()).containsExactly("/bin/test", "-f", "ok");
        assertThat(command.getEnvironment().getVariablesList())
                .extracting(Environment.Variable::getName)
                .containsExactly("CHECK");
        assertThat(task.getCommand().getValue()).isEqualTo("./serve");
    }

    @Test
    void timesAreMesosDefaultsUnlessGiven() {
        io.mesosframework.protocol.HealthCheck info = TaskInfos.healthCheck(HealthCheck.tcp(80));
        io.mesosframework.protocol.HealthCheck defaults = io.mesosframework.protocol.HealthCheck.getDefaultInstance();

        assertThat(info.getDelaySeconds()).isEqualTo(15).isEqualTo(defaults.getDelaySeconds());
        assertThat(info.getIntervalSeconds()).isEqualTo(10).isEqualTo(defaults.getIntervalSeconds());
        assertThat(info.getTimeoutSeconds()).isEqualTo(20).isEqualTo(defaults.getTimeoutSeconds());
        assertThat(info.getGracePeriodSeconds()).isEqualTo(10).isEqualTo(defaults.getGracePeriodSeconds());
        assertThat(info.getConsecutiveFailures()).isEqualTo(3).isEqualTo(defaults.getConsecutiveFailures());
    }

    @Test
    void timesGivenAreKeptHoweverSmall() {
        io.mesosframework.protocol.HealthCheck info = TaskInfos.healthCheck(HealthCheck.tcp(80)
                .withDelay(Duration.ZERO)
                .withInterval(Duration.ofMillis(250))
                .withTimeout(Duration.ofMillis(1500))
                .withGracePeriod(Duration.ZERO)
                .withFails(1));

        assertThat(info.getDelaySeconds()).isZero();
        assertThat(info.hasDelaySeconds()).isTrue();
        assertThat(info.getIntervalSeconds()).isEqualTo(0.25);
        assertThat(info.getTimeoutSeconds()).isEqualTo(1.5);
        assertThat(info.getGracePeriodSeconds()).isZero();
        assertThat(info.getConsecutiveFailures()).isEqualTo(1);
    }

    @Test
    void aCommandIsToldWhatItHasOfResourcesByName() {
        Application app = web().named("ids", NamedNeed.any(3))
                .named("my-devices", NamedNeed.items("a", "b"))
                .named("x", NamedNeed.any(1))
                .named("licenses", NamedNeed.amount(2))
                .environment("RESOURCE_X", "mine")
                .build();
        Resource.Builder ids = Resource.newBuilder().setName("ids").setType(Value.Type.RANGES);
        ids.getRangesBuilder().addRangeBuilder().setBegin(5).setEnd(6);
        ids.getRangesBuilder().addRangeBuilder().setBegin(9).setEnd(9);
        Resource.Builder devices = Resource.newBuilder().setName("my-devices").setType(Value.Type.SET);
        devices.getSetBuilder().addItem("a").addItem("b");
        List<Resource> taken = List.of(ids.build(), devices.build());

        TaskInfo task = TaskInfos.taskInfo(
                app,
                TaskID.newBuilder().setValue("web.0.x").build(),
                AgentID.newBuilder().setValue("a").build(),
                taken);

        assertThat(task.getCommand().getEnvironment().getVariablesList())
                .extracting(variable -> variable.getName() + "=" + variable.getValue())
                .containsExactly("RESOURCE_X=mine", "RESOURCE_IDS=5-6,9", "RESOURCE_MY_DEVICES=a,b");
    }

    @Test
    void theResourcesWantedAreScalarsAndNoDiskMeansNone() {
        assertThat(TaskInfos.resources(ResourceNeeds.of(0.1, 32.5)))
                .extracting(
                        Resource::getName,
                        Resource::getType,
                        resource -> resource.getScalar().getValue())
                .containsExactly(tuple("cpus", Value.Type.SCALAR, 0.1), tuple("mem", Value.Type.SCALAR, 32.5));
        assertThat(TaskInfos.resources(ResourceNeeds.of(1, 1).withDisk(0.001))
                        .get(2)
                        .getScalar()
                        .getValue())
                .isEqualTo(0.001);
    }

    private static ApplicationBuilder web() {
        return Application.named("web").cpus(0.1).mem(32).command("./serve");
    }

    private static TaskInfo task(Application app, List<Resource> taken) {
        return TaskInfos.taskInfo(
                app,
                TaskID.newBuilder().setValue("web.0.x").build(),
                AgentID.newBuilder().setValue("a1").build(),
                taken);
    }
}
