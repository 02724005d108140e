package io.mesosframework.testing.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@MesosCluster(agents = 0, scope = MesosCluster.Scope.CLASS)
class MesosClusterScopeTest {

    private final EmbeddedMesos ofConstructor;

    MesosClusterScopeTest(EmbeddedMesos mesos) {
        ofConstructor = mesos;
    }

    @BeforeAll
    void before(EmbeddedMesos mesos) {
        assertThat(mesos).isSameAs(ofConstructor);
    }

    @Test
    void oneTestHasTheClustersOfItsClass(EmbeddedMesos mesos) {
        assertThat(mesos).isSameAs(ofConstructor);
    }

    @Test
    void anotherHasTheSame(EmbeddedMesos mesos) {
        assertThat(mesos).isSameAs(ofConstructor);
    }

    @Test
    @MesosCluster(agents = 0)
    void oneThatAsksForItsOwnHasItsOwn(EmbeddedMesos mesos) {
        assertThat(mesos).isNotSameAs(ofConstructor);
    }

    @Nested
    class Inner {

        @Test
        void aNestedClassSharesIt(EmbeddedMesos mesos) {
            assertThat(mesos).isSameAs(ofConstructor);
        }

        @Test
        @MesosCluster(agents = 0, scope = MesosCluster.Scope.SUITE)
        void oneOfTheWholeRunIsAnother(EmbeddedMesos mesos) {
            assertThat(mesos).isNotSameAs(ofConstructor);
        }
    }

    @AfterAll
    void after() {
        assertThat(ofConstructor.state()).contains("\"slaves\":[]");
    }
}
