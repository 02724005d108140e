package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests for several applications: all of them or none. */
@Timeout(60)
final class GroupRequestsTest {

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final Framework framework =
            Framework.named("groups").masters(mesos.master()).start();

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    private static Application app(String name, String command) {
        return Application.named(name).cpus(0.1).mem(32).command(command).build();
    }

    private List<String> names() {
        return framework.tasks().specifications().stream()
                .filter(specification -> !specification.deleted())
                .map(specification -> specification.application().name())
                .toList();
    }

    @Test
    void eachIsToldUnderItsVersion() {
        assertThat(framework.create(List.of(app("b", "run"), app("a", "run"))).join())
                .extracting(
                        deployed -> deployed.specification().application().name(),
                        deployed -> deployed.specification().version(),
                        Deployed::created)
                .containsExactly(tuple("b", 1, true), tuple("a", 1, true));
        assertThat(framework
                        .put(List.of(app("a", "other"), app("c", "run"), app("b", "run")))
                        .join())
                .extracting(deployed -> deployed.specification().version(), Deployed::created)
                .containsExactly(tuple(2, false), tuple(1, true), tuple(1, false));
    }

    @Test
    void whereOneIsThereNoneIsCreated() {
        framework.put(app("there", "run")).join();

        assertThatThrownBy(() -> framework
                        .create(List.of(app("new", "run"), app("there", "other")))
                        .join())
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(ApplicationExistsException.class))
                .extracting(ApplicationExistsException::applications)
                .isEqualTo(List.of("there"));

        assertThat(names()).containsExactly("there");
        assertThat(framework.tasks().specification("there").orElseThrow().version())
                .isEqualTo(1);
    }

    @Test
    void whereSomeCannotBeNoneIsPutAndAllThatIsWrongIsTold() {
        Application large = app("large", "x".repeat(2 << 20));
        Application stranger = Application.named("stranger")
                .cpus(0.1)
                .mem(32)
                .role("none")
                .command("run")
                .build();

        assertThatThrownBy(() -> framework
                        .put(List.of(app("good", "run"), large, stranger))
                        .join())
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidApplicationsException.class))
                .extracting(InvalidApplicationsException::problems)
                .asInstanceOf(InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::source)
                .containsExactly("large", "stranger");

        assertThat(names()).isEmpty();
    }

    @Test
    void whereOneIsMissingNoneIsDeleted() throws InterruptedException {
        framework.create(List.of(app("a", "run"), app("b", "run"))).join();

        assertThatThrownBy(() -> framework.delete(List.of("a", "missing", "b")).join())
                .hasCauseInstanceOf(UnknownApplicationException.class)
                .hasMessageContaining("missing");
        assertThat(names()).containsExactly("a", "b");

        framework.delete(List.of("a", "b")).join();
        framework.await(tasks -> tasks.specifications().isEmpty(), Duration.ofSeconds(30));
    }

    @Test
    void aNameThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> framework.put(List.of(app("a", "run"), app("a", "other"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> framework.delete(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
    }
}
