package io.mesosframework.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZooKeeperUrlTest {

    @Test
    void h1SeveralServersWithSpacesAround() {
        assertThat(ZooKeeperUrl.parse(" zk://one,two:2182,[::1]:2183/mesos/test "))
                .isEqualTo(new ZooKeeperUrl("one,two:2182,[::1]:2183", "/mesos/test", Optional.empty()));
    }

    @Test
    void h2APasswordMayHoldAnAtAndAColon() {
        assertThat(ZooKeeperUrl.parse("zk://me:p@s:s@one:2181/mesos"))
                .isEqualTo(new ZooKeeperUrl("one:2181", "/mesos", Optional.of("me:p@s:s")));
    }

    @Test
    void h3OneSlashAtTheEndIsLeftOut() {
        assertThat(ZooKeeperUrl.parse("zk://one/mesos/").path()).isEqualTo("/mesos");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zk://one",
                "zk://one/",
                "one:2181/mesos",
                "http://one/mesos",
                "zk:///mesos",
                "",
                "zk://one,/mesos",
                "zk://one:/mesos",
                "zk://one:0/mesos",
                "zk://one:65536/mesos",
                "zk://one:x/mesos",
                "zk://one two/mesos",
                "zk://one//mesos",
                "zk://one/mesos//",
                "zk://one/../mesos",
            })
    void whatCannotWorkIsRefused(String text) {
        assertThatThrownBy(() -> ZooKeeperUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsIgnoringCase("zookeeper");
    }

    @ParameterizedTest
    @CsvSource({
        "zk://me:s3cr3t@one/",
        "zk://me:s3/cr3t@one/mesos",
        "zk://s3cr3t@one/mesos",
        "zk://:s3cr3t@one/mesos",
        "zk://me:s3cr3t@one:x/mesos",
        "zk://me:s3cr3t@/mesos",
        "zk://me:s3cr3t@one/a//b",
        "zx://me:s3cr3t@one/mesos",
    })
    void noRefusalShowsASecret(String text) {
        assertThatThrownBy(() -> ZooKeeperUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("s3", "cr3t");
    }

    @Test
    void noPasswordIsShown() {
        assertThat(ZooKeeperUrl.parse("zk://me:secret@one/mesos")).hasToString("zk://one/mesos");
    }
}
