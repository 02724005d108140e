package io.mesosframework.embedded.internal.master;

import io.mesosframework.utils.MesosDuration;
import java.util.Map;
import java.util.TreeMap;

/** The flags that a master shows, by name in order: what was set, and Mesos' defaults for the rest. */
final class MasterFlags {

    private MasterFlags() {}

    static Map<String, String> of(MasterConfig config) {
        Map<String, String> flags = new TreeMap<>(Map.ofEntries(
                Map.entry("agent_ping_timeout", "15secs"),
                Map.entry("agent_reregister_timeout", "10mins"),
                Map.entry("allocator", "hierarchical"),
                Map.entry("allocator_agent_recovery_factor", "0.8"),
                Map.entry("allocator_recovery_timeout", "10mins"),
                Map.entry("authenticate_agents", "false"),
                Map.entry("authenticate_frameworks", "false"),
                Map.entry("authenticate_http_frameworks", "false"),
                Map.entry("authenticate_http_readonly", "false"),
                Map.entry("authenticate_http_readwrite", "false"),
                Map.entry("authentication_v0_timeout", "15secs"),
                Map.entry("authenticators", "crammd5"),
                Map.entry("authorizers", "local"),
                Map.entry("filter_gpu_resources", "true"),
                Map.entry("framework_sorter", "drf"),
                Map.entry("help", "false"),
                Map.entry("hostname_lookup", "true"),
                Map.entry("http_authenticators", "basic"),
                Map.entry("initialize_driver_logging", "true"),
                Map.entry("log_auto_initialize", "true"),
                Map.entry("logbufsecs", "0"),
                Map.entry("logging_level", "INFO"),
                Map.entry("max_agent_ping_timeouts", "5"),
                Map.entry("max_completed_frameworks", String.valueOf(MasterConfig.MAX_COMPLETED_FRAMEWORKS)),
                Map.entry("max_completed_tasks_per_framework", String.valueOf(MasterConfig.MAX_COMPLETED_TASKS)),
                Map.entry("max_operator_event_stream_subscribers", String.valueOf(OperatorStreams.MAX_SUBSCRIBERS)),
                Map.entry("max_unreachable_tasks_per_framework", "1000"),
                Map.entry("memory_profiling", "false"),
                Map.entry("min_allocatable_resources", "cpus:0.01|mem:32"),
                Map.entry("offer_constraints_re2_max_mem", "4KB"),
                Map.entry("offer_constraints_re2_max_program_size", "100"),
                Map.entry("publish_per_framework_metrics", "true"),
                Map.entry("quiet", "false"),
                Map.entry("recovery_agent_removal_limit", "100%"),
                Map.entry("registry", "in_memory"),
                Map.entry("registry_fetch_timeout", "1mins"),
                Map.entry("registry_gc_interval", "15mins"),
                Map.entry("registry_max_agent_age", "2weeks"),
                Map.entry("registry_max_agent_count", "102400"),
                Map.entry("registry_store_timeout", "20secs"),
                Map.entry("registry_strict", "false"),
                Map.entry("require_agent_domain", "false"),
                Map.entry("role_sorter", "drf"),
                Map.entry("root_submissions", "true"),
                Map.entry("version", "false"),
                Map.entry("zk_session_timeout", "10secs")));
        flags.put("allocation_interval", MesosDuration.format(config.allocationInterval()));
        flags.put("hostname", config.hostname());
        flags.put("ip", config.ip());
        flags.put("port", String.valueOf(config.port()));
        config.offerTimeout().ifPresent(timeout -> flags.put("offer_timeout", MesosDuration.format(timeout)));
        return flags;
    }
}
