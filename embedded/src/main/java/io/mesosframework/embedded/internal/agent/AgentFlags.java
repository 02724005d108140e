package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosDuration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The flags that an agent shows, by name in order: those that clients read. */
final class AgentFlags {

    private AgentFlags() {}

    static Map<String, String> of(AgentConfig config) {
        Map<String, String> flags = new TreeMap<>();
        List<Resource> resources = config.resources();
        flags.put("authenticate_http_executors", "false");
        flags.put("authenticate_http_readonly", "false");
        flags.put("authenticate_http_readwrite", "false");
        flags.put("containerizers", "mesos");
        flags.put("default_role", "*");
        flags.put(
                "executor_registration_timeout",
                MesosDuration.format(config.timeouts().executorRegistration()));
        flags.put("executor_shutdown_grace_period", MesosDuration.format(AgentConfig.EXECUTOR_SHUTDOWN_GRACE_PERIOD));
        flags.put("hostname", config.hostname());
        flags.put("ip", config.ip());
        flags.put("isolation", "posix/cpu,posix/mem");
        flags.put("launcher", "posix");
        flags.put("max_completed_executors_per_framework", String.valueOf(AgentConfig.MAX_COMPLETED_EXECUTORS));
        flags.put("port", String.valueOf(config.port()));
        flags.put("resources", Resources.of(resources).toString());
        flags.put("sandbox_directory", "/mnt/mesos/sandbox");
        flags.put("work_dir", config.workDirectory().toString());
        return flags;
    }
}
