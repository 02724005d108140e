package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients in the order in which dominant resource fairness serves them: the smallest share by weight first, then the
 * fewest allocations, then by name (PROTOCOL F12). A client's name is a path: {@code a/b} shares in what {@code a} gets.
 */
final class DrfSorter {

    private static final Comparator<Entry> ORDER = Comparator.<Entry>comparingDouble(entry -> entry.share)
            .thenComparingLong(entry -> entry.allocations)
            .thenComparing(entry -> entry.path);

    /** Something that competes with its siblings: all of a path, or the client at the path beside those below it. */
    private static final class Entry {
        final String path;
        final Map<String, Long> held = new HashMap<>();

        /** A shared resource counts once on an agent, however often it is held. */
        final Map<AgentID, Resources> shared = new HashMap<>();

        double weight;
        double share;
        long allocations;

        /** Null for the client itself. */
        final @Nullable Node node;

        Entry(String path, double weight, @Nullable Node node) {
            this.path = path;
            this.weight = weight;
            this.node = node;
        }

        boolean isEmpty() {
            return shared.isEmpty() && held.values().stream().allMatch(millis -> millis == 0);
        }

        void change(AgentID agentId, Resources resources, int sign) {
            Resources counted = resources.filter(resource -> !resource.hasShared());
            Resources sharedOnes = resources.filter(Resource::hasShared);
            if (!sharedOnes.isEmpty()) {
                counted = counted.plus(changeShared(agentId, sharedOnes, sign));
            }
            counted.scalarMillis().forEach((name, millis) -> held.merge(name, sign * millis, Long::sum));
        }

        private Resources changeShared(AgentID agentId, Resources changed, int sign) {
            Resources before = shared.getOrDefault(agentId, Resources.EMPTY);
            Resources after = sign > 0 ? before.plus(changed) : before.minus(changed);
            if (after.isEmpty()) {
                shared.remove(agentId);
            } else {
                shared.put(agentId, after);
            }
            Resources without = sign > 0 ? before : after;
            return Resources.of(changed.asList().stream()
                    .distinct()
                    .filter(resource -> !without.contains(resource))
                    .toList());
        }
    }

    private static final class Node {
        final @Nullable Node parent;
        final Entry all;
        final Entry own;
        final Map<String, Node> children = new HashMap<>();

        /** The children and the client itself, in their order as of the last sorting. */
        final List<Entry> order = new ArrayList<>();

        boolean client;
        boolean active;

        Node(@Nullable Node parent, String path, double weight) {
            this.parent = parent;
            this.all = new Entry(path, weight, this);
            this.own = new Entry(path + "/.", 1, null);
            order.add(own);
        }
    }

    private final ClusterTotal total;
    private final Map<String, Double> weights = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Node root = new Node(null, "", 1);
    private List<String> sorted = List.of();
    private boolean isSorted = true;
    private long seenTotal;

    DrfSorter(ClusterTotal total) {
        this.total = total;
    }

    boolean contains(String client) {
        Node node = nodes.get(client);
        return node != null && node.client;
    }

    void add(String client) {
        node(client).client = true;
        isSorted = false;
    }

    void remove(String client) {
        Node node = known(client);
        node.client = false;
        node.active = false;
        isSorted = false;
        while (node.parent != null && !node.client && node.children.isEmpty() && node.all.isEmpty()) {
            Node parent = node.parent;
            nodes.remove(node.all.path);
            parent.children.values().remove(node);
            parent.order.remove(node.all);
            node = parent;
        }
    }

    void setActive(String client, boolean active) {
        Node node = known(client);
        if (node.active != active) {
            node.active = active;
            isSorted = false;
        }
    }

    void setWeight(String path, double weight) {
        weights.put(path, weight);
        Node node = nodes.get(path);
        if (node != null) {
            node.all.weight = weight;
            share(node.all);
            isSorted = false;
        }
    }

    /** Whether the client holds no scalars. */
    boolean holdsNothing(String client) {
        return known(client).own.isEmpty();
    }

    void allocated(String client, AgentID agentId, Resources resources) {
        known(client).own.allocations++;
        for (Node node = known(client); node != null; node = node.parent) {
            node.all.allocations++;
        }
        change(client, agentId, resources, 1);
    }

    void unallocated(String client, AgentID agentId, Resources resources) {
        change(client, agentId, resources, -1);
    }

    /** The one is turned into the other, which is no new allocation. */
    void updated(String client, AgentID agentId, Resources before, Resources after) {
        change(client, agentId, before, -1);
        change(client, agentId, after, 1);
    }

    private void change(String client, AgentID agentId, Resources resources, int sign) {
        Node node = known(client);
        node.own.change(agentId, resources, sign);
        share(node.own);
        for (; node != null; node = node.parent) {
            node.all.change(agentId, resources, sign);
            share(node.all);
        }
        isSorted = isSorted && sorted.size() <= 1;
    }

    /** The active clients. */
    List<String> sort() {
        if (seenTotal != total.version()) {
            seenTotal = total.version();
            nodes.values().forEach(node -> {
                share(node.own);
                share(node.all);
            });
            isSorted = isSorted && sorted.size() <= 1;
        }
        if (!isSorted) {
            List<String> clients = new ArrayList<>();
            list(root, clients);
            sorted = List.copyOf(clients);
            isSorted = true;
        }
        return sorted;
    }

    private static void list(Node node, List<String> clients) {
        node.order.sort(ORDER);
        for (Entry entry : node.order) {
            if (entry.node != null) {
                list(entry.node, clients);
            } else if (node.client && node.active) {
                clients.add(node.all.path);
            }
        }
    }

    private void share(Entry entry) {
        double share = 0;
        for (Map.Entry<String, Long> held : entry.held.entrySet()) {
            long all = total.millis(held.getKey());
            if (all > 0) {
                share = Math.max(share, (double) held.getValue() / all);
            }
        }
        entry.share = share / entry.weight;
    }

    private Node node(String path) {
        Node known = nodes.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        Node parent = slash < 0 ? root : node(path.substring(0, slash));
        Node node = new Node(parent, path, weights.getOrDefault(path, 1.0));
        nodes.put(path, node);
        parent.children.put(path, node);
        parent.order.add(node.all);
        return node;
    }

    private Node known(String client) {
        Node node = nodes.get(client);
        if (node == null) {
            throw new IllegalStateException("the sorter does not know '" + client + "'");
        }
        return node;
    }
}
