package io.mesosframework.embedded.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.MasterElection.Candidate;
import io.mesosframework.protocol.MasterInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MasterNodeTest {

    @Test
    void h10WhatHasNoNumberIsPassedOver() {
        assertThat(MasterNode.leader(List.of("log_replicas", "json.info_0000000003", "json.info_x", "other")))
                .hasValue(new MasterNode("json.info_0000000003", "json.info", 3));
        assertThat(MasterNode.leader(List.of("log_replicas"))).isEmpty();
    }

    @Test
    void h11TheSmallestNumberLeadsWhateverItsLabel() {
        assertThat(MasterNode.leader(List.of("json.info_0000000007", "0000000005", "info_0000000006")))
                .hasValue(new MasterNode("0000000005", "", 5));
    }

    @Test
    void h23NumbersAreDecimalWhateverTheirZeros() {
        assertThat(MasterNode.leader(List.of("json.info_0000000010", "json.info_0000000009")))
                .map(MasterNode::sequence)
                .hasValue(9);
        assertThat(MasterNode.leader(List.of("json.info_9999999999"))).isEmpty();
    }

    @Test
    void h9AllThreeKindsOfNodesAreUnderstood() {
        MasterInfo info = MasterInfo.newBuilder()
                .setId("me")
                .setIp(16777343)
                .setPort(5050)
                .setHostname("one")
                .build();
        assertThat(Announcement.read(new MasterNode("info_0000000001", "info", 1), info.toByteArray()))
                .isEqualTo(new Candidate("one:5050", ""));
        assertThat(read("json.info_0000000001", "json.info", "{\"hostname\":\"two\",\"port\":5051}"))
                .isEqualTo(new Candidate("two:5051", "{\"hostname\":\"two\",\"port\":5051}"));
        assertThat(read("0000000001", "", "master@10.0.0.1:5050")).isEqualTo(new Candidate("10.0.0.1:5050", ""));
    }

    @Test
    void h22WhatCannotBeReadIsAnError() {
        assertThatThrownBy(() -> read("json.info_0000000001", "json.info", "[]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("json.info_0000000001", "json.info", "{"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("xml.info_0000000001", "xml.info", "<info/>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xml.info_0000000001");
    }

    private static Candidate read(String name, String label, String data) {
        return Announcement.read(new MasterNode(name, label, 1), data.getBytes(StandardCharsets.UTF_8));
    }
}
