package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.MachineID;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.protocol.maintenance.ClusterStatus;
import io.mesosframework.protocol.maintenance.Schedule;
import io.mesosframework.protocol.maintenance.Window;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Machines are scheduled for maintenance, taken down and brought up again (PROTOCOL E23-E25, F41, F42). */
final class Maintenance {

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

    private final MasterState state;
    private final Offers offers;
    private final InverseOffers inverseOffers;
    private final AgentRemovals removals;

    Maintenance(MasterState state, Offers offers, InverseOffers inverseOffers, AgentRemovals removals) {
        this.state = state;
        this.offers = offers;
        this.inverseOffers = inverseOffers;
        this.removals = removals;
    }

    /** UPDATE_MAINTENANCE_SCHEDULE (PROTOCOL E23, F41). */
    OperatorAnswer schedule(Schedule wanted, Permissions who) {
        Schedule schedule = lowerCase(wanted);
        Optional<String> problem = problem(schedule);
        if (problem.isPresent()) {
            return OperatorAnswer.badRequest(problem.get());
        }
        boolean namesMachines = schedule.getWindowsList().stream().anyMatch(window -> window.getMachineIdsCount() > 0);
        if (namesMachines && !who.may(Action.UPDATE_MAINTENANCE_SCHEDULE)) {
            return OperatorAnswer.FORBIDDEN;
        }
        state.registry.schedule = schedule.getWindowsCount() == 0 ? null : schedule;
        boolean changed = false;
        for (AgentRecord agent : List.copyOf(state.agents.values())) {
            changed |= updateUnavailability(agent);
        }
        if (changed) {
            offers.allocate();
        }
        return OperatorAnswer.OK;
    }

    /** START_MAINTENANCE: the machines' agents end, and none of theirs may register (PROTOCOL E24, F42). */
    OperatorAnswer start(List<MachineID> machines, Permissions who) {
        List<MachineID> ids = machines.stream().map(Maintenance::lowerCase).toList();
        Optional<String> problem = listProblem(ids);
        if (problem.isPresent()) {
            return OperatorAnswer.badRequest(problem.get());
        }
        for (MachineID id : ids) {
            if (!isKnown(id)) {
                return OperatorAnswer.badRequest("Machine '" + json(id) + "' is not part of a maintenance schedule");
            }
            if (unavailability(id) == null || state.registry.down.contains(id)) {
                return OperatorAnswer.badRequest(
                        "Machine '" + json(id) + "' is not in DRAINING mode and cannot be brought down");
            }
            if (!who.may(Action.START_MAINTENANCE)) {
                return OperatorAnswer.FORBIDDEN;
            }
        }
        state.registry.down.addAll(ids);
        for (AgentRecord agent : List.copyOf(state.agents.values())) {
            if (ids.contains(machine(agent.info, agent.ip))) {
                state.tell(agent, new ToAgent.Shutdown("Operator initiated 'Machine DOWN'"));
                removals.removed(agent, "Operator initiated 'Machine DOWN'");
            }
        }
        return OperatorAnswer.OK;
    }

    /** STOP_MAINTENANCE: the machines are as others again (PROTOCOL E24). */
    OperatorAnswer stop(List<MachineID> machines, Permissions who) {
        List<MachineID> ids = machines.stream().map(Maintenance::lowerCase).toList();
        Optional<String> problem = listProblem(ids);
        if (problem.isPresent()) {
            return OperatorAnswer.badRequest(problem.get());
        }
        for (MachineID id : ids) {
            if (!isKnown(id)) {
                return OperatorAnswer.badRequest("Machine '" + json(id) + "' is not part of a maintenance schedule");
            }
            if (!state.registry.down.contains(id)) {
                return OperatorAnswer.badRequest(
                        "Machine '" + json(id) + "' is not in DOWN mode and cannot be brought up");
            }
            if (!who.may(Action.STOP_MAINTENANCE)) {
                return OperatorAnswer.FORBIDDEN;
            }
        }
        ids.forEach(state.registry.down::remove);
        Schedule.Builder left = Schedule.newBuilder();
        for (Window window : schedule().getWindowsList()) {
            List<MachineID> remaining = window.getMachineIdsList().stream()
                    .filter(id -> !ids.contains(id))
                    .toList();
            if (!remaining.isEmpty()) {
                left.addWindows(window.toBuilder().clearMachineIds().addAllMachineIds(remaining));
            }
        }
        state.registry.schedule = left.getWindowsCount() == 0 ? null : left.build();
        return OperatorAnswer.OK;
    }

    /** For GET_MAINTENANCE_SCHEDULE; without windows if there is none. */
    Schedule schedule() {
        return state.registry.schedule == null ? Schedule.getDefaultInstance() : state.registry.schedule;
    }

    /** The schedule as it is shown; without its machines to whom they are not to be seen. */
    Schedule schedule(Permissions who) {
        return who.may(Action.GET_MAINTENANCE_SCHEDULE) ? schedule() : Schedule.getDefaultInstance();
    }

    /** For GET_MAINTENANCE_STATUS. */
    ClusterStatus status(Permissions who) {
        return who.may(Action.GET_MAINTENANCE_STATUS) ? status() : ClusterStatus.getDefaultInstance();
    }

    private ClusterStatus status() {
        Map<MachineID, ClusterStatus.DrainingMachine.Builder> draining = new LinkedHashMap<>();
        for (Window window : schedule().getWindowsList()) {
            window.getMachineIdsList().stream()
                    .filter(id -> !state.registry.down.contains(id))
                    .forEach(id -> draining.put(
                            id, ClusterStatus.DrainingMachine.newBuilder().setId(id)));
        }
        for (AgentRecord agent : state.agents.values()) {
            ClusterStatus.DrainingMachine.Builder machine = draining.get(machine(agent.info, agent.ip));
            if (machine != null) {
                machine.addAllStatuses(inverseOffers.answers(agent.id()));
            }
        }
        ClusterStatus.Builder status = ClusterStatus.newBuilder().addAllDownMachines(state.registry.down);
        draining.values().forEach(status::addDrainingMachines);
        return status.build();
    }

    boolean isDown(AgentInfo info, String ip) {
        return state.registry.down.contains(machine(info, ip));
    }

    void agentAdded(AgentRecord agent) {
        agent.unavailability = unavailability(machine(agent.info, agent.ip));
    }

    private boolean updateUnavailability(AgentRecord agent) {
        Unavailability before = agent.unavailability;
        agent.unavailability = unavailability(machine(agent.info, agent.ip));
        if (before == null && agent.unavailability == null) {
            return false;
        }
        offers.rescindAll(agent);
        inverseOffers.reset(agent.id());
        return true;
    }

    private @Nullable Unavailability unavailability(MachineID id) {
        return schedule().getWindowsList().stream()
                .filter(window -> window.getMachineIdsList().contains(id))
                .map(Window::getUnavailability)
                .findFirst()
                .orElse(null);
    }

    /** A machine is known by its agents and by the schedule. */
    private boolean isKnown(MachineID id) {
        return unavailability(id) != null
                || state.registry.down.contains(id)
                || state.agents.values().stream()
                        .anyMatch(agent -> machine(agent.info, agent.ip).equals(id));
    }

    private Optional<String> problem(Schedule schedule) {
        Set<MachineID> seen = new HashSet<>();
        for (Window window : schedule.getWindowsList()) {
            if (window.getMachineIdsCount() == 0) {
                return Optional.of("List of machines in the maintenance window is empty");
            }
            if (window.getUnavailability().getDuration().getNanoseconds() < 0) {
                return Optional.of("Unavailability 'duration' is negative");
            }
            for (MachineID id : window.getMachineIdsList()) {
                Optional<String> problem = problem(id);
                if (problem.isPresent()) {
                    return problem;
                }
                if (!seen.add(id)) {
                    return Optional.of("Machine '" + json(id) + "' appears more than once in the schedule");
                }
            }
        }
        return state.registry.down.stream()
                .filter(id -> !seen.contains(id))
                .findFirst()
                .map(id -> "Machine '" + json(id) + "' is deactivated and cannot be removed from the schedule");
    }

    private static Optional<String> listProblem(List<MachineID> ids) {
        if (ids.isEmpty()) {
            return Optional.of("List of machines is empty");
        }
        Set<MachineID> seen = new HashSet<>();
        for (MachineID id : ids) {
            Optional<String> problem = problem(id);
            if (problem.isPresent()) {
                return problem;
            }
            if (!seen.add(id)) {
                return Optional.of("Machine '" + json(id) + "' appears more than once in the schedule");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(MachineID id) {
        if (id.getHostname().isEmpty() && id.getIp().isEmpty()) {
            return Optional.of("Both 'hostname' and 'ip' for a machine are empty");
        }
        return id.getIp().isEmpty() || IPV4.matcher(id.getIp()).matches()
                ? Optional.empty()
                : Optional.of("Failed to parse IPv4: " + id.getIp());
    }

    private static MachineID machine(AgentInfo info, String ip) {
        return MachineID.newBuilder()
                .setHostname(info.getHostname().toLowerCase(Locale.ROOT))
                .setIp(ip)
                .build();
    }

    private static Schedule lowerCase(Schedule schedule) {
        Schedule.Builder lower = schedule.toBuilder();
        lower.getWindowsBuilderList()
                .forEach(window -> window.getMachineIdsBuilderList().stream()
                        .filter(MachineID.Builder::hasHostname)
                        .forEach(id -> id.setHostname(id.getHostname().toLowerCase(Locale.ROOT))));
        return lower.build();
    }

    private static MachineID lowerCase(MachineID id) {
        return id.hasHostname()
                ? id.toBuilder()
                        .setHostname(id.getHostname().toLowerCase(Locale.ROOT))
                        .build()
                : id;
    }

    private static String json(MachineID id) {
        StringBuilder json = new StringBuilder("{");
        if (id.hasHostname()) {
            json.append("\"hostname\":\"").append(id.getHostname()).append('"');
        }
        if (id.hasIp()) {
            json.append(id.hasHostname() ? "," : "")
                    .append("\"ip\":\"")
                    .append(id.getIp())
                    .append('"');
        }
        return json.append('}').toString();
    }
}
