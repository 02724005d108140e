package io.mesosframework.embedded.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZooKeeperUrlTest {

    @Test
    void h1SeveralServersWithSpacesAround() {
        assertThat(ZooKeeperUrl.parse(" zk://one,two:2182,three:2183/mesos/test "))
                .isEqualTo(new ZooKeeperUrl("one,two:2182,three:2183", "/mesos/test", Optional.empty()));
    }

    @Test
    void h2APasswordMayHoldAnAt() {
        assertThat(ZooKeeperUrl.parse("zk://me:p@ss@one:2181/mesos"))
                .isEqualTo(new ZooKeeperUrl("one:2181", "/mesos", Optional.of("me:p@ss")));
    }

    @Test
    void h3OneSlashAtTheEndIsLeftOut() {
        assertThat(ZooKeeperUrl.parse("zk://one/mesos/").path()).isEqualTo("/mesos");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://one", "zk://one/", "one:2181/mesos", "http://one/mesos", "zk:///mesos", ""})
    void h3MastersNeedAPathAndAServer(String text) {
        assertThatThrownBy(() -> ZooKeeperUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zk://");
    }

    @Test
    void noPasswordIsShown() {
        assertThat(ZooKeeperElection.at("zk://me:secret@one/mesos")).hasToString("zk://one/mesos");
        assertThatThrownBy(() -> ZooKeeperElection.at("zk://me:secret@one/"))
                .message()
                .doesNotContain("secret");
    }
}
