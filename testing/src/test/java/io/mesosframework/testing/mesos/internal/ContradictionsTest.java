package io.mesosframework.testing.mesos.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.testing.mesos.MesosCluster;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class ContradictionsTest {

    /** Not run by themselves; each has the word that its error must have. */
    abstract static class Samples {

        @MesosCluster(virtualTime = true, tasks = MesosCluster.Tasks.PROCESSES)
        void virtualTimeOfProcesses() {}

        @MesosCluster(agents = -1)
        void agentsBelowZero() {}

        @MesosCluster(masters = 0)
        void mastersNone() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, agents = 3)
        void agentsScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, masters = 3)
        void mastersScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, resources = "cpus:1")
        void resourcesScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, attributes = "rack:1")
        void attributesScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, tasks = MesosCluster.Tasks.PROCESSES)
        void tasksScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, virtualTime = true)
        void virtualTimeScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, seed = 7)
        void seedScripted() {}

        @MesosCluster(mode = MesosCluster.Mode.REAL, virtualTime = true)
        void virtualTimeReal() {}

        @MesosCluster(mode = MesosCluster.Mode.REAL, seed = 7)
        void seedReal() {}
    }

    abstract static class Sound {

        @MesosCluster
        void plain() {}

        @MesosCluster(agents = 0, masters = 3, seed = 7, virtualTime = true, resources = "cpus:1", attributes = "a:b")
        void live() {}

        @MesosCluster(tasks = MesosCluster.Tasks.PROCESSES)
        void processes() {}

        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, scope = MesosCluster.Scope.CLASS)
        void scripted() {}

        @MesosCluster(mode = MesosCluster.Mode.REAL, agents = 2, masters = 3, resources = "cpus:1", attributes = "a:b")
        void real() {}
    }

    @Test
    void whatAModeDoesNotHaveIsRefused() {
        Method[] samples = Samples.class.getDeclaredMethods();
        assertThat(samples).hasSize(12);
        for (Method sample : samples) {
            String attribute = sample.getName().replaceAll("[A-Z][a-z]+$|OfProcesses$|BelowZero$", "");
            assertThatThrownBy(() -> Contradictions.refuse(sample.getAnnotation(MesosCluster.class), "Some.test"))
                    .as(sample.getName())
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageStartingWith("@MesosCluster on Some.test: " + attribute);
        }
    }

    @Test
    void whatGoesTogetherIsNot() {
        for (Method sound : Sound.class.getDeclaredMethods()) {
            assertThatCode(() -> Contradictions.refuse(sound.getAnnotation(MesosCluster.class), "Some.test"))
                    .as(sound.getName())
                    .doesNotThrowAnyException();
        }
    }

    /** Run by the test below only. */
    static class Refused {

        @Test
        @MesosCluster(mode = MesosCluster.Mode.SCRIPTED, virtualTime = true, agents = 4)
        void test() {
            throw new AssertionError("It is run");
        }
    }

    @Test
    void itsTestFailsAndSaysWhereAndWhatToDo() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Refused.class))
                                .build(),
                        listener);
        assertThat(listener.getSummary().getFailures())
                .singleElement()
                .extracting(failure -> failure.getException().getMessage())
                .isEqualTo("@MesosCluster on " + Refused.class.getName()
                        + ".test: agents = 4 is nothing for mode = SCRIPTED, one master without agents: leave it out, or use"
                        + " another mode; virtualTime = true is for mode = LIVE only, not for SCRIPTED: leave it out, or use"
                        + " mode = LIVE");
    }
}
