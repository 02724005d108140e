package io.mesosframework.embedded.zookeeper;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.embedded.MasterElection.Candidate;
import io.mesosframework.protocol.MasterInfo;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a master's node holds, by its label (PROTOCOL H8, H9). */
final class Announcement {

    private Announcement() {}

    /** @throws IllegalArgumentException if it cannot be read, or the label is of no known master (PROTOCOL H22) */
    static Candidate read(MasterNode node, byte[] data) {
        return switch (node.label()) {
            case "json.info" -> ofJson(new String(data, StandardCharsets.UTF_8));
            case "info" -> ofProtobuf(data);
            case "" -> ofPid(new String(data, StandardCharsets.UTF_8));
            default -> throw new IllegalArgumentException("No master is known to label its node so: " + node.name());
        };
    }

    private static Candidate ofJson(String text) {
        try {
            JsonNode info = JsonMapper.shared().readTree(text);
            return new Candidate(
                    info.required("hostname").asString() + ":"
                            + info.required("port").asInt(),
                    text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("This is no MasterInfo: " + text, e);
        }
    }

    private static Candidate ofProtobuf(byte[] data) {
        try {
            MasterInfo info = MasterInfo.parseFrom(data);
            return new Candidate(info.getHostname() + ":" + info.getPort(), "");
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("This is no MasterInfo", e);
        }
    }

    private static Candidate ofPid(String pid) {
        return new Candidate(pid.substring(pid.indexOf('@') + 1), "");
    }
}
