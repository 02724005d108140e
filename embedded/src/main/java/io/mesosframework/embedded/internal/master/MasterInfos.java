package io.mesosframework.embedded.internal.master;

import com.google.protobuf.UnknownFieldSet;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.MesosJson;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.MasterInfo;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How a master describes itself. */
public final class MasterInfos {

    private static final int QUOTA_V2 = 3;

    private MasterInfos() {}

    static MasterInfo of(MasterConfig config) {
        MasterInfo.Builder info = MasterInfo.newBuilder()
                .setId(config.id())
                .setIp(networkOrder(config.ip()))
                .setPort(config.port())
                .setPid(pid(config))
                .setHostname(config.hostname())
                .setVersion(Build.VERSION)
                .setAddress(Address.newBuilder()
                        .setHostname(config.hostname())
                        .setIp(config.ip())
                        .setPort(config.port()))
                .addCapabilities(capability(MasterInfo.Capability.Type.AGENT_UPDATE))
                .addCapabilities(capability(MasterInfo.Capability.Type.AGENT_DRAINING))
                .addCapabilities(quotaCapability());
        config.allocation().domain().ifPresent(info::setDomain);
        return info.build();
    }

    /** As it announces itself in ZooKeeper (PROTOCOL H12): in the alphabet's order. */
    public static String json(MasterConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("address")
                .put("hostname", config.hostname())
                .put("ip", config.ip())
                .put("port", config.port());
        ArrayNode capabilities = json.putArray("capabilities");
        for (String type : List.of("AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2")) {
            capabilities.addObject().put("type", type);
        }
        config.allocation().domain().ifPresent(domain -> json.set("domain", TaskJson.tree(domain)));
        json.put("hostname", config.hostname())
                .put("id", config.id())
                .put("ip", Integer.toUnsignedLong(networkOrder(config.ip())))
                .put("pid", pid(config))
                .put("port", config.port())
                .put("version", Build.VERSION);
        return MesosJson.text(json);
    }

    /** As libprocess names it. */
    static String pid(MasterConfig config) {
        return "master@" + config.ip() + ":" + config.port();
    }

    private static MasterInfo.Capability capability(MasterInfo.Capability.Type type) {
        return MasterInfo.Capability.newBuilder().setType(type).build();
    }

    /** The master has a third one, which the V1 messages do not know: seen as an empty object in JSON. */
    private static MasterInfo.Capability quotaCapability() {
        UnknownFieldSet quota = UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder().addVarint(QUOTA_V2).build())
                .build();
        return MasterInfo.Capability.newBuilder().setUnknownFields(quota).build();
    }

    /** An IPv4 address in the byte order of the network, read as a number (PROTOCOL H13). */
    private static int networkOrder(String ip) {
        String[] parts = ip.split("\\.", -1);
        int number = 0;
        for (int i = parts.length - 1; i >= 0; i--) {
            number = (number << 8) | (parts.length == 4 ? Integer.parseInt(parts[i]) : 0);
        }
        return number;
    }
}
