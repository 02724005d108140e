package io.mesosframework.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.http.Origin;
import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.zookeeper.MasterDetection.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnnouncedTest {

    /** As a Mesos 1.11.0 wrote it. */
    private static final String REAL =
            "{\"address\":{\"hostname\":\"localhost\",\"ip\":\"127.0.0.1\",\"port\":5050},\"capabilities\":[{\"type\":"
                    + "\"AGENT_UPDATE\"},{\"type\":\"AGENT_DRAINING\"},{\"type\":\"QUOTA_V2\"}],\"hostname\":\"localhost\","
                    + "\"id\":\"8a1a6d3e-5d7c-4b1e-9f53-0f9d1f6f8a11\",\"ip\":16777343,\"pid\":\"master@127.0.0.1:5050\","
                    + "\"port\":5050,\"version\":\"1.11.0\"}";

    private final Map<String, byte[]> nodes = new HashMap<>();

    private MasterDetection look() throws Exception {
        return look(false);
    }

    private MasterDetection look(boolean https) throws Exception {
        return Announced.look(List.copyOf(nodes.keySet()), node -> Optional.ofNullable(nodes.get(node.name())), https);
    }

    private void put(String name, String data) {
        nodes.put(name, data.getBytes(UTF_8));
    }

    private static String at(String ip, int port) {
        return "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"" + ip + "\",\"port\":" + port + "}}";
    }

    private static MasterDetection leader(String master) {
        return new MasterDetection(State.LEADER, List.of(Origin.parse(master, 5050)), "");
    }

    @Test
    void h8h12h13ARealMastersRecord() throws Exception {
        put("json.info_0000000003", REAL);
        assertThat(look()).isEqualTo(leader("127.0.0.1:5050"));
        assertThat(look().leader()).hasValue(new Origin(false, "127.0.0.1", 5050));
    }

    @Test
    void h14WithHttpsItIsKnownByItsName() throws Exception {
        put("json.info_0000000003", REAL);
        assertThat(look(true)).isEqualTo(leader("https://localhost:5050"));
    }

    @Test
    void h11TheSmallestNumberLeadsWhateverItsLabel() throws Exception {
        put("json.info_0000000007", at("10.0.0.7", 7));
        put("info_0000000006", "not looked at");
        put("0000000005", "master@10.0.0.5:5");
        assertThat(look()).isEqualTo(leader("10.0.0.5:5"));
    }

    @Test
    void h23NumbersAreDecimalWhateverTheirZeros() throws Exception {
        put("json.info_0000000010", at("10.0.0.10", 10));
        put("json.info_0000000009", at("10.0.0.9", 9));
        put("json.info_9999999999", at("10.0.0.1", 1)); // no number of 32 bits
        assertThat(look()).isEqualTo(leader("10.0.0.9:9"));
    }

    @Test
    void h10WhatHasNoNumberIsPassedOver() throws Exception {
        put("log_replicas", "");
        put("lock", "{}");
        put("json.info_x", "{}");
        assertThat(look()).isEqualTo(new MasterDetection(State.NONE, List.of(), ""));
    }

    @Test
    void h9OlderMastersWriteProtobuf() throws Exception {
        MasterInfo.Builder info =
                MasterInfo.newBuilder().setId("a").setIp(0x0100007f).setPort(5051);
        nodes.put("info_0000000001", info.build().toByteArray());
        assertThat(look()).isEqualTo(leader("127.0.0.1:5051"));

        nodes.put("info_0000000001", info.setPid("master@10.1.2.3:5052").build().toByteArray());
        assertThat(look()).isEqualTo(leader("10.1.2.3:5052"));

        info.setAddress(Address.newBuilder().setIp("10.1.2.4").setPort(5053));
        nodes.put("info_0000000001", info.build().toByteArray());
        assertThat(look()).isEqualTo(leader("10.1.2.4:5053"));
    }

    @Test
    void addressesOfTheNextVersion() throws Exception {
        put("json.info_0000000001", at("fe80::1", 5050));
        assertThat(look()).isEqualTo(leader("[fe80::1]:5050"));
        nodes.clear();
        put("0000000001", "master@[::1]:5050");
        assertThat(look()).isEqualTo(leader("[::1]:5050"));
    }

    @Test
    void aNodeThatIsGoneWhenItIsReadIsNoneAnyMore() throws Exception {
        nodes.put("json.info_0000000002", at("10.0.0.2", 2).getBytes(UTF_8));
        assertThat(Announced.look(
                        List.of("json.info_0000000001", "json.info_0000000002"),
                        node -> Optional.ofNullable(nodes.get(node.name())),
                        false))
                .isEqualTo(leader("10.0.0.2:2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"id\":\"x\",\"ip\":1}",
                "{\"id\":\"x\",\"ip\":\"y\",\"port\":5050}",
                "{\"id\":\"x\",\"ip\":0,\"port\":5050}",
                "{\"id\":\"x\",\"ip\":16777343,\"port\":0}",
                "{\"id\":\"x\",\"ip\":16777343,\"port\":65536}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"pid\":\"master\"}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"pid\":\"master@host name:1\"}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"pid\":\"master@evil.example:80\"}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"0.0.0.0\",\"port\":5050}}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"999.1.1.1\",\"port\":5050}}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"evil.example/\",\"port\":5050}}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"10.0.0.1\",\"port\":-1}}",
                "{\"id\":\"x\",\"ip\":1,\"port\":1,\"address\":{\"ip\":\"10.0.0.1\",\"port\":5050}} trailing",
                "\u0000\u001b[31mred",
            })
    void aForgedRecordIsNamedAndTheMastersBehindItAreTried(String forged) throws Exception {
        put("json.info_0000000000", forged);
        put("json.info_0000000001", at("10.0.0.1", 5050));
        put("json.info_0000000002", at("10.0.0.2", 5050));

        MasterDetection found = look();

        assertThat(found.state()).isEqualTo(State.UNREADABLE);
        assertThat(found.leader()).isEmpty();
        assertThat(found.masters()).containsExactly(Origin.parse("10.0.0.1", 5050), Origin.parse("10.0.0.2", 5050));
        assertThat(found.problem()).contains("json.info_0000000000").matches("[^\\p{Cntrl}]{1,400}");
    }

    @Test
    void h22ALabelThatNoMasterHas() throws Exception {
        put("xml.info_0000000001", "<info/>");
        put("json.info_0000000002", at("10.0.0.2", 5050));
        assertThat(look().problem()).contains("xml.info_0000000001", "no master labels its node so");
        assertThat(look().masters()).containsExactly(Origin.parse("10.0.0.2", 5050));
    }

    @Test
    void noMoreAreReadThanMastersMayBe() throws Exception {
        for (int i = 0; i < 1000; i++) {
            put(String.format("json.info_%010d", i), "forged");
        }
        int[] read = {0};
        Announced.look(
                List.copyOf(nodes.keySet()),
                node -> {
                    read[0]++;
                    return Optional.ofNullable(nodes.get(node.name()));
                },
                false);
        assertThat(read[0]).isEqualTo(16);
    }

    /** Whatever bytes stand there: a master, or a reason; never another end. */
    @Test
    void bytesAtRandomAreMastersOrRefused() throws Exception {
        Random random = new Random(20261127);
        List<String> labels = List.of("json.info_", "info_", "");
        for (int i = 0; i < 20_000; i++) {
            nodes.clear();
            byte[] data = i % 2 == 0 ? REAL.getBytes(UTF_8) : new byte[random.nextInt(60)];
            if (i % 2 == 0) {
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    data[random.nextInt(data.length)] = (byte) random.nextInt(256);
                }
            } else {
                random.nextBytes(data);
            }
            nodes.put(labels.get(random.nextInt(3)) + "0000000001", data);
            MasterDetection found = look();
            if (found.state() == State.LEADER) {
                assertThat(found.leader().orElseThrow().port()).isBetween(1, 65535);
            } else {
                assertThat(found.state()).isEqualTo(State.UNREADABLE);
                assertThat(found.problem()).matches("[^\\p{Cntrl}]{1,400}");
            }
        }
    }
}
