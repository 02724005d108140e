package io.mesosframework.client.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Volume;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages made in short, and what is refused before Mesos would. */
class MessagesTest {

    private static final Resources SMALL = Resources.parse("cpus:0.5;mem:64");
    private static final CommandInfo SLEEP = Commands.shell("sleep 1");

    private static Offer offer(Resources resources) {
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o1"))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue("a1"))
                .setHostname("a1.example")
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("eng"))
                .addAllResources(resources.withAllocation("eng").asList())
                .build();
    }

    private static void assertRefused(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }

    @Test
    void commandsAreForAShellOrNot() {
        assertThat(Commands.shell("a | b").getShell()).isTrue();
        CommandInfo exec = Commands.withEnvironment(Commands.exec("ls", "-l"), Map.of("A", "b"));
        assertThat(exec.getShell()).isFalse();
        assertThat(exec.getArgumentsList()).containsExactly("ls", "-l");
        assertThat(exec.getEnvironment().getVariables(0).getValue()).isEqualTo("b");
        CommandInfo fetched = Commands.withProgram(Commands.withFile(SLEEP, "http://x/a.tgz"), "http://x/b");
        assertThat(fetched.getUris(0).getExtract()).isTrue();
        assertThat(fetched.getUris(1).getExecutable()).isTrue();
        assertThat(fetched.getUris(1).getExtract()).isFalse();
        assertRefused(() -> Commands.shell(" "), "The command line is empty");
        assertRefused(() -> Commands.exec("a\0b"), "The program is empty, or has a NUL");
        assertRefused(() -> Commands.withEnvironment(SLEEP, Map.of("A=", "b")), "has no '='");
    }

    @Test
    void containersAreOfAnImageOrTheAgentsFiles() {
        assertThat(Containers.mesos().hasMesos()).isFalse();
        assertThat(Containers.mesos("alpine").getMesos().getImage().getDocker().getName())
                .isEqualTo("alpine");
        ContainerInfo docker = Containers.withHostPath(Containers.docker("alpine"), "/data", "/in", Volume.Mode.RO);
        assertThat(docker.getType()).isEqualTo(ContainerInfo.Type.DOCKER);
        assertThat(docker.getVolumes(0).getHostPath()).isEqualTo("/data");
        assertRefused(() -> Containers.docker(""), "The image is empty");
    }

    @Test
    void aTaskTakesWhatTheOfferHasAsItHasIt() {
        Resources half = Operations.reserved(Resources.parse("cpus:0.3"), "eng");
        TaskInfo task = Tasks.command(offer(half.plus(Resources.parse("cpus:1;mem:100"))), "t1", SMALL, SLEEP);
        assertThat(task.getAgentId().getValue()).isEqualTo("a1");
        assertThat(task.getName()).isEqualTo("t1");
        Resources taken = Resources.of(task.getResourcesList());
        assertThat(taken.cpusMillis()).isEqualTo(500);
        assertThat(taken.byAllocation()).containsOnlyKeys("eng");
        assertRefused(
                () -> Tasks.command(offer(Resources.parse("cpus:0.4;mem:100")), "t1", SMALL, SLEEP),
                "Task t1 takes cpus:0.5; mem:64, and offer o1 has cpus:0.4; mem:100");
        assertRefused(() -> Tasks.command(offer(SMALL), "t1", Resources.EMPTY, SLEEP), "Task t1 needs resources");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\nb"})
    void idsAreAsMesosWantsThem(String id) {
        assertRefused(() -> Tasks.command(offer(SMALL), id, SMALL, SLEEP), "id");
        assertRefused(() -> Tasks.executor(offer(SMALL), id, SMALL, SLEEP), "id");
        assertRefused(() -> Operations.withId(Operations.reserve(Operations.reserved(SMALL, "r")), id), "id");
        assertRefused(() -> Tasks.command(offer(SMALL), "x".repeat(256), SMALL, SLEEP), "255 characters");
    }

    @Test
    void executorsOfGroupsTakeAtLeastWhatMesosWants() {
        FrameworkID framework = FrameworkID.newBuilder().setValue("f").build();
        Offer offer = offer(Resources.parse("cpus:1;mem:100;disk:10"));
        Resources enough = Resources.parse("cpus:0.01;mem:32;disk:1");
        ExecutorInfo executor = Tasks.defaultExecutor(offer, "e", framework, enough);
        assertThat(executor.getType()).isEqualTo(ExecutorInfo.Type.DEFAULT);
        assertThat(executor.getFrameworkId()).isEqualTo(framework);
        assertRefused(
                () -> Tasks.defaultExecutor(offer, "e", framework, Resources.parse("cpus:1;mem:32")), "some disk");
        TaskInfo task = Tasks.command(offer, "t", SMALL, SLEEP);
        assertThat(Operations.launchGroup(executor, List.of(task))
                        .getLaunchGroup()
                        .getTaskGroup()
                        .getTasksList())
                .containsExactly(task);
        assertRefused(() -> Operations.launchGroup(executor, List.of()), "no task to launch");
    }

    @Test
    void aTaskIsLaunchedWithACommandOrAnExecutor() {
        Offer offer = offer(Resources.parse("cpus:1;mem:100"));
        ExecutorInfo own = Tasks.executor(offer, "e", Resources.parse("cpus:0.1;mem:32"), SLEEP);
        TaskInfo task = Tasks.inExecutor(offer, "t", SMALL, own, ByteString.EMPTY);
        assertThat(Operations.launch(task).getLaunch().getTaskInfosCount()).isEqualTo(1);
        assertRefused(
                () -> Operations.launch(task.toBuilder().setCommand(SLEEP).build()),
                "Task t needs a command or an executor");
        assertRefused(
                () -> Operations.launch(task.toBuilder().clearExecutor().build()),
                "Task t needs a command or an executor");
        assertRefused(() -> Operations.launch(List.of()), "no task to launch");
    }

    @Test
    void reservationsAndVolumesAreCheckedBeforeTheyAreSent() {
        Resources disk = Operations.reserved(Resources.parse("disk:10"), "eng", "me");
        Resource volume = Operations.volume(disk.asList().get(0), "v1", "data");
        assertThat(volume.getDisk().getPersistence().getPrincipal()).isEqualTo("me");
        assertThat(Operations.create(volume).getCreate().getVolumesList()).containsExactly(volume);
        assertThat(Operations.destroy(volume).getDestroy().getVolumesCount()).isEqualTo(1);
        assertThat(Operations.unreserve(disk).getUnreserve().getResourcesCount())
                .isEqualTo(1);
        assertRefused(() -> Operations.reserve(SMALL), "RESERVE takes what is reserved dynamically, not cpus:0.5");
        assertRefused(() -> Operations.reserved(SMALL, "*"), "Nothing can be reserved for role *");
        assertRefused(() -> Operations.create(disk.asList().get(0)), "CREATE takes persistent volumes");
        assertRefused(
                () -> Operations.volume(Resources.parse("disk:10").asList().get(0), "v1", "data"), "a reserved disk");
    }

    @Test
    void filtersAreInSeconds() {
        assertThat(Operations.refusing(Duration.ofMillis(1500)).getRefuseSeconds())
                .isEqualTo(1.5);
        assertRefused(() -> Operations.refusing(Duration.ofMillis(-1)), "less than no time");
    }
}
