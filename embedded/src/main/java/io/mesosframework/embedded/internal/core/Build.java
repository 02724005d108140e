package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.VersionInfo;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Which Mesos this passes for: the release that all of it is held to. */
public final class Build {

    public static final String VERSION = "1.11.0";
    private static final String GIT_SHA = "04bc7ee1984d86fbb0bd782ccc69ce44c13ae4b9";
    private static final String DATE = "2020-11-24 15:38:37";
    private static final double TIME = 1606232317.0;
    private static final String USER = "ubuntu";

    /** What an agent of this release can do, in its order. */
    public static final List<AgentInfo.Capability.Type> AGENT_CAPABILITIES = List.of(
            AgentInfo.Capability.Type.MULTI_ROLE,
            AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
            AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
            AgentInfo.Capability.Type.RESOURCE_PROVIDER,
            AgentInfo.Capability.Type.RESIZE_VOLUME,
            AgentInfo.Capability.Type.AGENT_OPERATION_FEEDBACK,
            AgentInfo.Capability.Type.AGENT_DRAINING,
            AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS);

    private Build() {}

    public static VersionInfo info() {
        return VersionInfo.newBuilder()
                .setVersion(VERSION)
                .setBuildDate(DATE)
                .setBuildTime(TIME)
                .setBuildUser(USER)
                .setGitSha(GIT_SHA)
                .setGitTag(VERSION)
                .build();
    }

    /** The first keys of `/state`. */
    public static ObjectNode putFirst(ObjectNode json) {
        return json.put("version", VERSION)
                .put("git_sha", GIT_SHA)
                .put("git_tag", VERSION)
                .put("build_date", DATE)
                .put("build_time", TIME)
                .put("build_user", USER);
    }

    /** The content of `/version`, whose keys are in the alphabet's order. */
    public static ObjectNode putVersion(ObjectNode json) {
        return json.put("build_date", DATE)
                .put("build_time", TIME)
                .put("build_user", USER)
                .put("git_sha", GIT_SHA)
                .put("git_tag", VERSION)
                .put("version", VERSION);
    }
}
