package io.mesosframework.executor.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All processes that come from one: its descendants, and whoever is in its session or in one that a descendant opened.
 * So a process is found whose parent has died, and one that made itself a daemon, if it was seen before.
 *
 * <p>Each method takes the table of processes as it is now. Without /proc (not Linux) only descendants are found, as long as their parents live. Thread-safe.
 */
final class ProcessTree {

    private static final long ANY = -1;

    private final ProcessHandle root;

    /** The session of this JVM; its members are not ours to kill. */
    private final long ourSession;

    /** Sessions of the tree, each with the start time of the process that leads it. */
    private final Map<Long, Long> sessions = new HashMap<>();

    /** Every process ever seen in the tree, with its start time. */
    private final Map<Long, Long> known = new HashMap<>();

    /** What was seen where there is no /proc. */
    private final Map<Long, ProcessHandle> handles = new LinkedHashMap<>();

    /**
     * @param root a child of this JVM
     * @param ownSession whether it leads, or is about to lead, a session of its own
     */
    ProcessTree(ProcessHandle root, boolean ownSession) {
        this.root = root;
        this.ourSession = ProcessTable.read(ProcessHandle.current().pid())
                .map(ProcessTable.Row::session)
                .orElse(ANY);
        long startTime =
                ProcessTable.read(root.pid()).map(ProcessTable.Row::startTime).orElse(ANY);
        known.put(root.pid(), startTime);
        if (ownSession) {
            sessions.put(root.pid(), startTime);
        }
    }

    /** SIGTERM to each. */
    synchronized void terminate(Optional<ProcessTable> table) {
        living(table).forEach(ProcessHandle::destroy);
    }

    /**
     * SIGKILL to each.
     *
     * @return whether any was there; it may still take a moment to be gone, or have had a child meanwhile: call again
     */
    synchronized boolean kill(Optional<ProcessTable> table) {
        List<ProcessHandle> living = living(table);
        living.forEach(ProcessHandle::destroyForcibly);
        return !living.isEmpty();
    }

    /** The living processes of the tree, the root first. */
    private List<ProcessHandle> living(Optional<ProcessTable> table) {
        if (table.isEmpty()) {
            return livingByHandles();
        }
        List<Long> pids = new ArrayList<>();
        Collection<ProcessTable.Row> rows = table.get().rows().values();
        boolean grew = true;
        Map<Long, ProcessTable.Row> members = new LinkedHashMap<>();
        while (grew) {
            grew = false;
            for (ProcessTable.Row row : rows) {
                if (!members.containsKey(row.pid()) && belongs(row, table.get(), members)) {
                    adopt(row, table.get());
                    members.put(row.pid(), row);
                    pids.add(row.pid());
                    grew = true;
                }
            }
        }
        pids.sort((left, right) -> Boolean.compare(right == root.pid(), left == root.pid()));
        return pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
    }

    private boolean belongs(ProcessTable.Row row, ProcessTable table, Map<Long, ProcessTable.Row> members) {
        if (members.containsKey(row.parent()) || Objects.equals(known.get(row.pid()), row.startTime())) {
            return true;
        }
        Long leaderStarted = sessions.get(row.session());
        if (leaderStarted == null) {
            return false;
        }
        // The number of a session that has died out may come again, with another leader.
        ProcessTable.Row leader = table.rows().get(row.session());
        return leader == null || leaderStarted == ANY || leader.startTime() == leaderStarted;
    }

    private void adopt(ProcessTable.Row row, ProcessTable table) {
        known.put(row.pid(), row.startTime());
        if (row.session() != ourSession && row.session() > 1) {
            ProcessTable.Row leader = table.rows().get(row.session());
            sessions.putIfAbsent(row.session(), leader == null ? ANY : leader.startTime());
        }
    }

    private List<ProcessHandle> livingByHandles() {
        List.copyOf(handles.values()).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(handle -> handles.putIfAbsent(handle.pid(), handle));
        Stream.concat(Stream.of(root), root.descendants()).forEach(handle -> handles.putIfAbsent(handle.pid(), handle));
        handles.values().removeIf(handle -> !handle.isAlive());
        return List.copyOf(handles.values());
    }
}
