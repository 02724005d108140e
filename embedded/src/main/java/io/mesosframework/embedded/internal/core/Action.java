package io.mesosframework.embedded.internal.core;

/** What can be allowed or not, by Mesos' names: those that this cluster does. */
public enum Action {
    REGISTER_FRAMEWORK("register_frameworks", "roles"),
    RUN_TASK("run_tasks", "users"),
    TEARDOWN_FRAMEWORK("teardown_frameworks", "framework_principals"),
    RESERVE_RESOURCES("reserve_resources", "roles"),
    UNRESERVE_RESOURCES("unreserve_resources", "reserver_principals"),
    CREATE_VOLUME("create_volumes", "roles"),
    DESTROY_VOLUME("destroy_volumes", "creator_principals"),
    RESIZE_VOLUME("resize_volumes", "roles"),
    GET_QUOTA("get_quotas", "roles"),
    UPDATE_QUOTA("update_quotas", "roles"),
    UPDATE_WEIGHT("update_weights", "roles"),
    GET_ENDPOINT("get_endpoints", "paths"),
    VIEW_ROLE("view_roles", "roles"),
    VIEW_FRAMEWORK("view_frameworks", "users"),
    VIEW_TASK("view_tasks", "users"),
    VIEW_EXECUTOR("view_executors", "users"),
    VIEW_FLAGS("view_flags", "flags"),
    SET_LOG_LEVEL("set_log_level", "level"),
    UPDATE_MAINTENANCE_SCHEDULE("update_maintenance_schedules", "machines"),
    GET_MAINTENANCE_SCHEDULE("get_maintenance_schedules", "machines"),
    START_MAINTENANCE("start_maintenances", "machines"),
    STOP_MAINTENANCE("stop_maintenances", "machines"),
    GET_MAINTENANCE_STATUS("get_maintenance_statuses", "machines"),
    DRAIN_AGENT("drain_agents", "agents"),
    DEACTIVATE_AGENT("deactivate_agents", "agents"),
    REACTIVATE_AGENT("reactivate_agents", "agents"),
    MARK_AGENT_GONE("mark_agents_gone", "agents");

    /** The field of the ACLs that has the entries for it. */
    final String list;

    /** The field of an entry that says what it may be done to. */
    final String objects;

    Action(String list, String objects) {
        this.list = list;
        this.objects = objects;
    }

    /** Whether roles may be given with all below them: `a/%`. */
    boolean isOfRoles() {
        return objects.equals("roles");
    }

    /** Whether an entry says `ANY` or `NONE`, and names nothing. */
    boolean isOfAllOrNothing() {
        return switch (objects) {
            case "flags", "level", "machines", "agents" -> true;
            default -> false;
        };
    }
}
